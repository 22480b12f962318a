#include "app/canvas/colour_map.h"

#include <algorithm>
#include <cmath>

namespace app {

namespace {

ColourTable makeViridis() {
  constexpr double c[7][3] = {{0.2777273272234177, 0.005407344544966578, 0.3340998053353061},
                              {0.1050930431085774, 1.404613529898575, 1.384590162594685},
                              {-0.3308618287255563, 0.214847559468213, 0.09509516302823659},
                              {-4.634230498983486, -5.799100973351585, -19.33244095627987},
                              {6.228269936347081, 14.17993336680509, 56.69055260068105},
                              {4.776384997670288, -13.74514537774601, -65.35303263337234},
                              {-5.435455855934631, 4.645852612178535, 26.3124352495832}};
  ColourTable table{};
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

// Straight lines between a few colours, evenly apart.
template <size_t n>
ColourTable between(const double (&stops)[n][3]) {
  ColourTable table{};
  for (int i = 0; i < 256; ++i) {
    const double t = static_cast<double>(n - 1) * i / 255.0;
    const size_t low = std::min(static_cast<size_t>(t), n - 2);
    int rgb[3];
    for (size_t k = 0; k < 3; ++k)
      rgb[k] = static_cast<int>(
          std::lround(stops[low][k] + (t - static_cast<double>(low)) * (stops[low + 1][k] - stops[low][k])));
    table[static_cast<size_t>(i)] = qRgb(rgb[0], rgb[1], rgb[2]);
  }
  return table;
}

// The value below which this share of the numbers lies.
double quantile(std::vector<float> values, double share) {
  std::erase_if(values, [](float v) { return !std::isfinite(v); });
  if (values.empty()) return 0;
  const auto at = values.begin() + static_cast<long>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

// The first of 1, 2, 3, 5, 8 times a power of ten that is not below: steps far enough apart to hold still.
double roundUp(double value) {
  const double power = std::pow(10, std::floor(std::log10(std::max(value, 1e-300))));
  for (const double m : {1.0, 2.0, 3.0, 5.0, 8.0}) {
    if (m * power >= value) return m * power;
  }
  return 10 * power;
}

QString plain(double value) { return QString::number(value, 'g', 3).replace('-', QString::fromUtf8("−")); }

constexpr float kGamma = 0.6f;
constexpr float kDark = -6.24f;  // log(1/512): half of the darkest step

}  // namespace

const ColourTable& viridis() {
  static const ColourTable table = makeViridis();
  return table;
}

const ColourTable& cividis() {
  static const ColourTable table = between({{0, 34, 78},
                                            {18, 53, 112},
                                            {59, 73, 108},
                                            {87, 93, 109},
                                            {112, 113, 115},
                                            {138, 134, 120},
                                            {165, 156, 116},
                                            {195, 179, 105},
                                            {254, 232, 56}});
  return table;
}

const ColourTable& blues() {
  static const ColourTable table = between({{255, 255, 255},
                                            {222, 235, 247},
                                            {198, 219, 239},
                                            {158, 202, 225},
                                            {107, 174, 214},
                                            {66, 146, 198},
                                            {33, 113, 181},
                                            {8, 81, 156},
                                            {8, 48, 107}});
  return table;
}

const ColourTable& diverging() {
  static const ColourTable table =
      between({{158, 206, 255}, {38, 104, 176}, {22, 18, 26}, {190, 84, 20}, {255, 200, 140}});
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
  Shades shades{grid.width, grid.height, std::vector<float>(grid.logDensity.size()), &viridis()};
  for (size_t i = 0; i < shades.values.size(); ++i) {
    const float d = kGamma * (grid.logDensity[i] - logMax);
    // Most of the plane is dark, and a NaN is; the exponential is for the rest.
    shades.values[i] = d > kDark ? std::min(255.0f, 255.0f * std::exp(d)) : 0.0f;
  }
  return shades;
}

ColourScale densityScale(double high) {
  ColourScale scale;
  scale.high = high;
  if (!(high > 0) || !std::isfinite(high)) return scale;
  // The largest round number that fits, and a few parts of it.
  const double top = std::pow(10, std::floor(std::log10(high)));
  const double step = high >= 5 * top ? 5 * top : high >= 2 * top ? 2 * top : top;
  scale.ticks.push_back({0, plain(0)});
  for (const double part : {0.1, 0.4, 1.0})
    scale.ticks.push_back({std::pow(part * step / high, kGamma), plain(part * step)});
  return scale;
}

ColourScale differenceScale(double largestOfTarget) {
  ColourScale scale;
  scale.table = &diverging();
  scale.high = roundUp(largestOfTarget);
  scale.low = -scale.high;
  for (const double part : {-1.0, -0.2, 0.0, 0.2, 1.0}) {
    const double place = std::copysign(std::sqrt(std::abs(part)), part);
    scale.ticks.push_back({(1 + place) / 2, (part > 0 ? "+" : "") + plain(part * scale.high)});
  }
  return scale;
}

ColourScale scaleOf(const core::DensityGrid& grid) {
  ColourScale scale;
  const auto add = [&](double place, double value) { scale.ticks.push_back({place, plain(value)}); };
  switch (grid.colouring) {
    case core::Colouring::density: return densityScale(std::exp(static_cast<double>(largest(grid))));
    case core::Colouring::logDet:
    case core::Colouring::layerLogDet: {
      std::vector<float> sizes(grid.logDensity);
      for (float& v : sizes) v = std::abs(v);
      scale.table = &diverging();
      scale.high = roundUp(std::max(0.5, quantile(std::move(sizes), 0.95)));
      scale.low = -scale.high;
      break;
    }
    case core::Colouring::anisotropy: scale.high = roundUp(std::max(1.0, quantile(grid.logDensity, 0.95))); break;
    case core::Colouring::inversionError:
      scale.low = -8;
      scale.high = -2;
      break;
  }
  const int parts = grid.colouring == core::Colouring::inversionError ? 3 : 2;
  for (int i = 0; i <= parts; ++i)
    add(static_cast<double>(i) / parts, scale.low + i * (scale.high - scale.low) / parts);
  return scale;
}

ColourScale scaleOf(const core::Frame& frame) {
  if (frame.difference) return differenceScale(frame.target->top);
  if (frame.request.comparison == core::Comparison::beside && frame.target != nullptr &&
      frame.density.colouring == core::Colouring::density)
    return densityScale(
        std::max(std::exp(static_cast<double>(largest(frame.density))), static_cast<double>(frame.target->top)));
  return scaleOf(frame.density);
}

Shades shadesOf(const core::DensityGrid& grid, const ColourScale& scale) {
  if (grid.colouring == core::Colouring::density) return shadesOf(grid, static_cast<float>(std::log(scale.high)));
  Shades shades{grid.width, grid.height, std::vector<float>(grid.logDensity.size()), scale.table};
  const auto low = static_cast<float>(scale.low), stretch = static_cast<float>(255 / (scale.high - scale.low));
  for (size_t i = 0; i < shades.values.size(); ++i) {
    const float v = (grid.logDensity[i] - low) * stretch;
    shades.values[i] = v > 0 ? std::min(v, 255.0f) : 0.0f;  // a NaN is at the low end
  }
  return shades;
}

Shades shadesOf(const core::Difference& difference, const ColourScale& scale) {
  Shades shades{difference.width, difference.height, std::vector<float>(difference.values.size()), scale.table};
  const auto most = static_cast<float>(scale.high);
  for (size_t i = 0; i < shades.values.size(); ++i) {
    const float v = difference.values[i] / most;
    const float size = std::min(1.0f, std::sqrt(std::abs(v)));
    shades.values[i] = 127.5f * (1 + (v > 0 ? size : v < 0 ? -size : 0));  // a NaN is in the middle
  }
  return shades;
}

double shadeOf(double part) { return std::pow(part, static_cast<double>(kGamma)); }

Shades shadesOf(const core::TargetGrid& grid, const ColourScale& scale) {
  Shades shades{grid.width, grid.height, std::vector<float>(grid.density.size()), &viridis()};
  const auto most = static_cast<float>(scale.high);
  for (size_t i = 0; i < shades.values.size(); ++i)
    shades.values[i] = 255 * std::pow(std::min(1.0f, grid.density[i] / most), kGamma);
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
