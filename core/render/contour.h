#pragma once
// Contours: the lines on which a function of the plane, known at the centres of a window's cells, is zero.

#include <span>

#include "core/render/frame.h"

namespace core {

/// By marching squares: straight within each square of four neighbouring centres, joined from square to square. A line that
/// does not leave the window is closed: it ends with the point it began with. `values`: [height][width], row 0 at y0;
/// what is not a number counts as negative.
Mesh contour(const Window& window, int width, int height, std::span<const float> values);

/// The same lines with as few of their points as keep every point that is left out within `tolerance` (Douglas and
/// Peucker, 1973).
Mesh simplified(const Mesh& lines, double tolerance);

}  // namespace core
