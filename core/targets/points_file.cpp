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

Found parseWhole(std::string_view field, double& value) {
  if (field.size() > 1 && field[0] == '+' && field[1] != '-') field.remove_prefix(1);
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error == std::errc::invalid_argument || end != field.data() + field.size()) return Found::text;
  if (error == std::errc::result_out_of_range) return Found::outOfRange;
  if (!std::isfinite(value)) return Found::notFinite;
  return std::abs(value) <= kLargestCoordinate ? Found::number : Found::outOfRange;
}

// `comma` is set if the number has a decimal comma.
Found parse(std::string_view field, double& value, bool& comma) {
  const Found found = parseWhole(field, value);
  std::array<char, 64> copy;
  if (found != Found::text || field.size() > copy.size() || std::count(field.begin(), field.end(), ',') != 1 ||
      field.find('.') != std::string_view::npos)
    return found;
  std::replace_copy(field.begin(), field.end(), copy.begin(), ',', '.');
  const Found again = parseWhole({copy.data(), field.size()}, value);
  comma = comma || again != Found::text;
  return again;
}

bool isText(std::string_view field) {
  double ignored = 0;
  bool comma = false;
  return parse(field, ignored, comma) == Found::text;
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

// What keeps a field from being a number, told with its place.
std::string problemOf(std::string_view field, Found found, const std::string& place) {
  if (field.empty()) return place + " is empty";
  const std::string is = place + " is " + inQuotes(field) + ", which is ";
  if (found == Found::text) return is + "not a number";
  if (found == Found::notFinite) return is + "not a finite number";
  return is + "out of range (beyond 1e15 or too small)";
}

class TextReader {
 public:
  TextReader(const std::string& path, const Settings& settings) : settings_(settings), lines_(path) {
    table_.path = path;
  }

  PointsTable read() {
    for (std::string_view raw; lines_.next(raw);) {
      const std::string_view line = trimmed(raw);
      if (line.empty() || line.front() == '#') continue;
      if (rows_ > 0) {
        split(line, separator_, fields_);
      } else if (!start(line)) {
        continue;
      }
      addRow();
    }
    if (rows_ == 0) throw InputError(table_.path + " has no rows of numbers");
    table_.readAs = guesses();
    return std::move(table_);
  }

 private:
  // The first line, or the first one after a header. False if it is the header.
  bool start(std::string_view line) {
    separator_ = guessSeparator(line);
    split(line, separator_, fields_);
    if (header_.empty() && std::all_of(fields_.begin(), fields_.end(), isText)) {
      header_ = line;
      return false;
    }
    Fields names;
    split(header_, separator_, names);
    if (names.size() < 2) names.clear();  // none, or a title
    named_ = !names.empty();
    table_.columns.resize(std::max(fields_.size(), names.size()));
    for (size_t i = 0; i < names.size(); ++i) table_.columns[i].name = names[i];
    std::vector<bool> isNumbers(table_.columns.size(), false);
    for (size_t i = 0; i < fields_.size(); ++i) isNumbers[i] = !isText(fields_[i]);
    wanted_ = chosenColumns(table_, settings_, isNumbers);
    for (size_t i = 0; i < std::min(table_.columns.size(), kMostColumns); ++i) others_.push_back(i);
    std::erase_if(others_, [&](size_t i) { return i == wanted_[0] || i == wanted_[1]; });
    for (size_t i = kMostColumns; i < table_.columns.size(); ++i) leaveOut(i);
    return true;
  }

  void addRow() {
    if (rows_ == kMaxFilePoints)
      throw InputError(table_.path + " has more than " + grouped(kMaxFilePoints) + " rows; keep a random part of it");
    for (const size_t i : wanted_) {
      if (i >= fields_.size() && fields_.size() == 1)
        throw InputError(where() + "only one column, " + inQuotes(fields_[0]) + "; two are needed");
      if (const std::string problem = add(i); !problem.empty()) throw InputError(problem);
    }
    ++rows_;
    std::erase_if(others_, [&](size_t i) {
      PointsTable::Column& column = table_.columns[i];
      column.problem = add(i);
      if (!column.problem.empty()) std::vector<Real>().swap(column.values);
      return !column.problem.empty();
    });
    if (static_cast<size_t>(rows_) * (others_.size() + 2) > kMostNumbers && !others_.empty()) {
      leaveOut(others_.back());
      others_.pop_back();
    }
  }

  // This row's number to a column, or why not.
  std::string add(size_t i) {
    if (i >= fields_.size()) return where() + table_.title(i) + " is missing";
    double value = 0;
    const Found found = parse(fields_[i], value, comma_);
    if (found != Found::number) return problemOf(fields_[i], found, where() + table_.title(i));
    PointsTable::Column& column = table_.columns[i];
    const bool first = column.values.empty();
    column.low = first ? value : std::min(column.low, value);
    column.high = first ? value : std::max(column.high, value);
    column.values.push_back(static_cast<Real>(value));
    return {};
  }

  void leaveOut(size_t i) {
    if (i == wanted_[0] || i == wanted_[1]) return;
    std::vector<Real>().swap(table_.columns[i].values);
    table_.columns[i].problem = table_.path + ": " + table_.title(i) +
                                " was left out, for there are too many numbers; open the file again with it as x or y";
  }

  std::string where() const { return table_.path + ", line " + std::to_string(lines_.number()) + ": "; }

  std::string guesses() const {
    const std::string name = separator_ == ' '    ? "spaces"
                             : separator_ == '\t' ? "tab"
                             : separator_ == ','  ? "comma"
                                                  : std::string(1, separator_);
    return "separator " + name + (comma_ ? ", decimal comma" : "") + (named_ ? ", header, " : ", no header, ") +
           grouped(rows_) + " rows";
  }

  const Settings& settings_;
  LineReader lines_;
  PointsTable table_;
  Fields fields_;
  char separator_ = ' ';
  std::string header_;
  bool comma_ = false, named_ = false;
  std::array<size_t, 2> wanted_{};
  std::vector<size_t> others_;  // columns that are read beside the two
  int rows_ = 0;
};

}  // namespace

std::shared_ptr<const PointsTable> readPointsTable(const std::string& path, const Settings& settings) {
  return std::make_shared<const PointsTable>(isNpy(path) ? readNpyFile(path) : TextReader(path, settings).read());
}

Points readPointsFile(const std::string& path) {
  const Settings settings{{"x", "auto"}, {"y", "auto"}};
  const auto table = readPointsTable(path, settings);
  return *pointsOf(table, chosenColumns(*table, settings));
}

}  // namespace core
