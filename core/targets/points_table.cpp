#include "core/targets/points_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/targets/points_file.h"
#include "core/util/error.h"
#include "core/util/quotes.h"

namespace core {

namespace {

// A spread below this share of the largest value is lost in single precision.
constexpr double kSmallestSpread = 0x1p-16;
constexpr size_t kMostListed = 10;  // columns that an error lists

std::string numberText(double value) {
  std::array<char, 32> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

// "1 'id', 2 'height', 3"
std::string listOf(const PointsTable& table) {
  std::string list;
  for (size_t i = 0; i < std::min(table.columns.size(), kMostListed); ++i) {
    const std::string& name = table.columns[i].name;
    list += (i > 0 ? ", " : "") + std::to_string(i + 1) + (name.empty() ? "" : " " + inQuotes(name));
  }
  const size_t more = table.columns.size() - std::min(table.columns.size(), kMostListed);
  return more > 0 ? list + " and " + std::to_string(more) + " more" : list;
}

size_t count(const PointsTable& table, const std::string& name) {
  return static_cast<size_t>(std::count_if(table.columns.begin(), table.columns.end(),
                                           [&](const PointsTable::Column& c) { return c.name == name; }));
}

// A header's names are no numbers: what is one counts columns.
size_t named(const PointsTable& table, const std::string& axis, const std::string& wanted) {
  size_t number = 0;
  const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
  if (error == std::errc() && end == wanted.data() + wanted.size() && number >= 1 && number <= table.columns.size())
    return number - 1;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name != wanted) continue;
    if (count(table, wanted) > 1)
      throw InputError(table.path + ": more than one column is called " + inQuotes(wanted) + ", which " + axis +
                       " is to be; use a number: " + listOf(table));
    return i;
  }
  throw InputError(table.path + " has no column " + inQuotes(wanted) + ", which " + axis +
                   " is to be; its columns: " + listOf(table));
}

// The column that the header calls "x" or "X"; as many as there are if it is none.
size_t called(const PointsTable& table, char lower) {
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& name = table.columns[i].name;
    if (name.size() == 1 && (name[0] | 0x20) == lower) return i;
  }
  return table.columns.size();
}

// What the points' owner goes with: the table lives as long as they do.
struct WithTable {
  std::shared_ptr<const PointsTable> table;
  void operator()(const Points* points) const { delete points; }
};

}  // namespace

std::string grouped(std::int64_t count) {
  std::string text = std::to_string(count);
  for (size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string PointsTable::title(size_t column) const {
  const std::string name = column < columns.size() ? columns[column].name : "";
  return "column " + std::to_string(column + 1) + (name.empty() ? "" : " (" + inQuotes(name) + ")");
}

std::vector<size_t> PointsTable::numberColumns() const {
  std::vector<size_t> of;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].values.empty()) of.push_back(i);
  }
  return of;
}

std::string PointsTable::settingOf(size_t column) const {
  const std::string& name = columns[column].name;
  // One that a person cannot type, or that is cut short where it is shown, is told by its number.
  const bool plain = !name.empty() && name != "auto" && inQuotes(name) == "'" + name + "'" &&
                     name.find_first_of("\"'") == std::string::npos;
  return plain && count(*this, name) == 1 ? name : std::to_string(column + 1);
}

std::array<size_t, 2> chosenColumns(const PointsTable& table, const Settings& settings,
                                    const std::vector<bool>& isNumbers) {
  const auto firstBut = [&](size_t other) {
    for (size_t i = 0; i < table.columns.size(); ++i) {
      if (isNumbers[i] && i != other) return i;
    }
    return other == 0 ? size_t{1} : size_t{0};  // which is then told to be none of numbers, or missing
  };
  const std::string& x = settings.at("x");
  const std::string& y = settings.at("y");
  const size_t none = table.columns.size(), xNamed = called(table, 'x'), yNamed = called(table, 'y');
  if (x == "auto" && y == "auto") {
    if (xNamed < none && yNamed < none) return {xNamed, yNamed};
    const size_t first = firstBut(none), second = firstBut(first);
    return {std::min(first, second), std::max(first, second)};
  }
  const auto other = [&](size_t known, size_t asNamed) {
    return asNamed < none && asNamed != known ? asNamed : firstBut(known);
  };
  if (x == "auto") {
    const size_t column = named(table, "y", y);
    return {other(column, xNamed), column};
  }
  const size_t column = named(table, "x", x);
  if (y == "auto") return {column, other(column, yNamed)};
  const size_t second = named(table, "y", y);
  if (second == column)
    throw InputError(table.path + ": x and y are both " + table.title(column) +
                     "; two are needed of: " + listOf(table));
  return {column, second};
}

std::array<size_t, 2> chosenColumns(const PointsTable& table, const Settings& settings) {
  std::vector<bool> isNumbers;
  for (const PointsTable::Column& column : table.columns) isNumbers.push_back(!column.values.empty());
  return chosenColumns(table, settings, isNumbers);
}

std::shared_ptr<const Points> pointsOf(const std::shared_ptr<const PointsTable>& kept,
                                       const std::array<size_t, 2>& columns) {
  const PointsTable& table = *kept;
  for (const size_t i : columns) {
    if (i < table.columns.size() && !table.columns[i].problem.empty()) throw InputError(table.columns[i].problem);
    if (i >= table.columns.size() || table.columns[i].values.empty())
      throw InputError(table.path + " has no rows of numbers");
  }
  const PointsTable::Column &x = table.columns[columns[0]], &y = table.columns[columns[1]];
  const size_t rows = x.values.size();
  if (rows < static_cast<size_t>(kMinFilePoints))
    throw InputError(table.path + " has only " + std::to_string(rows) + " points; at least " +
                     std::to_string(kMinFilePoints) + " are needed");
  if (x.low == x.high && y.low == y.high)
    throw InputError(table.path + ": all points are the same, (" + numberText(x.low) + ", " + numberText(y.low) + ")");
  auto points = std::make_unique<Points>(static_cast<Eigen::Index>(rows), 2);
  for (size_t k = 0; k < 2; ++k) {
    const PointsTable::Column& column = table.columns[columns[k]];
    const double spread = column.high - column.low;
    if (spread == 0)
      throw InputError(table.path + ": " + table.title(columns[k]) + " is " + numberText(column.low) + " in every row");
    if (spread < kSmallestSpread * std::max(std::abs(column.low), std::abs(column.high)))
      throw InputError(table.path + ": " + table.title(columns[k]) + " varies too little beside its size (" +
                       numberText(column.low) + " to " + numberText(column.high) + "); subtract a constant");
    std::copy(column.values.begin(), column.values.end(), points->col(static_cast<Eigen::Index>(k)).begin());
  }
  return {points.release(), WithTable{kept}};
}

std::shared_ptr<const PointsTable> tableOf(const std::shared_ptr<const Points>& points) {
  const auto* kept = std::get_deleter<WithTable>(points);
  return kept == nullptr ? nullptr : kept->table;
}

}  // namespace core
