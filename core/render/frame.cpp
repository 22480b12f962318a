#include "core/render/frame.h"

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

}  // namespace core
