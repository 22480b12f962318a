#include "core/render/frame.h"

#include <algorithm>
#include <cmath>

#include "core/util/thread_clock.h"

namespace core {

namespace {

constexpr double kFewestPixels = 3000;
constexpr double kIntegralShare = 0.006;  // seconds that a moving integral may take before it is done in haste
constexpr double kFewestCells = 8'000;    // that are worth a careful one

// The density on about so many pixels, in the shape of what is asked for and no finer.
FrameEffort scaledTo(const FrameRequest& request, double pixels) {
  const double all = std::max(1.0, static_cast<double>(request.width) * request.height);
  const double shrink = std::min(1.0, std::sqrt(pixels / all));
  const auto side = [&](int whole) { return whole > 0 ? std::max(8, static_cast<int>(whole * shrink)) : 0; };
  FrameEffort effort;
  effort.width = side(request.width);
  effort.height = side(request.height);
  return effort;
}

// Points at the centres of the cells of a window, row by row, in the flow's units.
Points centres(const Window& w, int width, int height, const Scaling& scaling) {
  const auto column = [&](double low, double high, int count, int axis) {
    const auto at = Eigen::ArrayXd::LinSpaced(count, 0.5, count - 0.5) * ((high - low) / count) + low;
    return Values(((at - scaling.mean[axis]) / scaling.scale[axis]).cast<Real>());
  };
  const Values x = column(w.x0, w.x1, width, 0);
  const Values y = column(w.y0, w.y1, height, 1);
  Points points(static_cast<Eigen::Index>(width) * height, 2);
  for (Eigen::Index j = 0; j < height; ++j) {
    points.col(0).segment(j * width, width) = x;
    points.col(1).segment(j * width, width) = y(j);
  }
  return points;
}

}  // namespace

DensityGrid densityGrid(Engine& engine, const Frozen& frozen, const Scaling& scaling, const Window& window, int width,
                        int height, const StageRequest& stage) {
  engine.setFlow(frozen.flow);
  Values values;
  const Points at = centres(window, width, height, scaling);
  const bool density = stage.colouring == Colouring::density;
  if (density) {
    shownLogDensity(engine, frozen, at, stage.forget, values);
  } else {
    const auto last = stage.colouring == Colouring::layerLogDet ? lastLayerOf(frozen) : std::nullopt;
    colour(engine, frozen, last ? &*last : nullptr, stage.colouring, at, values);
  }
  DensityGrid grid{window, width, height, {}, stage.colouring};
  grid.logDensity.resize(static_cast<size_t>(values.size()));
  Eigen::Map<Eigen::ArrayXf>(grid.logDensity.data(), values.size()) =
      values.cast<float>() + static_cast<float>(density ? scaling.logDet() : 0);
  return grid;
}

namespace {

void moveOn(Engine& engine, const Frozen& frozen, const Scaling& scaling, Ledger& ledger) {
  Points z(1, 2), x;
  z << static_cast<Real>(ledger.rows.front().at.x()), static_cast<Real>(ledger.rows.front().at.y());
  Values logDet;
  engine.setFlow(frozen.flow);
  engine.toData(frozen.theta, z, x, logDet, frozen.layers);
  ledger.shown = toUser(scaling, {static_cast<double>(x(0, 0)), static_cast<double>(x(0, 1))});
  ledger.shownLogDensity = ledger.rows.front().running + static_cast<double>(logDet(0)) + ledger.unitsLogDet;
}

// What the tracer is asked for.
void trace(Engine& engine, const Frozen& frozen, const FrameRequest& request, const FrameEffort& effort, Tracer& tracer,
           Stage& stage) {
  const StageRequest& wanted = request.stage;
  if (wanted.probe) {
    // Where tracing is dear, the place on the way is read from the frozen flow, as the picture is.
    const double depth = effort.details ? request.depth : std::floor(request.depth);
    stage.ledger = ledgerOf(tracer, request.scaling, *wanted.probe, depth, effort.pathPieces, effort.details);
    if (depth != request.depth) moveOn(engine, frozen, request.scaling, *stage.ledger);
  }
  if (wanted.cell)
    stage.cell = carriedCell(engine, frozen, tracer, request.scaling, *wanted.cell, request.depth, effort.details);
}

void drawStage(Engine& engine, const Frozen& frozen, const FrameRequest& request, const FrameEffort& effort,
               Tracer* tracer, const Frozen* brushed, Frame& frame) {
  const StageRequest& wanted = request.stage;
  Stage& stage = frame.stage;
  if (tracer != nullptr) {
    const double start = threadSeconds();
    trace(engine, frozen, request, effort, *tracer, stage);
    frame.tracingMilliseconds = (threadSeconds() - start) * 1e3;
  }
  if (wanted.ellipses) stage.ellipses = ellipsesOf(engine, frozen, request.scaling);
  if (wanted.brush && brushed != nullptr)
    stage.mass =
        massOf(engine, frozen, *brushed, request.scaling, *wanted.brush, request.depth, wanted.forget, effort.mass);
}

}  // namespace

FrameEffort FrameEffort::moving(const FrameRequest& request, double nanosecondsPerPoint, double seconds) {
  FrameEffort effort = scaledTo(request, std::max(seconds * 1e9 / nanosecondsPerPoint, kFewestPixels));
  effort.integral = kMovingIntegral;
  effort.mass = kMovingMass;
  const double cells = kIntegralShare * 1e9 / nanosecondsPerPoint;
  effort.integral.tolerance = kMovingIntegral.tolerance / 4;  // with half of it, shears were off by 1.2e-3
  effort.integral.mostCells =
      static_cast<size_t>(std::clamp(cells, kFewestCells, 2.0 * static_cast<double>(kMovingIntegral.mostCells)));
  if (cells < kFewestCells) {
    effort.integral = kHastyIntegral;
    effort.integral.mostCells = static_cast<size_t>(std::max(cells, static_cast<double>(kHastyIntegral.mostCells)));
    effort.meshPoints = 21;
    effort.mostMeshPoints = 1800;
    effort.mostParticles = 500;
    effort.mass = kHastyMass;
  }
  return effort;
}

FrameEffort FrameEffort::resting(const FrameRequest& request, double nanosecondsPerPoint) {
  FrameEffort effort = scaledTo(request, std::max(request.patience * 1e9 / nanosecondsPerPoint, kFewestPixels));
  effort.integral = kRestingIntegral;
  const double cells = request.patience * 1e9 / nanosecondsPerPoint;
  if (cells < static_cast<double>(effort.integral.mostCells)) {
    effort.integral = kMovingIntegral;
    effort.integral.mostCells = static_cast<size_t>(std::max(cells, static_cast<double>(kMovingIntegral.mostCells)));
    effort.mass = kMovingMass;
  }
  return effort;
}

std::shared_ptr<Frame> drawFrame(Engine& engine, const Frozen& frozen, const FrameRequest& request,
                                 const FrameEffort& effort, Tracer* tracer, const Frozen* brushed) {
  const double start = wallSeconds();
  auto frame = std::make_shared<Frame>();
  frame->request = request;
  if (request.density && effort.width > 0 && effort.height > 0)
    frame->density =
        densityGrid(engine, frozen, request.scaling, request.window, effort.width, effort.height, request.stage);
  frame->densityMilliseconds = (wallSeconds() - start) * 1e3;
  engine.setFlow(frozen.flow);
  if (request.mesh) frame->mesh = warpedMesh(engine, frozen, request.scaling, request.window, effort);
  if (request.particles > 0) {
    Values logDet;
    Points image;
    engine.toData(frozen.theta, frozen.flow->base().cloud(std::min(request.particles, effort.mostParticles), 1), image,
                  logDet, frozen.layers);
    frame->particles = request.scaling.toUser(image);
  }
  frame->integral = integralOf(engine, frozen, effort.integral, request.stage.forget);
  drawStage(engine, frozen, request, effort, tracer, brushed, *frame);
  frame->milliseconds = (wallSeconds() - start) * 1e3;
  return frame;
}

}  // namespace core
