#pragma once
// A table of numbers as a file had it: all of its columns, so that two of them can be taken and, later, two others.

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/math/types.h"
#include "core/util/setting.h"

namespace core {

struct PointsTable {
  struct Column {
    std::string name;          ///< as the header has it; may be empty
    std::vector<Real> values;  ///< empty if it is none of numbers
    double low = 0, high = 0;  ///< of the values, before they were rounded
    std::string problem;  ///< what keeps it from being one of numbers: "t.csv, line 3: column 2 is 'red', which ..."
  };
  std::string path;  ///< for display and errors
  std::vector<Column> columns;
  std::string readAs;  ///< what was guessed: "separator ;, decimal comma, header, 1,234 rows"

  /// "column 2 ('height')"
  std::string title(size_t column) const;
  /// Those of numbers, from 0.
  std::vector<size_t> numberColumns() const;
  /// How a setting names a column: by its name if that says which, else by its number, from 1.
  std::string settingOf(size_t column) const;
};

/// 1234567 as "1,234,567".
std::string grouped(std::int64_t count);

/// The two columns that the settings x and y of the target `points` name, from 0. "auto" is the one that the header calls
/// x or y, else the first that `isNumbers` is true of. Throws InputError that lists the columns.
std::array<size_t, 2> chosenColumns(const PointsTable& table, const Settings& settings,
                                    const std::vector<bool>& isNumbers);
std::array<size_t, 2> chosenColumns(const PointsTable& table, const Settings& settings);

/// Two columns as points, if there are enough of them and they are spread in both directions; else InputError. They keep
/// the table, for as long as somebody has them.
std::shared_ptr<const Points> pointsOf(const std::shared_ptr<const PointsTable>& table,
                                       const std::array<size_t, 2>& columns);
/// The table that points were taken from; null if they come from elsewhere, as from a project's file.
std::shared_ptr<const PointsTable> tableOf(const std::shared_ptr<const Points>& points);

}  // namespace core
