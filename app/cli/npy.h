#pragma once
// NumPy's file format for one array (NEP 1, version 1.0).

#include <span>
#include <string>

namespace app::cli {

/// `values` as float32 [rows, columns], row by row.
std::string toNpy(std::span<const float> values, int rows, int columns);

}  // namespace app::cli
