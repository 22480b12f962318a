// Training on the device: the loop around the gradient.

#include <cmath>
#include <cstring>
#include <limits>

#include "core/flow/flow.h"
#include "core/training/trainer.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

class Training : public Vulkan {
 protected:
  std::shared_ptr<const Flow> flow = std::make_shared<Flow>(
      parseStack("planar rotation affine*2(hidden=16) spline*2(hidden=16x16)", Objective::maximumLikelihood));
  std::shared_ptr<const Points> pool = std::make_shared<Points>(0.5f * randomPoints(5000, 1));

  void start(Engine& engine, const TrainSettings& settings) {
    engine.setFlow(flow);
    engine.setData(pool);
    engine.setTraining(settings);
    engine.setState(TrainState::start(*flow, 1));
  }
};

bool same(const Theta& a, const Theta& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), static_cast<size_t>(a.size()) * sizeof(Real)) == 0;
}
bool same(const TrainState& a, const TrainState& b) {
  return same(a.theta, b.theta) && same(a.average, b.average) && same(a.mean, b.mean) && same(a.square, b.square) &&
         a.step == b.step && a.updates == b.updates && a.skipped == b.skipped;
}

TEST_F(Training, GoesTheWayOfTheCpu) {
  for (const Schedule schedule : {Schedule::standard, Schedule::cosine, Schedule::constant}) {
    TrainSettings settings;
    settings.schedule = schedule;
    settings.horizon = 100;
    start(vulkan(), settings);
    start(cpu(), settings);
    const auto a = vulkan().train(50).losses;
    const auto b = cpu().train(50).losses;
    ASSERT_EQ(a.size(), 50u);
    EXPECT_NEAR(a[0], b[0], 1e-5 * (1 + std::abs(b[0])));
    double worst = 0;
    for (size_t i = 0; i < 50; ++i) worst = std::max<double>(worst, std::abs(a[i] - b[i]));
    EXPECT_LT(worst, 1e-2);
    EXPECT_LT(a.back(), a.front());
    const TrainState device = vulkan().state();
    const TrainState host = cpu().state();
    EXPECT_EQ(device.step, 50);
    EXPECT_EQ(device.updates, host.updates);
    EXPECT_LT((device.theta - host.theta).abs().maxCoeff(), 2e-2);
    EXPECT_LT((device.average - host.average).abs().maxCoeff(), 2e-2);
    std::printf("50 steps: losses differ by at most %.1e, theta by %.1e, average by %.1e\n", worst,
                (device.theta - host.theta).abs().maxCoeff(), (device.average - host.average).abs().maxCoeff());
  }
}

TEST_F(Training, TakesTheStepOfTheCpu) {
  // From the same state in the middle of a run, so that moments, counts and bias corrections matter; clipped and not.
  TrainSettings settings;
  for (const double clip : {0.01, 5.0}) {
    settings.clip = clip;
    settings.decay = std::min(clip, 0.5);
    start(cpu(), settings);
    cpu().train(30);
    TrainState middle = cpu().state();
    middle.step += 1000;
    middle.rateScale = 0.5;
    middle.rollbacks = 3;
    middle.average += 1;  // far from theta, so that its weight is seen
    start(vulkan(), settings);
    vulkan().setState(middle);
    cpu().setState(middle);
    const float a = vulkan().train(1).losses.at(0);
    const float b = cpu().train(1).losses.at(0);
    EXPECT_NEAR(a, b, 1e-5);
    const TrainState x = vulkan().state();
    const TrainState y = cpu().state();
    EXPECT_EQ(x.step, 1031);
    EXPECT_EQ(x.updates, 31);
    EXPECT_EQ(x.rollbacks, 3);
    EXPECT_EQ(x.rateScale, 0.5);
    const auto differ = [](const Theta& p, const Theta& q) { return (p - q).abs().maxCoeff() / q.abs().maxCoeff(); };
    EXPECT_LT(differ(x.mean, y.mean), 1e-5);
    EXPECT_LT(differ(x.square, y.square), 1e-5);
    EXPECT_LT(differ(x.theta - middle.theta, y.theta - middle.theta), 1e-3);
    EXPECT_LT(differ(x.average - middle.average, y.average - middle.average), 1e-3);
  }
}

