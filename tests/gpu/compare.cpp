#include "tests/gpu/compare.h"

#include <algorithm>
#include <cmath>

namespace testing_support {

using namespace core;

Pass pass(Engine& engine, const Theta& theta, const Points& in, bool toBase, int layers) {
  Pass p;
  if (toBase) {
    engine.toBase(theta, in, p.out, p.logDet, layers);
  } else {
    engine.toData(theta, in, p.out, p.logDet, layers);
  }
  return p;
}

namespace {

// How much a relative error of 1 of a point would move what comes out: |d(out)/d(in)| |in|, by differences.
Pass sensitivity(Engine& engine, const Theta& theta, const Points& in, bool toBase, int layers) {
  Pass sum{Points::Zero(in.rows(), 2), Values::Zero(in.rows())};
  for (int axis = 0; axis < 2; ++axis) {
    const Values h = 1e-3f * (1 + in.abs().rowwise().maxCoeff());
    Points up = in, down = in;
    up.col(axis) += h;
    down.col(axis) -= h;
    const Pass a = pass(engine, theta, up, toBase, layers);
    const Pass b = pass(engine, theta, down, toBase, layers);
    const Values scale = (1 + in.abs().rowwise().maxCoeff()) / (2 * h);
    for (int j = 0; j < 2; ++j) sum.out.col(j) += (a.out.col(j) - b.out.col(j)).abs() * scale;
    sum.logDet += (a.logDet - b.logDet).abs() * scale;
  }
  return sum;
}

}  // namespace

double deviation(Engine& device, std::shared_ptr<const Flow> flow, const Theta& theta, const Points& in, bool toBase,
                 int layers) {
  device.setFlow(flow);
  cpu().setFlow(flow);
  const Pass a = pass(device, theta, in, toBase, layers);
  const Pass b = pass(cpu(), theta, in, toBase, layers);
  const Pass s = sensitivity(cpu(), theta, in, toBase, layers);
  const double out = ((a.out - b.out).abs() / (1 + b.out.abs() + s.out)).maxCoeff();
  const double logDet = ((a.logDet - b.logDet).abs() / (1 + b.logDet.abs() + s.logDet)).maxCoeff();
  EXPECT_TRUE(a.out.allFinite() && a.logDet.allFinite());
  return std::max(out, logDet);
}

namespace {

// The gradient of the first training step, read from Adam's first moment. Also leaves the losses.
Theta gradientOf(Engine& engine, std::shared_ptr<const Flow> flow, const Theta& theta,
                 std::shared_ptr<const Points> pool, TrainSettings settings, float& loss) {
  settings.clip = 1e30;
  TrainState state = TrainState::start(*flow, 1);
  state.theta = theta;
  engine.setFlow(flow);
  engine.setData(std::move(pool));
  engine.setTraining(settings);
  engine.setState(state);
  loss = engine.train(1).losses.at(0);
  return 10 * engine.state().mean;
}

// Every coordinate moved up or down by as much as single precision may lose of it on its way through a layer.
Points jolted(const Points& points, std::uint64_t seed) {
  Points moved = points;
  Rng rng(seed);
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    for (int j = 0; j < 2; ++j)
      moved(i, j) += (rng.index(2) == 0 ? 1e-6f : -1e-6f) * (1 + points.row(i).abs().maxCoeff());
  }
  return moved;
}

}  // namespace

double gradientDeviation(Engine& device, const std::shared_ptr<const Flow>& flow, const Theta& theta,
                         const Points& points, int batch) {
  TrainSettings settings;
  settings.batch = batch;
  const auto pool = std::make_shared<const Points>(points);
  float lossA = 0, lossB = 0;
  const Theta a = gradientOf(device, flow, theta, pool, settings, lossA);
  const Theta b = gradientOf(cpu(), flow, theta, pool, settings, lossB);
  Theta forgiven = Theta::Zero(b.size());
  for (const std::uint64_t seed : {1, 2, 3}) {
    float loss = 0;
    const auto moved = std::make_shared<const Points>(jolted(points, seed));
    forgiven = forgiven.max((gradientOf(cpu(), flow, theta, moved, settings, loss) - b).abs());
  }
  EXPECT_NEAR(lossA, lossB, 1e-4 * (1 + std::abs(lossB)));
  EXPECT_GT(b.abs().maxCoeff(), 0);
  double worst = 0;
  for (int k = 0; k < flow->depth(); ++k) {
    const auto part = [&](const Theta& v) { return v.segment(flow->offset(k), flow->parameterCount(k)); };
    if (!flow->enabled(k)) {
      EXPECT_EQ(part(a).abs().sum(), 0);
      continue;
    }
    const double scale = std::max(part(b).abs().maxCoeff(), 1e-3f * b.abs().maxCoeff());
    // Weighed so that, for a deviation of 1e-4, just the change is added to what is allowed anyway.
    worst = std::max(worst, (part(a) - part(b)).abs().maxCoeff() / (scale + 1e4 * part(forgiven).maxCoeff()));
  }
  return worst;
}

}  // namespace testing_support
