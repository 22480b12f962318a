// Every kind of layer computes on the device what it computes on the CPU, in all its variants and both directions.

#include <algorithm>
#include <cmath>

#include "core/flow/flow.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

constexpr int kPoints = 1000;

std::string labelOf(const FlowSpec& spec) { return toText(spec); }

// One pass of an engine.
struct Pass {
  Points out;
  Values logDet;
};
Pass pass(Engine& engine, const Theta& theta, const Points& in, bool toBase, int layers = -1) {
  Pass p;
  if (toBase) {
    engine.toBase(theta, in, p.out, p.logDet, layers);
  } else {
    engine.toData(theta, in, p.out, p.logDet, layers);
  }
  return p;
}

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

// The largest deviation of the device from the CPU, relative to 1 + |value| + sensitivity.
double deviation(Engine& device, std::shared_ptr<const Flow> flow, const Theta& theta, const Points& in, bool toBase,
                 int layers = -1) {
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

// The largest deviation of the device's gradient, relative to the largest entry of the same layer (a thousandth of the
// largest of all at least: a rotation next to the base, to which the loss is blind, has nothing but rounding errors).
// What points jolted by rounding errors change in the CPU's gradient is forgiven: the narrowest bins of a spline are
// a hundredth wide, and against double precision either engine is off by up to 5e-3 of the largest entry there.
double gradientDeviation(Engine& device, const std::shared_ptr<const Flow>& flow, const Theta& theta,
                         const Points& points, int batch = 512) {
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

class Conformance : public Vulkan {};

TEST_F(Conformance, EveryLayerInEveryVariant) {
  for (const LayerInfo& info : layerInfos()) {
    double worst = 0, worstGradient = 0;
    for (const FlowSpec& spec : variantsOf(info)) {
      for (const std::uint64_t seed : {3, 4}) {
        SCOPED_TRACE(labelOf(spec) + ", seed " + std::to_string(seed));
        const auto flow = std::make_shared<const Flow>(spec);
        const Theta theta = randomTheta(*flow, seed, 0.5);
        const Points points = randomPoints(kPoints, seed);
        for (const bool toBase : {true, false}) {
          const double d = deviation(vulkan(), flow, theta, points, toBase);
          EXPECT_LT(d, 1e-5) << (toBase ? "toBase" : "toData");
          worst = std::max(worst, d);
        }
        // The gradient with another layer at the base's side: the loss alone is blind to rotations.
        FlowSpec pair = variantsOf(layerInfos().front()).front();
        pair.layers.push_back(spec.layers[0]);
        const auto both = std::make_shared<const Flow>(pair);
        const double d = gradientDeviation(vulkan(), both, randomTheta(*both, seed, 0.5), points);
        EXPECT_LT(d, 1e-4) << "gradient";
        worstGradient = std::max(worstGradient, d);
      }
    }
    std::printf("%-10s largest deviation %.1e, gradient %.1e\n", info.key.c_str(), worst, worstGradient);
  }
}

TEST_F(Conformance, EveryLayerAtItsStart) {
  for (const LayerInfo& info : layerInfos()) {
    for (const FlowSpec& spec : variantsOf(info)) {
      SCOPED_TRACE(labelOf(spec));
      const auto flow = std::make_shared<const Flow>(spec);
      const Theta theta = flow->initialTheta(5);
      const Points points = randomPoints(100, 5);
      vulkan().setFlow(flow);
      for (const bool toBase : {true, false}) {
        const Pass p = pass(vulkan(), theta, points, toBase);
        EXPECT_LT(((p.out - points).abs() / (1 + points.abs())).maxCoeff(), 2e-6);
        EXPECT_LT(p.logDet.abs().maxCoeff(), 2e-6);
      }
    }
  }
}

TEST_F(Conformance, EveryLayerUnderExtremeParameters) {
  for (const LayerInfo& info : layerInfos()) {
    for (const FlowSpec& spec : variantsOf(info)) {
      SCOPED_TRACE(labelOf(spec));
      const auto flow = std::make_shared<const Flow>(spec);
      vulkan().setFlow(flow);
      for (const double sd : {5.0, 30.0}) {
        const Theta theta = randomTheta(*flow, 6, sd);
        Points points = randomPoints(100, 6);
        points.row(0) << 1e4f, -1e4f;
        points.row(1) << 0, 0;
        for (const bool toBase : {true, false}) {
          const Pass p = pass(vulkan(), theta, points, toBase);
          EXPECT_TRUE(p.out.allFinite() && p.logDet.allFinite()) << sd;
        }
      }
    }
  }
}

TEST_F(Conformance, RandomStacks) {
  double worst = 0, worstGradient = 0;
  for (std::uint64_t seed = 200; seed < 208; ++seed) {
    const auto flow = std::make_shared<const Flow>(randomStack(seed, 6));
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + toText(flow->spec()));
    const Theta theta = randomTheta(*flow, seed, 0.2);
    const Points points = 0.3f * randomPoints(kPoints, seed);
    for (const bool toBase : {true, false}) {
      const double d = deviation(vulkan(), flow, theta, points, toBase);
      EXPECT_LT(d, 1e-4) << (toBase ? "toBase" : "toData");
      worst = std::max(worst, d);
    }
    const double d = gradientDeviation(vulkan(), flow, theta, points);
    EXPECT_LT(d, 1e-3);
    worstGradient = std::max(worstGradient, d);
  }
  std::printf("stacks     largest deviation %.1e, gradient %.1e\n", worst, worstGradient);
}

// The sizes of conditioners: in shared memory and out of it, with widths that divide nothing, many bins.
TEST_F(Conformance, NarrowAndWideConditioners) {
  for (const LayerInfo& info : layerInfos()) {
    const auto find = [&](const std::string& key) {
      return std::find_if(info.settings.begin(), info.settings.end(), [&](const Setting& s) { return s.key == key; });
    };
    const auto has = [&](const std::string& key) { return find(key) != info.settings.end(); };
    if (!has("hidden")) continue;
    const std::string widest = find("hidden")->high < 200 ? "128x30x64" : "200x30x64";
    std::vector<Settings> all{{{"hidden", "16"}}, {{"hidden", "1"}}, {{"hidden", "64x64"}}, {{"hidden", widest}}};
    if (has("bins")) {
      all = {{{"hidden", "16"}, {"bins", "2"}},
             {{"hidden", "64x64"}, {"bins", "8"}},
             {{"hidden", "200x30x64"}, {"bins", "64"}},
             {{"hidden", "1x70"}, {"bins", "64"}}};
    }
    for (const Settings& settings : all) {
      const auto flow = std::make_shared<const Flow>(oneCard(info.key, settings));
      SCOPED_TRACE(toText(flow->spec()));
      const Theta theta = randomTheta(*flow, 8, 0.15);
      const Points points = randomPoints(200, 8);
      for (const bool toBase : {true, false}) EXPECT_LT(deviation(vulkan(), flow, theta, points, toBase), 1e-5);
      // Looser than for eight bins: the edges of 64 are sums of up to 64 rounded widths, and each engine rounds its own way.
      EXPECT_LT(gradientDeviation(vulkan(), flow, theta, points, 64), 4e-4);
    }
  }
}

TEST_F(Conformance, BatchesOfEverySize) {
  const auto flow = std::make_shared<const Flow>(parseStack(
      "affine(hidden=8) planar rotation spline(hidden=12x8,direction=sampling)", Objective::maximumLikelihood));
  const Theta theta = randomTheta(*flow, 9, 0.2);
  for (const int batch : {1, 15, 16, 17, 512, 2100}) {
    SCOPED_TRACE("batch " + std::to_string(batch));
    EXPECT_LT(gradientDeviation(vulkan(), flow, theta, 0.5f * randomPoints(300, 9), batch), 3e-4);
  }
  // A pool of one point.
  EXPECT_LT(gradientDeviation(vulkan(), flow, theta, 0.5f * randomPoints(1, 9), 33), 3e-4);
}

TEST_F(Conformance, NumbersOfPointsOfEverySize) {
  const auto flow = std::make_shared<const Flow>(parseStack("affine(hidden=8) planar", Objective::maximumLikelihood));
  const Theta theta = randomTheta(*flow, 10, 0.3);
  for (const int count : {1, 15, 16, 17, 1025, 70000}) {
    SCOPED_TRACE(std::to_string(count) + " points");
    EXPECT_LT(deviation(vulkan(), flow, theta, randomPoints(count, 10), true), 1e-5);
  }
  vulkan().setFlow(flow);
  EXPECT_EQ(pass(vulkan(), theta, Points(0, 2), true).out.rows(), 0);
}

TEST_F(Conformance, CutOffAndDisabledLayers) {
  FlowSpec spec = parseStack("planar affine(hidden=8) rotation spline(hidden=8) planar", Objective::maximumLikelihood);
  const Points points = 0.5f * randomPoints(200, 11);
  const auto whole = std::make_shared<const Flow>(spec);
  const Theta theta = randomTheta(*whole, 11, 0.2);
  for (int layers = 0; layers <= whole->depth(); ++layers) {
    for (const bool toBase : {true, false})
      EXPECT_LT(deviation(vulkan(), whole, theta, points, toBase, layers), 3e-5) << layers << " layers";
  }
  for (const size_t k : {0, 1, 3}) {
    spec.layers[k].enabled = false;
    const auto flow = std::make_shared<const Flow>(spec);
    SCOPED_TRACE(toText(spec));
    for (const bool toBase : {true, false}) EXPECT_LT(deviation(vulkan(), flow, theta, points, toBase), 3e-5);
    EXPECT_LT(gradientDeviation(vulkan(), flow, theta, points), 3e-4);
  }
}

TEST_F(Conformance, WithoutMappedMemory) {
  for (const char* stack : {"planar affine(hidden=8) spline(hidden=8)", "spline(hidden=200x30x64,bins=64)"}) {
    const auto flow = std::make_shared<const Flow>(parseStack(stack, Objective::maximumLikelihood));
    const Theta theta = randomTheta(*flow, 12, 0.1);
    const Points points = 0.5f * randomPoints(200, 12);
    for (const bool toBase : {true, false}) EXPECT_LT(deviation(stagedVulkan(), flow, theta, points, toBase), 3e-5);
    EXPECT_LT(gradientDeviation(stagedVulkan(), flow, theta, points), 3e-4);
  }
}

TEST_F(Conformance, QuarterTurns) {
  const Points points = randomPoints(200, 13);
  for (const char* quarters : {"1", "2", "3"}) {
    const auto flow = std::make_shared<const Flow>(
        parseStack("planar rotation(quarters=" + std::string(quarters) + ")", Objective::maximumLikelihood));
    SCOPED_TRACE(toText(flow->spec()));
    for (const double sd : {0.0, 0.5}) {
      const Theta theta = randomTheta(*flow, 13, sd);
      for (const double depth : {2.0, 1.4}) {
        for (const bool toBase : {true, false})
          EXPECT_LT(deviation(vulkan(), flow, flow->atDepth(theta, depth), points, toBase), 1e-5);
      }
    }
    EXPECT_LT(gradientDeviation(vulkan(), flow, randomTheta(*flow, 13, 0.5), points), 1e-4);
  }
}

// Where a layer nearly folds the plane, a log-det that cancels would be lost in single precision.
TEST_F(Conformance, NearlyFolded) {
  const auto compare = [](const char* stack, std::initializer_list<float> values) {
    SCOPED_TRACE(stack);
    const auto flow = std::make_shared<const Flow>(parseStack(stack, Objective::maximumLikelihood));
    Theta theta(flow->parameterCount());
    ASSERT_EQ(theta.size(), static_cast<Eigen::Index>(values.size()));
    std::copy(values.begin(), values.end(), theta.begin());
    Points points(3, 2);
    points << 0, 0, 1e-3f, -1e-3f, 0.7f, 1.2f;
    vulkan().setFlow(flow);
    cpu().setFlow(flow);
    for (const bool toBase : {true, false}) {
      const Pass a = pass(vulkan(), theta, points, toBase);
      const Pass b = pass(cpu(), theta, points, toBase);
      EXPECT_LT((a.out - b.out).abs().maxCoeff(), 1e-3) << toBase;
      EXPECT_LT((a.logDet - b.logDet).abs().maxCoeff(), 1e-3) << toBase;
      EXPECT_GT(b.logDet.abs()(0), 10);
    }
  };
  compare("radial", {0, 0, 0.5f, -28});
  compare("sylvester", {0.4f, -19, 0.3f, -19, 1, 0.5f, 1, 0, 0});
  compare("planar", {2, 0, -10, 0.3f, 0});
}

}  // namespace
