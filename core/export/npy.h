#pragma once
// Single arrays in numpy's format (NEP 1, version 1.0), as they lie in a .npz: float32 of any shape, and texts.

#include <span>
#include <string>
#include <vector>

#include "core/math/types.h"

namespace core {

/// float32, row by row.
std::string npyOf(ConstTheta values, const std::vector<int>& shape);
/// float64, one axis.
std::string npyOf(std::span<const double> values);
/// A text of ASCII, as an array without axes.
std::string npyOf(const std::string& text);

/// The numbers of a float32 array; throws InputError, with `what` as its name, unless it has this shape.
std::vector<Real> floatsOf(const std::string& npy, const std::vector<int>& shape, const std::string& what);
/// The text; throws InputError.
std::string textOf(const std::string& npy, const std::string& what);

}  // namespace core
