#pragma once
// Colour maps as tables of 256 colours.

#include <QImage>
#include <array>
#include <vector>

#include "core/render/target_map.h"

namespace app {

using ColourTable = std::array<QRgb, 256>;

/// Viridis (van der Walt and Smith, matplotlib), by a polynomial fit of degree 6 that errs by less than 1/255 a channel.
const ColourTable& viridis();
/// Dark blue to yellow, seen alike with red-green blindness and without (Nunez, Anderton and Renslow).
const ColourTable& cividis();
/// White to dark blue, for paper.
const ColourTable& blues();
/// Blue over near-black to orange: for numbers with a sign. Told apart by all kinds of colour vision, and dark where nothing
/// happens, so that lines over it are seen.
const ColourTable& diverging();

/// A density as places in a table of colours, in [0, 255]: (p / p_max)^0.6, so that bridges and tails show from the back
/// row. Darkest where it is not a number.
struct Shades {
  int width = 0, height = 0;
  std::vector<float> values;  ///< [height][width], row 0 at the bottom
  const ColourTable* table = &viridis();
};
/// `logMax` is log p_max; pass the grid's own largest for a picture that stands alone.
Shades shadesOf(const core::DensityGrid& grid, float logMax);
float largest(const core::DensityGrid& grid);

/// What the colours of a grid mean.
struct ColourScale {
  struct Tick {
    double place;  ///< in [0, 1] along the table
    QString text;
  };
  const ColourTable* table = &viridis();
  double low = 0, high = 1;  ///< of what the table spans; of the density itself, not its logarithm
  std::vector<Tick> ticks;
};
/// Round numbers that hold still while the picture moves.
ColourScale scaleOf(const core::DensityGrid& grid);
/// Of a density up to `high`.
ColourScale densityScale(double high);
/// Of a difference from a target: as far either way as the target's own density goes, so that it stands still while the
/// model comes nearer; by the root, so that what is left shows.
ColourScale differenceScale(double largestOfTarget);
/// Of what the canvas shows of a frame; beside a target, of both.
ColourScale scaleOf(const core::Frame& frame);
/// The grid in the colours of its scale, whatever it is a grid of.
Shades shadesOf(const core::DensityGrid& grid, const ColourScale& scale);
Shades shadesOf(const core::Difference& difference, const ColourScale& scale);
/// The place of a part of the largest density along the table, both in [0, 1].
double shadeOf(double part);
/// A target's density in the colours of a scale of densities.
Shades shadesOf(const core::TargetGrid& grid, const ColourScale& scale);

/// A density's shades as a picture of their size, row 0 on top.
QImage densityImage(const core::DensityGrid& grid, float logMax);

}  // namespace app
