// Training of conditional flows on the CPU engine: a step's gradient, its groups, and that one group is plain training.

#include <gtest/gtest.h>

#include <cmath>

#include "core/engine/cpu_engine.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

std::shared_ptr<const Flow> flowOf(const std::string& stack, bool conditional = true) {
  FlowSpec spec = parseStack(stack, Objective::maximumLikelihood);
  spec.conditional = conditional;
  return std::make_shared<Flow>(spec);
}

struct Lab {
  std::shared_ptr<const Flow> flow;
  std::unique_ptr<Engine> engine;
  TrainSettings settings;
  int step = 0;

  Lab(const std::string& target, const std::string& stack, int threads) : flow(flowOf(stack)) {
    engine = makeCpuEngine({threads});
    settings.batch = 300;
    settings.clip = 1e9;
    const TrainingData data = drawTrainingData(targetSpec(target), 1, 6400, true);
    engine->setFlow(flow);
    engine->setData(std::make_shared<Points>(data.pool), data.poolParts);
    engine->setTarget(makeTarget(targetSpec(target)));
  }
  double loss(const Theta& theta) {
    TrainState state = TrainState::start(*flow, 1);
    state.theta = theta;
    state.step = step;
    engine->setTraining(settings);
    engine->setState(state);
    return double(engine->train(1).losses.at(0));
  }
};

Theta randomFull(const Flow& flow) {
  Theta theta = randomTheta(flow, 3, 0.2);
  Rng rng(8);
  for (Eigen::Index i = theta.size() - flow.slopeCount(); i < theta.size(); ++i)
    theta(i) = static_cast<Real>(rng.normal(0, 0.2));
  return theta;
}

void expectGradientOfLoss(Lab& lab) {
  const Theta theta = randomFull(*lab.flow);
  lab.loss(theta);
  const Theta g = lab.engine->state().mean * Real(10);
  const double scale = 1 + g.abs().maxCoeff();
  EXPECT_GT(g.tail(lab.flow->slopeCount()).abs().maxCoeff(), 0.02);
  for (Eigen::Index p = 0; p < g.size(); ++p) {
    const auto moved = [&](double h) {
      Theta at = theta;
      at(p) += static_cast<Real>(h);
      return lab.loss(at);
    };
    constexpr double h = 0.003;
    const double numerical = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
    EXPECT_NEAR(g(p), numerical, 1e-3 * scale) << p;
  }
}

TEST(ConditionalTraining, HasTheGradientOfItsLoss) {
  for (const int threads : {1, 2}) {
    for (const char* target : {"moons_by_class", "ring_by_radius"}) {
      for (const Objective objective : {Objective::maximumLikelihood, Objective::reverseKl}) {
        SCOPED_TRACE(std::string(target) + ", " + keyOf(objective));
        Lab lab(target, "affine(hidden=3) planar maf(hidden=2,direction=sampling)", threads);
        lab.settings.objective = objective;
        lab.settings.betaAnneal = true;  // the score of a narrow target would drown all else
        lab.step = 7;
        expectGradientOfLoss(lab);
      }
    }
  }
}

// The whole batch is there whatever its size: at the same theta and c, the loss is the mean over as many points.
TEST(ConditionalTraining, TakesBatchesOfAnySize) {
  for (const int batch : {1, 2, 3, 63, 65, 129, 512}) {
    Lab lab("ring_by_radius", "affine(hidden=3)", 2);
    lab.settings.batch = batch;
    // At theta 0 and far from the data, -log p is about r^2 / 2 + log 2 pi.
    const double loss = lab.loss(Theta::Zero(lab.flow->parameterCount()));
    EXPECT_GT(loss, 0.5 * 0.5 / 2 + 1.8) << batch;
    EXPECT_LT(loss, 4.0 * 4.0 / 2 + 1.9) << batch;
  }
}

TEST(ConditionalTraining, EveryStepSeesAllOfTheRange) {
  // At theta 0 the loss of a ring of radius R is about R^2 / 2: the mean over c is known, and strata keep close to it.
  Lab lab("ring_by_radius", "affine(hidden=3)", 1);
  lab.settings.batch = 1024;
  double sum = 0, squares = 0;
  constexpr int kSteps = 60;
  for (lab.step = 0; lab.step < kSteps; ++lab.step) {
    const double loss = lab.loss(Theta::Zero(lab.flow->parameterCount()));
    sum += loss;
    squares += loss * loss;
  }
  const double mean = sum / kSteps, spread = std::sqrt(squares / kSteps - mean * mean);
  const double expected = std::log(2 * 3.14159265358979) + (5 + 3 * 0.15 * 0.15) / 2;  // E[r^2] = E[R^2] + 3 s^2
  EXPECT_NEAR(mean, expected, 5 * 0.3 / std::sqrt(kSteps));
  EXPECT_LT(spread, 0.5);   // of one c for all, 1.15
  EXPECT_GT(spread, 0.05);  // c is not the same in all steps
}

