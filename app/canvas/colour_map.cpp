#include "app/canvas/colour_map.h"

#include <algorithm>
#include <cmath>

namespace app {

namespace {

std::array<QRgb, 256> makeViridis() {
  constexpr double c[7][3] = {{0.2777273272234177, 0.005407344544966578, 0.3340998053353061},
                              {0.1050930431085774, 1.404613529898575, 1.384590162594685},
                              {-0.3308618287255563, 0.214847559468213, 0.09509516302823659},
                              {-4.634230498983486, -5.799100973351585, -19.33244095627987},
                              {6.228269936347081, 14.17993336680509, 56.69055260068105},
                              {4.776384997670288, -13.74514537774601, -65.35303263337234},
                              {-5.435455855934631, 4.645852612178535, 26.3124352495832}};
  std::array<QRgb, 256> table{};
  for (int i = 0; i < 256; ++i) {
    const double t = i / 255.0;
    int rgb[3];
    for (int k = 0; k < 3; ++k) {
      double v = 0;
      for (int d = 6; d >= 0; --d) v = v * t + c[d][k];
      rgb[k] = static_cast<int>(std::lround(255 * std::clamp(v, 0.0, 1.0)));
    }
    table[static_cast<size_t>(i)] = qRgb(rgb[0], rgb[1], rgb[2]);
  }
  return table;
}

constexpr float kGamma = 0.6f;
constexpr float kDark = -6.24f;  // log(1/512): half of the darkest step

}  // namespace

const std::array<QRgb, 256>& viridis() {
  static const std::array<QRgb, 256> table = makeViridis();
  return table;
}

float largest(const core::DensityGrid& grid) {
  float top = -1e30f;
  for (float v : grid.logDensity) {
    if (v > top) top = v;  // false for a NaN
  }
  return top;
}

Shades shadesOf(const core::DensityGrid& grid, float logMax) {
  Shades shades{grid.width, grid.height, std::vector<float>(grid.logDensity.size())};
  for (size_t i = 0; i < shades.values.size(); ++i) {
    const float d = kGamma * (grid.logDensity[i] - logMax);
    // Most of the plane is dark, and a NaN is; the exponential is for the rest.
    shades.values[i] = d > kDark ? std::min(255.0f, 255.0f * std::exp(d)) : 0.0f;
  }
  return shades;
}

QImage densityImage(const core::DensityGrid& grid, float logMax) {
  const Shades shades = shadesOf(grid, logMax);
  const auto& table = viridis();
  QImage image(grid.width, grid.height, QImage::Format_RGB32);
  for (int j = 0; j < grid.height; ++j) {
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(grid.height - 1 - j));
    const float* values = shades.values.data() + static_cast<size_t>(j) * static_cast<size_t>(grid.width);
    for (int i = 0; i < grid.width; ++i) line[i] = table[static_cast<size_t>(values[i] + 0.5f)];
  }
  return image;
}

}  // namespace app