TEST_F(Training, TakesTheStepOfTheCpuOnEveryBase) {
  const auto plain = flow;
  for (const BaseKind* kind : baseKinds()) {
    SCOPED_TRACE(kind->info().key);
    flow = std::make_shared<Flow>(*plain, baseSpec(kind->info().key));
    TrainState somewhere = TrainState::start(*flow, 1);
    somewhere.theta = somewhere.average = randomTheta(*flow, 3, 0.05);
    start(vulkan(), {});
    start(cpu(), {});
    vulkan().setState(somewhere);
    cpu().setState(somewhere);
    const float a = vulkan().train(1).losses.at(0);
    const float b = cpu().train(1).losses.at(0);
    EXPECT_NEAR(a, b, 1e-5 * (1 + std::abs(b)));
    const Theta x = vulkan().state().mean, y = cpu().state().mean;
    EXPECT_LT((x - y).abs().maxCoeff(), 2e-5 * y.abs().maxCoeff());
    Values p, q;
    vulkan().logDensity(somewhere.theta, *pool, p);
    cpu().logDensity(somewhere.theta, *pool, q);
    EXPECT_LT(((p - q).abs() / (1 + q.abs())).maxCoeff(), 1e-4);
  }
}

TEST_F(Training, LeavesLockedLayersAsTheyAre) {
  FlowSpec spec = parseStack(
      "planar affine(hidden=8) spline(conditioner=grid) maf(conditioner=tabulated,hidden=8) "
      "residual(hidden=8)",
      Objective::maximumLikelihood);
  for (size_t locked = 0; locked < spec.layers.size(); ++locked) {
    SCOPED_TRACE(spec.layers[locked].key);
    FlowSpec some = spec;
    some.layers[locked].locked = true;
    const auto flow = std::make_shared<const Flow>(some);
    TrainState state = TrainState::start(*flow, 1);
    state.theta = state.average = randomTheta(*flow, 3, 0.05);
    vulkan().setFlow(flow);
    vulkan().setData(pool);
    vulkan().setTraining({});
    vulkan().setState(state);
    vulkan().train(5);
    const TrainState after = vulkan().state();
    for (int k = 0; k < flow->depth(); ++k) {
      const auto part = [&](const Theta& all) -> Theta {
        return all.segment(flow->offset(k), flow->parameterCount(k));
      };
      EXPECT_EQ(same(part(after.theta), part(state.theta)), k == static_cast<int>(locked)) << k;
    }
  }
}

TEST_F(Training, IsReproducibleToTheBit) {
  TrainSettings settings;
  settings.batch = 300;
  start(vulkan(), settings);
  const auto first = vulkan().train(30).losses;
  const TrainState a = vulkan().state();
  start(vulkan(), settings);
  std::vector<float> second;
  // However the steps are cut up.
  for (const int part : {1, 20, 2, 7}) {
    const auto losses = vulkan().train(part).losses;
    second.insert(second.end(), losses.begin(), losses.end());
  }
  EXPECT_EQ(first, second);
  EXPECT_TRUE(same(a, vulkan().state()));
  // And without mapped memory.
  start(stagedVulkan(), settings);
  EXPECT_EQ(stagedVulkan().train(30).losses, first);
  EXPECT_TRUE(same(a, stagedVulkan().state()));
}

