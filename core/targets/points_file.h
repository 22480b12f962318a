#pragma once
// A file of points: a table of numbers, as text or as numpy wrote it, read leniently and refused precisely.

#include <memory>
#include <string>

#include "core/targets/points_table.h"

namespace core {

inline constexpr int kMinFilePoints = 10;
inline constexpr int kMaxFilePoints = 2'000'000;
/// Columns beyond this are read only if they are wanted; and of so many numbers in all, the last columns are left out.
inline constexpr size_t kMostColumns = 256, kMostNumbers = size_t{1} << 24;
/// Numbers beyond this are refused: their squares, which training needs, would leave single precision.
inline constexpr double kLargestCoordinate = 1e15;

/// Separators `,` `;` tab or spaces, guessed; a header line or none; quotes; decimal commas where the separator is
/// another; blank lines and lines that begin with # are skipped. The two columns that `settings` (complete, of the target
/// `points`) name must be of numbers in each row, others are left out where they are not. Throws InputError that names
/// file, line and column, and says what was found there. A name that ends with .npy is a file of numpy's.
std::shared_ptr<const PointsTable> readPointsTable(const std::string& path, const Settings& settings);

/// numpy's format, versions 1 to 3: an array of shape (n, 2) or (2, n) of floating-point or whole numbers, of 1 to 8
/// bytes, either byte order, C or Fortran order. Throws InputError that says what it is instead.
PointsTable readNpyFile(const std::string& path);
bool isNpy(const std::string& path);

/// The two columns that are meant where nothing is said: see chosenColumns.
Points readPointsFile(const std::string& path);

}  // namespace core
