#pragma once
// A file of points: two columns of numbers as text, read leniently and refused precisely.

#include <string>

#include "core/math/types.h"

namespace core {

inline constexpr int kMinFilePoints = 10;
inline constexpr int kMaxFilePoints = 2'000'000;

/// Separators `,` `;` tab or spaces, guessed; a header line or none: the columns that it calls x and y, else the first
/// two; quotes; decimal commas where the separator is another; blank lines and lines that begin with # are skipped.
/// Throws InputError that names file, line and column, and says what was found there.
Points readPointsFile(const std::string& path);

}  // namespace core
