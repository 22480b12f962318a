// The CPU engine: its steps are the textbook's, the same every time, and survive what is not finite.

#include "core/engine/cpu_engine.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

constexpr auto kNll = Objective::maximumLikelihood;

std::shared_ptr<const Flow> flowOf(const std::string& stack, Objective objective = kNll) {
  return std::make_shared<Flow>(parseStack(stack, objective));
}

TrainState randomState(const Flow& flow, std::uint64_t seed = 1) {
  TrainState state = TrainState::start(flow, seed);
  state.theta = randomTheta(flow, seed, 0.1);
  state.average = state.theta;
  return state;
}

std::shared_ptr<const Points> moons(int n = 3000) {
  return std::make_shared<Points>(makeTarget({})->sample(n, 1, Stream::pool));
}

TrainState trained(int threads, int batch, int steps, const std::vector<int>& chunks = {}) {
  const auto engine = makeCpuEngine({threads});
  engine->setFlow(flowOf("spline(hidden=8,bins=4) planar affine(hidden=8)"));
  engine->setData(moons());
  TrainSettings settings;
  settings.batch = batch;
  engine->setTraining(settings);
  engine->setState(randomState(engine->flow()));
  for (const int chunk : chunks) engine->train(chunk);
  engine->train(steps);
  return engine->state();
}

void expectSameBits(const TrainState& a, const TrainState& b) {
  EXPECT_TRUE((a.theta == b.theta).all());
  EXPECT_TRUE((a.average == b.average).all());
  EXPECT_TRUE((a.mean == b.mean).all());
  EXPECT_TRUE((a.square == b.square).all());
  EXPECT_EQ(a.step, b.step);
}

TEST(CpuEngine, GivesTheSameBitsEveryTime) {
  for (const int threads : {1, 2}) expectSameBits(trained(threads, 500, 30), trained(threads, 500, 30));
}

// Threads that are displaced in the midst of their share find it done by others.
TEST(CpuEngine, GivesTheSameBitsWhereOthersTakeItsCores) {
  const TrainState alone = trained(2, 500, 400);
  std::atomic<bool> end = false;
  std::vector<std::thread> others;
  for (unsigned i = 0; i < 2 * std::max(1u, std::thread::hardware_concurrency()); ++i) {
    others.emplace_back([&] {
      while (!end) {}
    });
  }
  const TrainState among = trained(2, 500, 400);
  end = true;
  for (std::thread& other : others) other.join();
  expectSameBits(alone, among);
}

TEST(CpuEngine, DoesNotCareHowStepsAreGrouped) { expectSameBits(trained(1, 100, 30), trained(1, 100, 10, {1, 12, 7})); }

TEST(CpuEngine, ThreadsChangeRoundingOnly) {
  const TrainState one = trained(1, 500, 5);
  const TrainState two = trained(2, 500, 5);
  EXPECT_LT((one.theta - two.theta).abs().maxCoeff(), 1e-3);
}

// The gradient of the mean loss of a batch, a point at a time.
Theta gradientByPoint(const Flow& flow, const Theta& theta, const Points& pool, int batch, double& loss) {
  Eigen::ArrayXd total = Eigen::ArrayXd::Zero(theta.size());
  Trace trace = flow.makeTrace();
  const Theta work = flow.prepared(theta);
  loss = 0;
  for (int i = 0; i < batch; ++i) {
    const auto row = batchIndex(1, 0, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(pool.rows()));
    fillBlock(pool.row(row), 0, trace.at.back());
    BlockValues logDet, gLogDet{};
    flow.toBase(view(work), trace, logDet, flow.depth(), true);
    const Block& z = trace.at.front();
    loss -= (makeBase({})->logDensity(z.x1[0], z.x2[0]) + logDet.v[0]) / batch;
    Block g{};
    g.x1[0] = z.x1[0];
    g.x2[0] = z.x2[0];
    gLogDet.v[0] = -1;
    Theta gWork = Theta::Zero(work.size());
    flow.backwardToBase(view(work), trace, g, gLogDet, view(gWork));
    Theta part = Theta::Zero(theta.size());
    flow.prepareBackward(view(theta), view(work), view(gWork), view(part));
    total += part.cast<double>() / batch;
  }
  return total.cast<Real>();
}

