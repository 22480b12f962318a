#include "core/targets/points_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <vector>

#include "core/targets/line_reader.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace core {

namespace {

using Fields = std::vector<std::string_view>;

// A spread below this share of the largest value is lost in single precision.
constexpr double kSmallestSpread = 0x1p-16;

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Cuts a line at `separator`; a space stands for any run of spaces and tabs. Quotes around a field are taken off, and
// separators between them do not count.
void split(std::string_view line, char separator, Fields& fields) {
  fields.clear();
  const auto isSeparator = [&](char c) { return c == separator || (separator == ' ' && c == '\t'); };
  for (size_t at = 0; at <= line.size();) {
    while (at < line.size() && (line[at] == ' ' || (separator != '\t' && line[at] == '\t'))) ++at;
    const char quote = at < line.size() && (line[at] == '"' || line[at] == '\'') ? line[at] : '\0';
    const size_t closing = quote != '\0' ? line.find(quote, at + 1) : std::string_view::npos;
    size_t end = closing == std::string_view::npos ? at : closing + 1;
    while (end < line.size() && !isSeparator(line[end])) ++end;
    const std::string_view field = trimmed(line.substr(at, end - at));
    const bool quoted = closing != std::string_view::npos && field.size() == closing + 1 - at;
    fields.push_back(quoted ? trimmed(field.substr(1, field.size() - 2)) : field);
    at = end + 1;
  }
}

enum class Found { number, notFinite, outOfRange, text };

Found parse(std::string_view field, double& value) {
  std::array<char, 64> copy;
  if (std::count(field.begin(), field.end(), ',') == 1 && field.find('.') == std::string_view::npos &&
      field.size() <= copy.size()) {  // a decimal comma
    std::replace_copy(field.begin(), field.end(), copy.begin(), ',', '.');
    field = {copy.data(), field.size()};
  }
  if (field.size() > 1 && field[0] == '+' && field[1] != '-') field.remove_prefix(1);
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error == std::errc::invalid_argument || end != field.data() + field.size()) return Found::text;
  if (error == std::errc::result_out_of_range) return Found::outOfRange;
  if (!std::isfinite(value)) return Found::notFinite;
  return std::abs(value) <= kLargestCoordinate ? Found::number : Found::outOfRange;
}

bool isText(std::string_view field) {
  double ignored = 0;
  return parse(field, ignored) == Found::text;
}

// The first of tab, semicolon, comma and space that cuts the line into numbers alone; failing that, into anything.
char guessSeparator(std::string_view line) {
  Fields fields;
  for (const bool numbersOnly : {true, false}) {
    for (const char separator : {'\t', ';', ',', ' '}) {
      split(line, separator, fields);
      if (fields.size() > 1 && !(numbersOnly && std::any_of(fields.begin(), fields.end(), isText))) return separator;
    }
  }
  return ' ';
}

std::string numberText(double value) {
  std::array<char, 32> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

// The two columns that are wanted, from 0, and what the header calls them.
struct Columns {
  std::array<size_t, 2> index = {0, 1};
  std::array<std::string, 2> name;

  std::string title(size_t k) const {
    return "column " + std::to_string(index[k] + 1) + (name[k].empty() ? "" : " (" + name[k] + ")");
  }
};

Columns chooseColumns(std::string_view header, char separator) {
  Columns columns;
  Fields names;
  split(header, separator, names);
  if (names.size() < 2) return columns;  // none, or a title
  const auto find = [&](char lower) {
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i].size() == 1 && (names[i][0] | 0x20) == lower) return i;
    }
    return names.size();
  };
  const size_t x = find('x'), y = find('y');
  if (x < names.size() && y < names.size()) columns.index = {x, y};
  for (size_t k = 0; k < 2; ++k) columns.name[k] = inQuotes(names[columns.index[k]]);
  return columns;
}

std::array<double, 2> parseRow(const Fields& fields, const Columns& columns, const std::string& where) {
  std::array<double, 2> row{};
  for (size_t k = 0; k < 2; ++k) {
    if (columns.index[k] >= fields.size())
      throw InputError(where + (fields.size() == 1 ? "only one column, " + inQuotes(fields[0]) + "; two are needed"
                                                   : columns.title(k) + " is missing"));
    const std::string_view field = fields[columns.index[k]];
    const Found found = parse(field, row[k]);
    if (found == Found::number) continue;
    const std::string there = where + columns.title(k);
    if (field.empty()) throw InputError(there + " is empty");
    if (found == Found::text) throw InputError(there + " is " + inQuotes(field) + ", which is not a number");
    if (found == Found::notFinite)
      throw InputError(there + " is " + inQuotes(field) + ", which is not a finite number");
    throw InputError(there + " is " + inQuotes(field) + ", which is out of range (beyond 1e15 or too small)");
  }
  return row;
}

}  // namespace

Points readPointsFile(const std::string& path) {
  if (isNpy(path)) return readNpyFile(path);
  LineReader reader(path);
  Fields fields;
  Columns columns;
  char separator = ' ';
  std::string header;
  std::vector<std::array<double, 2>> rows;
  for (std::string_view raw; reader.next(raw);) {
    const std::string_view line = trimmed(raw);
    if (line.empty() || line.front() == '#') continue;
    if (rows.empty()) {  // the first line, or the first one after a header
      separator = guessSeparator(line);
      split(line, separator, fields);
      if (header.empty() && std::all_of(fields.begin(), fields.end(), isText)) {
        header = line;
        continue;
      }
      columns = chooseColumns(header, separator);
    } else {
      split(line, separator, fields);
    }
    if (rows.size() == static_cast<size_t>(kMaxFilePoints))
      throw InputError(path + " has more than 2,000,000 rows; keep a random part of it");
    rows.push_back(parseRow(fields, columns, path + ", line " + std::to_string(reader.number()) + ": "));
  }
  return checkedPoints(rows, path, {columns.title(0), columns.title(1)});
}

Points checkedPoints(const std::vector<std::array<double, 2>>& rows, const std::string& path,
                     const std::array<std::string, 2>& titles) {
  if (rows.empty()) throw InputError(path + " has no rows of numbers");
  if (rows.size() < static_cast<size_t>(kMinFilePoints))
    throw InputError(path + " has only " + std::to_string(rows.size()) + " points; at least " +
                     std::to_string(kMinFilePoints) + " are needed");

  if (std::all_of(rows.begin(), rows.end(), [&](const auto& row) { return row == rows[0]; }))
    throw InputError(path + ": all points are the same, (" + numberText(rows[0][0]) + ", " + numberText(rows[0][1]) +
                     ")");
  Points points(static_cast<Eigen::Index>(rows.size()), 2);
  for (size_t k = 0; k < 2; ++k) {
    const auto [low, high] =
        std::minmax_element(rows.begin(), rows.end(), [&](const auto& a, const auto& b) { return a[k] < b[k]; });
    const double spread = (*high)[k] - (*low)[k];
    if (spread == 0) throw InputError(path + ": " + titles[k] + " is " + numberText((*low)[k]) + " in every row");
    if (spread < kSmallestSpread * std::max(std::abs((*low)[k]), std::abs((*high)[k])))
      throw InputError(path + ": " + titles[k] + " varies too little beside its size (" + numberText((*low)[k]) +
                       " to " + numberText((*high)[k]) + "); subtract a constant");
    for (size_t i = 0; i < rows.size(); ++i)
      points(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) = static_cast<Real>(rows[i][k]);
  }
  return points;
}

}  // namespace core
