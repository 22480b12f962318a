#pragma once
// A comparison: how the target's exact density is held against the model's on the canvas.

#include <optional>
#include <string_view>

namespace core {

enum class Comparison {
  off,
  contours,    ///< lines of equal density of the target over the model
  difference,  ///< density of the model minus that of the target, as colour
  beside       ///< the target in a pane of its own, in the same window and the same colours
};
std::string_view name(Comparison comparison);
std::optional<Comparison> comparisonNamed(std::string_view name);

/// What can be shown of a wanted comparison: a target that is only points has no density, but can stand beside the model.
Comparison possible(Comparison wanted, bool hasDensity);

}  // namespace core