// A step has the gradient of its batch.
void expectGradient(const std::shared_ptr<const Flow>& flow, int threads, int batch) {
  SCOPED_TRACE(std::to_string(threads) + " threads, batch " + std::to_string(batch));
  const auto pool = moons();
  const auto engine = makeCpuEngine({threads});
  engine->setFlow(flow);
  engine->setData(pool);
  TrainSettings settings;
  settings.batch = batch;
  settings.clip = 1e9;
  engine->setTraining(settings);
  const TrainState before = randomState(*flow);
  engine->setState(before);
  const TrainReport report = engine->train(1);
  double loss = 0;
  const Theta exact = gradientByPoint(*flow, before.theta, *pool, batch, loss);
  // The first mean is a tenth of the gradient.
  const Theta gradient = engine->state().mean * Real(10);
  EXPECT_LT((gradient - exact).abs().maxCoeff(), 1e-4 * (1 + exact.abs().maxCoeff()));
  ASSERT_EQ(report.losses.size(), 1u);
  EXPECT_NEAR(report.losses[0], loss, 1e-4);
}

TEST(CpuEngine, AStepHasTheGradientOfItsBatchWhateverItsSize) {
  const auto flow = flowOf("spline(hidden=8,bins=4) planar affine(hidden=8)");
  for (const int threads : {1, 2}) {
    for (const int batch : {1, 63, 64, 65, 512}) expectGradient(flow, threads, batch);
  }
}

TEST(CpuEngine, AStepHasTheGradientOfItsBatchHoweverLayersAreSharedOut) {
  // Layers of all sizes, so that threads have several of them, one, or none to sum and to update.
  const auto flow = flowOf(
      "planar affine(hidden=64x64) rotation maf(hidden=24x24) planar glow(hidden=32) spline(bins=4,conditioner=grid) "
      "affine rotation rotation");
  for (const int threads : {1, 2, 3, 5, 9}) expectGradient(flow, threads, 130);
  for (const int threads : {2, 9}) expectGradient(flowOf("planar*3"), threads, 130);
}

TEST(CpuEngine, SkipsAndCountsStepsThatAreNotFinite) {
  auto pool = std::make_shared<Points>(*moons(100));
  (*pool)(5, 0) = std::numeric_limits<Real>::quiet_NaN();
  (*pool)(60, 1) = std::numeric_limits<Real>::infinity();
  const auto engine = makeCpuEngine({2});
  engine->setFlow(flowOf("spline(hidden=8,bins=4) planar affine(hidden=8)"));
  engine->setData(pool);
  TrainSettings settings;
  settings.batch = 20;
  engine->setTraining(settings);
  engine->setState(randomState(engine->flow()));
  const TrainReport report = engine->train(60);
  const TrainState state = engine->state();
  const auto skipped = std::count_if(report.losses.begin(), report.losses.end(), [](float v) { return std::isnan(v); });
  EXPECT_GT(skipped, 5);
  EXPECT_LT(skipped, 55);
  EXPECT_EQ(state.skipped, skipped);
  EXPECT_EQ(state.step, 60);
  EXPECT_EQ(state.updates, 60 - skipped);
  EXPECT_TRUE(state.theta.allFinite() && state.average.allFinite() && state.mean.allFinite() &&
              state.square.allFinite());
}

TEST(CpuEngine, AllNaNLeavesEverythingAsItWas) {
  const auto engine = makeCpuEngine({1});
  engine->setFlow(flowOf("affine(hidden=8)"));
  engine->setData(std::make_shared<Points>(Points::Constant(50, 2, std::numeric_limits<Real>::quiet_NaN())));
  engine->setTraining({});
  const TrainState before = randomState(engine->flow());
  engine->setState(before);
  for (int i = 0; i < 7; ++i) engine->train(1);
  const TrainState after = engine->state();
  EXPECT_TRUE((after.theta == before.theta).all() && (after.average == before.average).all());
  EXPECT_EQ(after.skipped, 7);
  EXPECT_EQ(after.updates, 0);
}

