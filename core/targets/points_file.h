#pragma once
// A file of points: two columns of numbers, as text or as numpy wrote them, read leniently and refused precisely.

#include <array>
#include <string>
#include <vector>

#include "core/math/types.h"

namespace core {

inline constexpr int kMinFilePoints = 10;
inline constexpr int kMaxFilePoints = 2'000'000;
/// Numbers beyond this are refused: their squares, which training needs, would leave single precision.
inline constexpr double kLargestCoordinate = 1e15;

/// Separators `,` `;` tab or spaces, guessed; a header line or none: the columns that it calls x and y, else the first
/// two; quotes; decimal commas where the separator is another; blank lines and lines that begin with # are skipped.
/// Throws InputError that names file, line and column, and says what was found there. A name that ends with .npy is a
/// file of numpy's.
Points readPointsFile(const std::string& path);

/// numpy's format, versions 1 to 3: an array of shape (n, 2) or (2, n) of floating-point or whole numbers, of 1 to 8
/// bytes, either byte order, C or Fortran order. Throws InputError that says what it is instead.
Points readNpyFile(const std::string& path);
bool isNpy(const std::string& path);

/// Rows as points, if there are enough of them and they are spread in both directions; else InputError, which names the
/// columns by `titles`.
Points checkedPoints(const std::vector<std::array<double, 2>>& rows, const std::string& path,
                     const std::array<std::string, 2>& titles);

}  // namespace core
