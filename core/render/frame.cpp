#include "core/render/frame.h"

#include <cmath>

namespace core {

namespace {

// Points at the centres of the cells of a window, row by row.
Points centres(const Window& w, int width, int height) {
  Points points(static_cast<Eigen::Index>(width) * height, 2);
  for (int j = 0; j < height; ++j) {
    const Real y = static_cast<Real>(w.y0 + (j + 0.5) * (w.y1 - w.y0) / height);
    for (int i = 0; i < width; ++i) {
      const Eigen::Index row = static_cast<Eigen::Index>(j) * width + i;
      points(row, 0) = static_cast<Real>(w.x0 + (i + 0.5) * (w.x1 - w.x0) / width);
      points(row, 1) = y;
    }
  }
  return points;
}

constexpr double kRimRadius = 4.5;  // the base has exp(-4.5^2 / 2) = 4e-5 of its mass outside
constexpr int kRimPoints = 512;

}  // namespace

DensityGrid densityGrid(Engine& engine, const Frozen& frozen, const Scaling& scaling, const Window& window, int width,
                        int height) {
  engine.setFlow(frozen.flow);
  Values logDensity;
  engine.logDensity(frozen.theta, scaling.toFlow(centres(window, width, height)), logDensity, frozen.layers);
  DensityGrid grid{window, width, height, {}};
  const Eigen::ArrayXf values = logDensity.cast<float>() + static_cast<float>(scaling.logDet());
  grid.logDensity.assign(values.begin(), values.end());
  return grid;
}

double integralOf(Engine& engine, const Frozen& frozen, int size) {
  engine.setFlow(frozen.flow);
  Points rim(kRimPoints, 2), image;
  for (int i = 0; i < kRimPoints; ++i) {
    const double angle = 6.283185307179586 * i / kRimPoints;
    rim(i, 0) = static_cast<Real>(kRimRadius * std::cos(angle));
    rim(i, 1) = static_cast<Real>(kRimRadius * std::sin(angle));
  }
  Values logDensity;
  engine.toData(frozen.theta, rim, image, logDensity, frozen.layers);
  const double margin = 0.02;
  const auto low = image.colwise().minCoeff().cast<double>().eval();
  const auto high = image.colwise().maxCoeff().cast<double>().eval();
  const double w = high(0) - low(0);
  const double h = high(1) - low(1);
  const Window box{low(0) - margin * w, high(0) + margin * w, low(1) - margin * h, high(1) + margin * h};
  engine.logDensity(frozen.theta, centres(box, size, size), logDensity, frozen.layers);
  return logDensity.cast<double>().exp().sum() * (box.x1 - box.x0) * (box.y1 - box.y0) / size / size;
}

}  // namespace core