TEST(CpuEngine, ClipsLongGradients) {
  const auto engine = makeCpuEngine({1});
  engine->setFlow(flowOf("affine(hidden=8)"));
  engine->setData(moons());
  TrainSettings settings;
  settings.clip = 1e-3;
  engine->setTraining(settings);
  engine->setState(randomState(engine->flow()));
  engine->train(1);
  EXPECT_NEAR(std::sqrt((engine->state().mean * Real(10)).square().sum()), 1e-3, 1e-6);
}

TEST(CpuEngine, LeavesLockedLayersAsTheyAre) {
  FlowSpec spec = parseStack("planar spline(hidden=8,bins=4) affine(conditioner=grid) actnorm glow(hidden=8)", kNll);
  for (const size_t locked : {0u, 1u, 2u, 3u, 4u}) {
    SCOPED_TRACE(spec.layers[locked].key);
    FlowSpec some = spec;
    some.layers[locked].locked = true;
    const auto flow = std::make_shared<Flow>(some);
    const auto engine = makeCpuEngine({2});
    engine->setFlow(flow);
    engine->setData(moons());
    TrainSettings settings;
    settings.decay = 0.01;
    engine->setTraining(settings);
    // Trained before, locked then: momentum must not carry it on.
    const Flow before(spec);
    TrainState state = randomState(before);
    state.mean.setConstant(Real(0.1));
    state.square.setConstant(Real(0.1));
    state = state.transplanted(before, *flow, TrainState::start(*flow, 1));
    engine->setState(state);
    engine->train(40);
    const TrainState after = engine->state();
    for (int k = 0; k < flow->depth(); ++k) {
      const auto part = [&](const Theta& all) { return all.segment(flow->offset(k), flow->parameterCount(k)); };
      const bool same = (part(after.theta) == part(state.theta)).all();
      EXPECT_EQ(same, k == static_cast<int>(locked)) << k;
    }
  }
}

TEST(CpuEngine, AveragesThetaWithTheStatedWeight) {
  EXPECT_DOUBLE_EQ(TrainSettings::averageWeightAt(0), 1);
  EXPECT_DOUBLE_EQ(TrainSettings::averageWeightAt(10), 0.5);
  EXPECT_DOUBLE_EQ(TrainSettings::averageWeightAt(1'000'000), 1e-4);
  const auto engine = makeCpuEngine({1});
  engine->setFlow(flowOf("affine(hidden=8)"));
  engine->setData(moons());
  engine->setTraining({});
  TrainState state = randomState(engine->flow());
  state.average.setConstant(7);  // weight 1: forgotten at the first step
  engine->setState(state);
  Eigen::ArrayXd average;
  for (int step = 0; step < 20; ++step) {
    engine->train(1);
    const TrainState now = engine->state();
    const double w = std::max(1 / (1 + 0.1 * step), 1e-4);
    average = step == 0 ? now.theta.cast<double>().eval() : (average + w * (now.theta.cast<double>() - average)).eval();
    EXPECT_LT((now.average.cast<double>() - average).abs().maxCoeff(), 1e-5);
  }
}

TEST(CpuEngine, EvaluatesAnyNumberOfPoints) {
  const auto flow = flowOf("spline(hidden=8,bins=4) planar affine(hidden=8)");
  const Theta theta = randomTheta(*flow, 3, 0.2);
  const auto engine = makeCpuEngine({2});
  engine->setFlow(flow);
  for (const int n : {0, 1, 63, 64, 65, 1000}) {
    const Points x = randomPoints(n, 4);
    Points z, back, plain;
    Values down, up, expected, logp;
    engine->toBase(theta, x, z, down);
    ASSERT_EQ(z.rows(), n);
    ASSERT_EQ(down.size(), n);
    if (n == 0) continue;
    flow->toBase(theta, x, plain, expected);
    EXPECT_TRUE((z == plain).all() && (down == expected).all()) << n;
    engine->toData(theta, z, back, up);
    EXPECT_LT((up - down).abs().maxCoeff(), 1e-2);  // both are the log-det of toBase
    engine->logDensity(theta, x, logp);
    EXPECT_LT((logp - flow->logDensity(theta, x)).abs().maxCoeff(), 1e-4);
  }
}

