#pragma once
// Colour maps as tables of 256 colours.

#include <QImage>
#include <array>

#include "core/render/frame.h"

namespace app {

/// Viridis (van der Walt and Smith, matplotlib), by a polynomial fit of degree 6 that errs by less than 1/255 a channel.
const std::array<QRgb, 256>& viridis();

/// The picture of a density: colour (p / p_max)^0.6, so that bridges and tails show from the back row. Row 0 on top.
/// `logMax` is log p_max; pass the grid's own largest for a picture that stands alone.
QImage densityImage(const core::DensityGrid& grid, float logMax);
float largest(const core::DensityGrid& grid);

}  // namespace app
