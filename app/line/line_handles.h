#pragma once
// Handles: points on the graph of a map that one drags to change its parameters.

#include <QString>
#include <vector>

#include "core/line/line_map.h"

namespace app {

struct LineHandle {
  enum class Role {
    intercept,  ///< of an affine map, at z = 0: moves up and down
    slope,      ///< of an affine map, at z = 1: turns it about the intercept
    centre,     ///< of a planar map's step: moves left and right
    step,       ///< where a planar map's tanh is tanh(1): up and down its height u, left and right its width 1/w
    knot,       ///< of a spline
    knotSlope   ///< on the tangent of a spline's chosen knot
  };
  Role role = Role::knot;
  int knot = 0;         ///< of a spline
  double z = 0, x = 0;  ///< where it lies
  QString label;        ///< what it is worth, "a = 2"
};

/// Of a map, with `knot` the chosen one of a spline. `zScale` and `xScale` (pixels a unit) keep the handle of a knot's slope
/// at a steady distance from it on screen.
std::vector<LineHandle> handlesOf(const core::LineMap& map, int knot, double zScale, double xScale);

/// The map whose handle has been taken to (z, x), or as near as a bijection allows.
core::LineMap dragged(const core::LineMap& map, const LineHandle& handle, double z, double x);

/// Half a knot's tangent in pixels, on which the handle of its slope lies.
inline constexpr double kTangentPixels = 46;

}  // namespace app
