// A report names what broke and how long the layers' gradients are.

#include "core/engine/train_report.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/engine/cpu_engine.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

constexpr Real kNaN = std::numeric_limits<Real>::quiet_NaN();

TEST(Failure, IsTheFirstOfThetaThenOfTheGradient) {
  const Flow flow(parseStack("planar rotation planar", Objective::maximumLikelihood));
  Theta theta = Theta::Zero(flow.parameterCount());
  Theta gradient = theta;
  EXPECT_EQ(findFailure(flow, view(theta), view(gradient)).layer, -1);
  gradient(flow.offset(1)) = std::numeric_limits<Real>::infinity();
  const Failure ofGradient = findFailure(flow, view(theta), view(gradient));
  EXPECT_EQ(ofGradient.layer, 1);
  EXPECT_FALSE(ofGradient.inTheta);
  EXPECT_EQ(describe(ofGradient, flow), "layer 2 (rotation), gradient of " + flow.layer(1).parameterName(0));
  theta(flow.offset(2) + 1) = kNaN;
  const Failure ofTheta = findFailure(flow, view(theta), view(gradient));
  EXPECT_EQ(ofTheta.layer, 2);
  EXPECT_TRUE(ofTheta.inTheta);
  EXPECT_EQ(ofTheta.parameter, flow.layer(2).parameterName(1));
  EXPECT_EQ(describe(ofTheta, flow), "layer 3 (planar), " + flow.layer(2).parameterName(1));
}

TEST(TrainReport, TellsOfTheLastStep) {
  FlowSpec spec = parseStack("affine(hidden=8) planar affine(hidden=8)", Objective::maximumLikelihood);
  spec.layers[1].enabled = false;
  const auto flow = std::make_shared<Flow>(spec);
  const auto engine = makeCpuEngine({2});
  engine->setFlow(flow);
  engine->setData(std::make_shared<Points>(makeTarget({})->sample(3000, 1, Stream::pool)));
  TrainSettings settings;
  settings.clip = 1e9;
  engine->setTraining(settings);
  TrainState state = TrainState::start(*flow, 1);
  state.theta = randomTheta(*flow, 1, 0.1);
  engine->setState(state);
  EXPECT_TRUE(engine->train(0).gradientNorms.empty());
  const TrainReport report = engine->train(1);
  EXPECT_FALSE(report.failure.has_value());
  ASSERT_EQ(report.gradientNorms.size(), 3u);
  EXPECT_EQ(report.gradientNorms[1], 0);
  const Theta gradient = engine->state().mean * Real(10);
  for (const int k : {0, 2}) {
    const float norm = std::sqrt(gradient.segment(flow->offset(k), flow->parameterCount(k)).square().sum());
    EXPECT_NEAR(report.gradientNorms[static_cast<size_t>(k)], norm, 1e-4 * norm);
    EXPECT_GT(norm, 0.01);
  }
  state.theta(state.theta.size() - 1) = kNaN;
  engine->setState(state);
  const TrainReport broken = engine->train(100);
  EXPECT_EQ(static_cast<int>(broken.losses.size()), Engine::kPatience);  // nothing that waiting mends
  ASSERT_TRUE(broken.failure.has_value());
  EXPECT_EQ(broken.failure->layer, 2);
  EXPECT_TRUE(broken.failure->inTheta);
}

}  // namespace