// With all points at c = 1/2 slopes count for nothing, and all else is as if there were none, to the bit.
TEST(ConditionalTraining, OfOneConditionHalfWayIsPlainTraining) {
  const std::string stack = "spline(hidden=8,bins=4) planar affine(conditioner=grid) maf(hidden=8)";
  const auto pool = std::make_shared<Points>(makeTarget({})->sample(3000, 1, Stream::pool));
  TrainState states[2];
  float loss[2];
  for (const bool conditional : {false, true}) {
    const auto engine = makeCpuEngine({2});
    const auto flow = flowOf(stack, conditional);
    engine->setFlow(flow);
    engine->setData(pool, {{0.5, 0, pool->rows()}});
    TrainSettings settings;
    settings.batch = 200;
    engine->setTraining(settings);
    TrainState state = TrainState::start(*flow, 1);
    state.theta.head(flowOf(stack, false)->parameterCount()) = randomTheta(*flowOf(stack, false), 5, 0.1);
    engine->setState(state);
    loss[conditional] = engine->train(1).losses.at(0);
    states[conditional] = engine->state();
  }
  EXPECT_EQ(loss[0], loss[1]);
  const auto size = states[0].theta.size();
  ASSERT_GT(states[1].theta.size(), size);
  for (Theta TrainState::*part : {&TrainState::mean, &TrainState::square}) {
    EXPECT_TRUE(((states[1].*part).head(size) == (states[0].*part)).all());
    EXPECT_TRUE(((states[1].*part).tail((states[1].*part).size() - size) == 0).all());
  }
}

// An entry that goes with c, and its slope: at any c they move together as fast as the others.
TEST(ConditionalTraining, GoesNoFasterAtAnyCThanWithoutACondition) {
  Lab lab("moons_by_class", "affine(hidden=3)", 1);
  lab.settings.warmUp = 0;
  const Theta before = randomFull(*lab.flow);
  lab.loss(before);
  const Theta after = lab.engine->state().theta;
  const auto rate = static_cast<Real>(lab.settings.rate);
  for (const double c : {0.0, 1.0}) {
    const Theta moved = (lab.flow->given(after, c) - lab.flow->given(before, c)).abs();
    EXPECT_LT(moved.maxCoeff(), rate * Real(1.001));
    EXPECT_GT(moved.head(3).minCoeff(), rate * Real(0.99));  // weights do not go with c; Adam's first step is the rate
  }
  EXPECT_NEAR((after - before).abs()(3), rate / 2, rate * Real(0.01));  // a bias
  EXPECT_NEAR((after - before).abs().tail(1)(0), rate / 2, rate * Real(0.01));
}

TEST(ConditionalTraining, GivesTheSameBitsEveryTimeHoweverStepsAreGrouped) {
  const auto trained = [](const std::vector<int>& chunks) {
    Lab lab("ring_by_radius", "spline(conditioner=grid,bins=4) affine(hidden=5)", 2);
    lab.engine->setTraining(lab.settings);
    lab.engine->setState(TrainState::start(*lab.flow, 1));
    for (const int chunk : chunks) lab.engine->train(chunk);
    return lab.engine->state();
  };
  const TrainState once = trained({20}), again = trained({20}), parts = trained({3, 1, 16});
  EXPECT_TRUE((once.theta == again.theta).all());
  EXPECT_TRUE((once.theta == parts.theta).all());
  EXPECT_TRUE((once.average == parts.average).all());
  EXPECT_GT(once.theta.tail(10).abs().maxCoeff(), 1e-4);
}

TEST(ConditionalTraining, LeavesALockedLayerAsItIsSlopesIncluded) {
  Lab lab("moons_by_class", "affine(hidden=3)", 1);
  FlowSpec spec = parseStack("affine*2(hidden=3)", Objective::maximumLikelihood);
  spec.conditional = true;
  spec.layers[0].locked = true;
  lab.flow = std::make_shared<Flow>(spec);
  lab.engine->setFlow(lab.flow);
  const Theta before = randomFull(*lab.flow);
  lab.loss(before);
  const Theta after = lab.engine->state().theta;
  const auto same = [&](int first, int count) {
    return (after.segment(first, count) == before.segment(first, count)).all();
  };
  EXPECT_TRUE(same(lab.flow->offset(0), lab.flow->parameterCount(0)));
  EXPECT_TRUE(same(lab.flow->slopeOffset(0), lab.flow->slopeCount(0)));
  EXPECT_FALSE(same(lab.flow->slopeOffset(1), lab.flow->slopeCount(1)));
}

TEST(ConditionalTraining, NeedsDataByCAndNoFlowMatching) {
  const auto engine = makeCpuEngine({1});
  engine->setFlow(flowOf("affine(hidden=3)"));
  engine->setData(std::make_shared<Points>(Points::Zero(10, 2)));
  engine->setTraining({});
  engine->setState(TrainState::start(engine->flow(), 1));
  EXPECT_THROW(engine->train(1), std::invalid_argument);
  EXPECT_THROW(engine->setData(std::make_shared<Points>(Points::Zero(10, 2)), {{0, 5, 6}}), std::invalid_argument);
  TrainSettings reverse;
  reverse.objective = Objective::reverseKl;
  engine->setData(std::make_shared<Points>(Points::Zero(10, 2)), {{0, 0, 10}});
  engine->setTraining(reverse);
  engine->setTarget(makeTarget({}));
  EXPECT_THROW(engine->train(1), std::invalid_argument);  // moons have no condition
}

}  // namespace