TEST(CpuEngine, RefusesWhatDoesNotFit) {
  const auto engine = makeCpuEngine({1});
  EXPECT_THROW(engine->setFlow(nullptr), std::invalid_argument);
  engine->setFlow(flowOf("planar"));
  EXPECT_THROW(engine->setData(std::make_shared<Points>(0, 2)), std::invalid_argument);
  EXPECT_THROW(engine->setState(randomState(*flowOf("planar*2"))), std::invalid_argument);
  Values out;
  EXPECT_THROW(engine->logDensity(Theta::Zero(3), randomPoints(5, 1), out), std::invalid_argument);
  TrainSettings settings;
  settings.batch = 0;
  EXPECT_THROW(engine->setTraining(settings), std::invalid_argument);
  settings = {};
  settings.rate = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(engine->setTraining(settings), std::invalid_argument);
  for (const double decay : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    settings = {};
    settings.decay = decay;
    EXPECT_THROW(engine->setTraining(settings), std::invalid_argument);
  }
  engine->setTraining({});
  engine->setState(randomState(engine->flow()));
  EXPECT_THROW(engine->train(1), std::invalid_argument);  // no data yet
}

TEST(CpuEngine, DecaysWhatIsTrainedApartFromTheGradient) {
  // A card that is switched off never has a gradient.
  FlowSpec spec = parseStack("affine(hidden=8) planar", kNll);
  spec.layers[0].enabled = false;
  const auto flow = std::make_shared<Flow>(spec);
  const auto engine = makeCpuEngine({1});
  engine->setFlow(flow);
  engine->setData(moons());
  TrainSettings settings;
  settings.schedule = Schedule::constant;
  settings.warmUp = 0;
  settings.rate = 0.01;
  const TrainState start = randomState(*flow);
  const auto after = [&](double decay) {
    settings.decay = decay;
    engine->setTraining(settings);
    engine->setState(start);
    engine->train(1);
    return engine->state();
  };
  const TrainState plain = after(0);
  const TrainState decayed = after(0.5);
  const int first = flow->offset(1);
  for (int i = 0; i < flow->parameterCount(); ++i) {
    const double shrunk = i < first ? 0 : 0.01 * 0.5 * start.theta(i);
    EXPECT_NEAR(plain.theta(i) - decayed.theta(i), shrunk, 1e-6) << i;
    EXPECT_EQ(i < first, plain.theta(i) == start.theta(i)) << i;
  }
  EXPECT_TRUE((plain.mean == decayed.mean).all() && (plain.square == decayed.square).all());
}

TEST(Rates, FollowTheirSchedules) {
  TrainSettings t;
  t.rate = 1;
  EXPECT_DOUBLE_EQ(t.rateAt(0), 1.0 / 20);
  EXPECT_DOUBLE_EQ(t.rateAt(19), 1 / std::sqrt(1 + 19 / 500.0));
  t.warmUp = 100;
  EXPECT_DOUBLE_EQ(t.rateAt(49), 0.5 / std::sqrt(1 + 49 / 500.0));
  t.warmUp = 0;
  EXPECT_DOUBLE_EQ(t.rateAt(0), 1);
  EXPECT_DOUBLE_EQ(t.rateAt(500), 1 / std::sqrt(2.0));
  t.schedule = Schedule::cosine;
  t.horizon = 1000;
  EXPECT_NEAR(t.rateAt(500), (0.01 + 0.99 / 2) / std::sqrt(1.1), 1e-12);
  EXPECT_NEAR(t.rateAt(1000), 0.01 / std::sqrt(1.2), 1e-12);
  EXPECT_NEAR(t.rateAt(5000), 0.01 / std::sqrt(2.0), 1e-12);
  t.schedule = Schedule::constant;
  EXPECT_DOUBLE_EQ(t.rateAt(123456), 1);
}

}  // namespace