TEST_F(Training, PreparesBetweenSteps) {
  // Layers whose work is not their theta: the same way as the CPU's, and the same bits every time.
  flow = std::make_shared<Flow>(parseStack(
      "glow(hidden=8) spline(conditioner=grid,smoothness=0.5) maf(conditioner=tabulated,hidden=16,activation=silu) "
      "spline_ar(conditioner=grid,order=3)",
      Objective::maximumLikelihood));
  TrainSettings settings;
  settings.batch = 200;
  settings.clip = 0.5;  // so that the norm of the gradient matters
  start(vulkan(), settings);
  start(cpu(), settings);
  const auto first = vulkan().train(30).losses;
  const auto host = cpu().train(30).losses;
  for (size_t i = 0; i < 30; ++i) EXPECT_NEAR(first[i], host[i], 1e-3);
  const TrainState a = vulkan().state();
  EXPECT_LT((a.theta - cpu().state().theta).abs().maxCoeff(), 5e-3);
  for (Engine* engine : {&vulkan(), &stagedVulkan()}) {
    start(*engine, settings);
    EXPECT_EQ(engine->train(30).losses, first);
    EXPECT_TRUE(same(a, engine->state()));
  }
}

TEST_F(Training, ClipsByTheNormOverTheta) {
  // Whatever the gradient of theta is made from, the norm is over theta.
  TrainSettings settings;
  settings.clip = 1e-3;
  for (const char* stack : {"maf(conditioner=grid,smoothness=1)", "maf(conditioner=tabulated,hidden=16)",
                            "maf(hidden=16)", "glow(conditioner=grid)"}) {
    flow = std::make_shared<Flow>(parseStack(stack, Objective::maximumLikelihood));
    TrainState state = TrainState::start(*flow, 1);
    state.theta = randomTheta(*flow, 4, 0.2);
    for (Engine* engine : {&vulkan(), &cpu()}) {
      start(*engine, settings);
      engine->setState(state);
      engine->train(1);
    }
    const Theta a = vulkan().state().mean;
    const Theta b = cpu().state().mean;
    EXPECT_NEAR(10 * std::sqrt(b.square().sum()), settings.clip, 1e-5 * settings.clip) << stack;
    EXPECT_NEAR(10 * std::sqrt(a.square().sum()), settings.clip, 1e-5 * settings.clip) << stack;
    EXPECT_LT((a - b).abs().maxCoeff(), 1e-4 * b.abs().maxCoeff()) << stack;
  }
}

TEST_F(Training, ReturnsTheStateThatItWasGiven) {
  start(vulkan(), {});
  TrainState state = TrainState::start(*flow, 3);
  state.mean = randomTheta(*flow, 1, 1);
  state.square = randomTheta(*flow, 2, 1).abs();
  state.average = randomTheta(*flow, 3, 1);
  state.step = 12;
  state.updates = 9;
  state.skipped = 3;
  for (Engine* engine : {&vulkan(), &stagedVulkan()}) {
    engine->setFlow(flow);
    engine->setState(state);
    EXPECT_TRUE(same(engine->state(), state));
  }
}

TEST_F(Training, HonoursSettingsThatChange) {
  // The device follows the CPU through every change of what a person may set between two steps.
  TrainSettings settings;
  start(vulkan(), settings);
  start(cpu(), settings);
  const auto both = [&](const char* what) {
    vulkan().setTraining(settings);
    cpu().setTraining(settings);
    const auto a = vulkan().train(3).losses;
    const auto b = cpu().train(3).losses;
    for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(a[i], b[i], 2e-3) << what;
    EXPECT_LT((vulkan().state().theta - cpu().state().theta).abs().maxCoeff(), 2e-3) << what;
    vulkan().setState(cpu().state());
  };
  both("nothing");
  settings.batch = 100;
  both("batch");
  settings.rate = 1e-3;
  both("rate");
  settings.seed = 7;
  both("seed");
  settings.clip = 0.1;
  both("clip");
  settings.schedule = Schedule::cosine;
  settings.horizon = 20;
  both("schedule");
  settings.warmUp = 100;
  both("warm-up");
  settings.decay = 0.5;
  both("weight decay");
  settings.batch = 4000;
  both("larger batch");
  pool = std::make_shared<Points>(randomPoints(100, 9));
  vulkan().setData(pool);
  cpu().setData(pool);
  both("pool");
}

