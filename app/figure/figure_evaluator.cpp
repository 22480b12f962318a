#include "app/figure/figure_evaluator.h"

#include <cmath>
#include <limits>

#include "core/engine/cpu_engine.h"
#include "core/render/target_map.h"

namespace app {

namespace {

constexpr int kBand = 1 << 20;    // points that are evaluated at once: memory, and how soon one can stop
constexpr int kLinePoints = 161;  // of a line of the grid, before it is refined
constexpr int kMostMeshPoints = 40'000;
constexpr int kTopSide = 160;
// For a film: its four digits are read, and it need not keep up with a screen.
constexpr core::IntegralEffort kFilmIntegral{6, 1 << 13, 4e-6, 120'000};

core::Window rowsOf(const core::Window& w, int height, int first, int count) {
  const double step = (w.y1 - w.y0) / height;
  return {w.x0, w.x1, w.y0 + first * step, w.y0 + (first + count) * step};
}

core::DensityGrid targetDensity(const core::Target& target, const core::Window& window, int width, int height) {
  core::DensityGrid grid{window, width, height, {}};
  if (!target.hasDensity()) return grid;
  const auto densities = core::targetGrid(target, window, width, height);
  for (const float p : densities->density) grid.logDensity.push_back(std::log(p));
  return grid;
}

}  // namespace

FigureEvaluator::FigureEvaluator(int threads) : engine_(core::makeCpuEngine({threads})) {}

PanelData FigureEvaluator::evaluate(const FigureSource& source, const PanelWish& wish) {
  PanelData data;
  data.integral = std::numeric_limits<double>::quiet_NaN();
  if (wish.target) {
    if (wish.density) data.density = targetDensity(*source.target, wish.window, wish.width, wish.height);
    return data;
  }
  const core::Frozen frozen = freezer_.freeze(source.flow, source.theta, wish.depth, core::Agreement::exact);
  if (wish.density) {
    data.density = {wish.window, wish.width, wish.height, {}};
    data.density.logDensity.reserve(static_cast<size_t>(wish.width) * static_cast<size_t>(wish.height));
    const int rows = std::max(1, kBand / std::max(1, wish.width));
    for (int first = 0; first < wish.height; first += rows) {
      const int count = std::min(rows, wish.height - first);
      const core::DensityGrid band = core::densityGrid(
          *engine_, frozen, source.scaling, rowsOf(wish.window, wish.height, first, count), wish.width, count);
      data.density.logDensity.insert(data.density.logDensity.end(), band.logDensity.begin(), band.logDensity.end());
      points_ += static_cast<qint64>(band.logDensity.size());
      if (onPoints) onPoints(points_);
    }
  }
  engine_->setFlow(frozen.flow);
  if (wish.mesh) {
    core::FrameEffort effort;
    effort.meshPoints = kLinePoints;
    effort.mostMeshPoints = kMostMeshPoints;
    data.mesh = core::warpedMesh(*engine_, frozen, source.scaling, wish.window, effort);
  }
  if (wish.particles > 0) {
    core::Values logDet;
    core::Points image;
    engine_->toData(frozen.theta, frozen.flow->base().cloud(wish.particles, 1), image, logDet, frozen.layers);
    data.particles = source.scaling.toUser(image);
  }
  if (wish.integral)
    data.integral = core::integralOf(*engine_, frozen, wish.hasty ? kFilmIntegral : core::kRestingIntegral);
  return data;
}

double FigureEvaluator::commonTop(const FigureSource& source, const core::Window& window, double depth) {
  PanelWish wish;
  wish.window = window;
  wish.width = wish.height = kTopSide;
  wish.mesh = wish.integral = false;
  float most = -std::numeric_limits<float>::infinity(), least = -most;
  for (double T = 0;; T = std::min(T + 1, depth)) {
    wish.depth = T;
    const PanelData data = evaluate(source, wish);
    float top = -std::numeric_limits<float>::infinity();
    for (const float v : data.density.logDensity) {
      if (v > top) top = v;  // false for a NaN
    }
    most = std::max(most, top);
    least = std::min(least, top);
    if (T >= depth) break;
  }
  const double top = std::exp(static_cast<double>(std::min(most, least + static_cast<float>(std::log(kMostContrast)))));
  return std::isfinite(top) && top > 0 ? top : 1;
}

}  // namespace app
