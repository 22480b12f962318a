#include "app/figure/figure_evaluator.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/engine/cpu_engine.h"
#include "core/render/target_map.h"

namespace app {

namespace {

constexpr int kBand = 1 << 20;    // points that are evaluated at once: memory, and how soon one can stop
constexpr int kLinePoints = 161;  // of a line of the grid, before it is refined
constexpr int kMostMeshPoints = 40'000;
constexpr int kTopSide = 160, kFilmLinePoints = 81, kPathPieces = 8;
// For a film: its four digits are read, and it need not keep up with a screen.
constexpr core::IntegralEffort kFilmIntegral{6, 1 << 13, 4e-6, 120'000};

core::Window rowsOf(const core::Window& w, int height, int first, int count) {
  const double step = (w.y1 - w.y0) / height;
  return {w.x0, w.x1, w.y0 + first * step, w.y0 + (first + count) * step};
}

// At most so much above the least of them that this one is still seen.
double topOf(std::vector<float> logTops) {
  std::erase_if(logTops, [](float top) { return !std::isfinite(top); });  // nothing of it is in view
  if (logTops.empty()) return 1;
  const auto [least, most] = std::minmax_element(logTops.begin(), logTops.end());
  const double top =
      std::exp(static_cast<double>(std::min(*most, *least + static_cast<float>(std::log(kMostContrast)))));
  return std::isfinite(top) && top > 0 ? top : 1;
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

std::shared_ptr<const core::Frame> FigureEvaluator::frame(const FigureSource& source, core::FrameRequest request,
                                                          int coarse) {
  request.flow = source.flow;
  request.theta = source.theta;
  request.scaling = source.scaling;
  const core::Frozen frozen = freezer_.freeze(source.flow, source.theta, request.depth, core::Agreement::exact);
  core::FrameEffort effort;
  effort.width = std::max(8, request.width / coarse);
  effort.height = std::max(8, request.height / coarse);
  effort.integral = kFilmIntegral;
  effort.meshPoints = kFilmLinePoints;
  effort.mostMeshPoints = kMostMeshPoints;
  effort.pathPieces = kPathPieces;
  const core::StageRequest& stage = request.stage;
  const bool traced = stage.probe || stage.cell;
  if (traced && !(tracer_ && tracer_->isOf(source.flow, source.theta)))
    tracer_.emplace(source.flow, source.theta, frozen.settled);
  std::optional<core::Frozen> brushed;
  if (stage.brush) {
    const double K = source.flow->depth(), depth = stage.brush->depth < 0 ? K : std::min(stage.brush->depth, K);
    brushed = freezer_.freeze(source.flow, source.theta, depth, core::Agreement::exact);
  }
  return core::drawFrame(*engine_, frozen, request, effort, traced ? &*tracer_ : nullptr,
                         brushed ? &*brushed : nullptr);
}

float FigureEvaluator::logTop(const FigureSource& source, const core::Window& window, double depth) {
  PanelWish wish;
  wish.window = window;
  wish.width = wish.height = kTopSide;
  wish.mesh = wish.integral = false;
  wish.depth = depth;
  const PanelData data = evaluate(source, wish);
  float top = -std::numeric_limits<float>::infinity();
  for (const float v : data.density.logDensity) {
    if (v > top) top = v;  // false for a NaN
  }
  return top;
}

double FigureEvaluator::commonTop(const FigureSource& source, const core::Window& window, double depth) {
  std::vector<float> tops;
  for (double T = 0; T < depth; ++T) tops.push_back(logTop(source, window, T));
  tops.push_back(logTop(source, window, depth));
  return topOf(tops);
}

double FigureEvaluator::commonTop(const std::vector<FigureSource>& sources, const core::Window& window) {
  std::vector<float> tops;
  for (const FigureSource& source : sources) {
    tops.push_back(logTop(source, window, 0));
    tops.push_back(logTop(source, window, source.flow->depth()));
  }
  return topOf(tops);
}

}  // namespace app
