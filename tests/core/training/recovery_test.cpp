// A training that breaks goes back to where it was sound, says so, and ends as well as one that never broke.

#include "core/training/recovery.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/engine/cpu_engine.h"
#include "core/training/trainer.h"

namespace {

using namespace core;

constexpr Real kNaN = std::numeric_limits<Real>::quiet_NaN();

std::unique_ptr<Trainer> newTrainer() {
  Project project;
  project.flow = parseStack("spline(hidden=8,bins=4) affine(hidden=8)", Objective::maximumLikelihood);
  project.training.batch = 128;
  auto trainer = std::make_unique<Trainer>(makeCpuEngine({1}));
  trainer->setProject(project);
  return trainer;
}

template <class Change>
void change(Trainer& trainer, const Change& what) {
  TrainState state = trainer.engine().state();
  what(state);
  trainer.engine().setState(state);
}

TEST(Recovery, SurvivesANumberThatIsNone) {
  const auto sound = newTrainer();
  sound->train(1500);
  const auto broken = newTrainer();
  broken->train(700);
  const Theta moments = broken->engine().state().square;
  broken->injectNaN();
  EXPECT_EQ(broken->train(800).size(), 800u);
  const TrainState state = broken->engine().state();
  EXPECT_TRUE(state.allFinite());
  EXPECT_EQ(state.step, 1500);
  EXPECT_EQ(state.skipped, Engine::kPatience);
  EXPECT_EQ(state.rollbacks, 1);
  EXPECT_EQ(state.rateScale, 0.5);
  EXPECT_EQ(state.updates, 1500 - 100 - Engine::kPatience);
  const auto messages = broken->takeMessages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_TRUE(messages[0].starts_with("layer 1 (spline), ")) << messages[0];
  EXPECT_TRUE(messages[0].ends_with(": not a number at step 700; back to step 600, rate halved")) << messages[0];
  EXPECT_TRUE(broken->takeMessages().empty());
  EXPECT_TRUE(sound->takeMessages().empty());
  const auto a = sound->evaluate(), b = broken->evaluate();
  EXPECT_NEAR(a.nll, b.nll, 0.03 + 3 * a.standardError);
  std::printf("held-out NLL %.4f without, %.4f with the break, +- %.4f\n", a.nll, b.nll, a.standardError);
}

TEST(Recovery, RestoresAdamsMomentsAsAWhole) {
  const auto trainer = newTrainer();
  trainer->train(300);
  change(*trainer, [](TrainState& state) {
    state.mean(3) = kNaN;
    state.square(5) = std::numeric_limits<Real>::infinity();
  });
  trainer->train(200);
  EXPECT_TRUE(trainer->engine().state().allFinite());
  EXPECT_EQ(trainer->engine().state().rollbacks, 1);
}

TEST(Recovery, SeesANumberThatIsNoneWhereTheLossDoesNotDependOnIt) {
  auto trainer = newTrainer();
  Project project = trainer->project();
  project.flow.layers[0].enabled = false;
  trainer->setProject(project);
  trainer->train(250);
  change(*trainer, [](TrainState& state) { state.theta(0) = kNaN; });
  trainer->train(250);
  EXPECT_TRUE(trainer->engine().state().allFinite());
  EXPECT_EQ(trainer->engine().state().skipped, 0);
  EXPECT_EQ(trainer->engine().state().rollbacks, 1);
}

TEST(Recovery, StartsAnewIfNothingWasGoodYet) {
  const auto trainer = newTrainer();
  const Theta start = trainer->engine().state().theta;
  trainer->train(3);
  trainer->injectNaN();
  trainer->train(Engine::kPatience);
  EXPECT_TRUE((trainer->engine().state().theta == start).all());
  EXPECT_EQ(trainer->engine().state().step, 3 + Engine::kPatience);
  const auto messages = trainer->takeMessages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_TRUE(messages[0].ends_with("at step 3; back to the start, rate halved")) << messages[0];
}

TEST(Recovery, CountsInARowHoweverTheStepsAreAskedFor) {
  TrainState whole;
  for (const int chunk : {700, 1, 3}) {
    const auto trainer = newTrainer();
    trainer->train(250);
    trainer->injectNaN();
    for (int done = 0; done < 300; done += chunk) trainer->train(std::min(chunk, 300 - done));
    const TrainState state = trainer->engine().state();
    EXPECT_EQ(state.rollbacks, 1);
    if (whole.theta.size() == 0) whole = state;
    EXPECT_TRUE((state.theta == whole.theta).all() && (state.average == whole.average).all()) << chunk;
  }
}

TEST(Recovery, HalvesTheRateOnlySoFar) {
  const auto trainer = newTrainer();
  for (int i = 0; i < 12; ++i) {
    trainer->injectNaN();
    trainer->train(7);
  }
  EXPECT_EQ(trainer->engine().state().rollbacks, 12);
  EXPECT_EQ(trainer->engine().state().rateScale, Recovery::kLeastRateScale);
  const auto messages = trainer->takeMessages();
  EXPECT_TRUE(messages.back().ends_with("rate as small as it gets")) << messages.back();
  // A person who sets the rate gets it.
  Project project = trainer->project();
  project.training.rate = 1e-3;
  trainer->setProject(project);
  EXPECT_EQ(trainer->engine().state().rateScale, 1);
}

TEST(Recovery, GoesBackWhenTheLossExplodes) {
  const auto trainer = newTrainer();
  trainer->train(400);
  const double before = trainer->evaluate().nll;
  change(*trainer, [](TrainState& state) { state.theta *= 30; });
  trainer->train(200);
  const auto messages = trainer->takeMessages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_TRUE(messages[0].starts_with("the loss rose to ")) << messages[0];
  EXPECT_TRUE(messages[0].ends_with("up to step 600; back to step 400, rate halved")) << messages[0];
  EXPECT_LT(trainer->evaluate().nll, before + 0.05);
}

TEST(Recovery, GoesBackWhenTheHeldOutNllIsNone) {
  const auto trainer = newTrainer();
  trainer->train(400);
  trainer->evaluate();
  change(*trainer, [](TrainState& state) { state.average.setConstant(kNaN); });
  EXPECT_TRUE(std::isfinite(trainer->evaluate().nll));
  ASSERT_EQ(trainer->takeMessages().size(), 1u);
  EXPECT_EQ(trainer->engine().state().rollbacks, 1);
}

TEST(Recovery, LeavesAGoodTrainingAlone) {
  const auto trainer = newTrainer();
  trainer->train(1000);
  trainer->evaluate();
  EXPECT_EQ(trainer->engine().state().rollbacks, 0);
  EXPECT_EQ(trainer->engine().state().rateScale, 1);
  // A new target raises the loss, and that is no reason to go back.
  Project project = trainer->project();
  project.scaling = {{100, 0}, {0.05, 0.05}};
  trainer->setProject(project);
  trainer->train(200);
  EXPECT_EQ(trainer->engine().state().rollbacks, 0);
}

}  // namespace