TEST_F(Training, SkipsAndCountsStepsThatAreNotFinite) {
  for (const float poison : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    Points bad = *pool;
    bad.row(17) << poison, 0.5f;
    bad.row(400) << 0.1f, poison;
    pool = std::make_shared<Points>(bad);
    TrainSettings settings;
    settings.batch = 1000;  // of 5000 points: about a third of the steps meet a bad one
    start(vulkan(), settings);
    start(cpu(), settings);
    const auto a = vulkan().train(20).losses;
    const auto b = cpu().train(20).losses;
    for (size_t i = 0; i < 20; ++i) EXPECT_EQ(std::isnan(a[i]), std::isnan(b[i])) << "step " << i;
    const TrainState device = vulkan().state();
    EXPECT_EQ(device.step, 20);
    EXPECT_GT(device.skipped, 0);
    EXPECT_LT(device.skipped, 20);
    EXPECT_EQ(device.updates + device.skipped, 20);
    EXPECT_EQ(device.skipped, cpu().state().skipped);
    EXPECT_TRUE(device.theta.allFinite() && device.average.allFinite() && device.mean.allFinite() &&
                device.square.allFinite());
    EXPECT_LT((device.theta - cpu().state().theta).abs().maxCoeff(), 2e-2);
  }
}

TEST_F(Training, TellsOfTheGradientAndOfWhatFailed) {
  start(vulkan(), {});
  start(cpu(), {});
  const TrainReport a = vulkan().train(3);
  const TrainReport b = cpu().train(3);
  ASSERT_EQ(a.gradientNorms.size(), static_cast<size_t>(flow->depth()));
  for (size_t k = 0; k < a.gradientNorms.size(); ++k)
    EXPECT_NEAR(a.gradientNorms[k], b.gradientNorms[k], 1e-2 * (1 + b.gradientNorms[k])) << k;
  EXPECT_FALSE(a.failure.has_value());
  TrainState broken = vulkan().state();
  broken.theta(flow->offset(1)) = std::numeric_limits<float>::quiet_NaN();
  vulkan().setState(broken);
  const TrainReport failed = vulkan().train(2);
  ASSERT_TRUE(failed.failure.has_value());
  EXPECT_EQ(failed.failure->layer, 1);
  EXPECT_TRUE(failed.failure->inTheta);
}

TEST_F(Training, RecoversFromANumberThatIsNone) {
  core::Project project;
  project.flow = parseStack("affine*2(hidden=16)", Objective::maximumLikelihood);
  project.training.batch = 128;
  core::Trainer trainer(gpu::makeVulkanEngine(testDevice(), strictOptions()));
  trainer.setProject(project);
  trainer.train(250);
  const double before = trainer.evaluate().nll;
  trainer.injectNaN();
  trainer.train(250);
  EXPECT_EQ(trainer.engine().state().rollbacks, 1);
  EXPECT_TRUE(trainer.engine().state().allFinite());
  const auto messages = trainer.takeMessages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_NE(messages[0].find("back to step 200, rate halved"), std::string::npos) << messages[0];
  EXPECT_LT(trainer.evaluate().nll, before + 0.02);
}

TEST_F(Training, GoesOnAfterTheStackChanged) {
  // A flow is data: other stacks on the same engine, narrow, wide and narrow again.
  for (const char* stack :
       {"planar", "affine(hidden=200x200)", "spline*3(hidden=16) rotation", "affine(hidden=64x64)"}) {
    flow = std::make_shared<Flow>(parseStack(stack, Objective::maximumLikelihood));
    start(vulkan(), {});
    start(cpu(), {});
    const auto a = vulkan().train(5).losses;
    const auto b = cpu().train(5).losses;
    for (size_t i = 0; i < 5; ++i) EXPECT_NEAR(a[i], b[i], 1e-3) << stack;
  }
}

}  // namespace
