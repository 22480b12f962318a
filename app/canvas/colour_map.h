#pragma once
// Colour maps as tables of 256 colours.

#include <QImage>
#include <array>
#include <vector>

#include "core/render/frame.h"

namespace app {

/// Viridis (van der Walt and Smith, matplotlib), by a polynomial fit of degree 6 that errs by less than 1/255 a channel.
const std::array<QRgb, 256>& viridis();

/// A density as places in a table of colours, in [0, 255]: (p / p_max)^0.6, so that bridges and tails show from the back
/// row. Darkest where it is not a number.
struct Shades {
  int width = 0, height = 0;
  std::vector<float> values;  ///< [height][width], row 0 at the bottom
};
/// `logMax` is log p_max; pass the grid's own largest for a picture that stands alone.
Shades shadesOf(const core::DensityGrid& grid, float logMax);
float largest(const core::DensityGrid& grid);

/// A density's shades as a picture of their size, row 0 on top.
QImage densityImage(const core::DensityGrid& grid, float logMax);

}  // namespace app
