#pragma once
// A file of points to be evaluated: two numbers a line. Unlike a target (core/targets/points_file.h) it may be of any
// size and shape: one point, a line of points, a grid.

#include <array>
#include <string>
#include <vector>

namespace app::cli {

/// Separators: comma, semicolon, tab or spaces; a first line of names, blank lines and lines that begin with # are
/// skipped; columns after the second are ignored. Throws InputError naming file and line.
std::vector<std::array<double, 2>> readPointsCsv(const std::string& path);

}  // namespace app::cli
