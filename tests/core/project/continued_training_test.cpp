// A training that is saved, read again and continued is, bit for bit, one that never rested.

#include <gtest/gtest.h>

#include <cstring>

#include "core/engine/cpu_engine.h"
#include "core/project/edits.h"
#include "core/project/project_file.h"
#include "core/training/trainer.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;

constexpr int kBefore = 130, kAfter = 120;  // the end of a stretch lies behind the rest

std::unique_ptr<Trainer> trainerOf(const Project& project) {
  auto trainer = std::make_unique<Trainer>(makeCpuEngine({1}));
  trainer->setProject(project);
  return trainer;
}

// Through the text of a file, onto an engine of its own.
std::unique_ptr<Trainer> saveAndOpen(Trainer& trainer) {
  const Document file = fromJson(toJson({.project = trainer.project(), .state = trainer.state()}), "x");
  auto next = trainerOf(file.project);
  next->restore(file.state);
  return next;
}

void expectSame(const Theta& a, const Theta& b, const std::string& what) {
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(std::memcmp(a.data(), b.data(), sizeof(Real) * static_cast<size_t>(a.size())), 0) << what;
}

void expectSame(Trainer& a, Trainer& b, const std::string& what) {
  const TrainState s = a.state(), t = b.state();
  expectSame(s.theta, t.theta, what + ": theta");
  expectSame(s.average, t.average, what + ": average");
  expectSame(s.mean, t.mean, what + ": mean");
  expectSame(s.square, t.square, what + ": square");
  EXPECT_EQ(s.step, t.step) << what;
  EXPECT_EQ(s.updates, t.updates) << what;
  EXPECT_EQ(s.skipped, t.skipped) << what;
  EXPECT_EQ(s.rollbacks, t.rollbacks) << what;
  EXPECT_EQ(s.rateScale, t.rateScale) << what;
  EXPECT_EQ(a.evaluate().nll, b.evaluate().nll) << what;
}

void expectContinued(const Project& project, const std::string& what, int before = kBefore, int after = kAfter) {
  const auto never = trainerOf(project), rested = trainerOf(project);
  if (before > 0) {  // taking no steps is a beginning, too
    never->train(before);
    rested->train(before);
  }
  const auto opened = saveAndOpen(*rested);
  expectSame(*rested, *opened, what + ", opened");
  const std::vector<float> losses = never->train(after);
  EXPECT_EQ(losses, opened->train(after)) << what;
  expectSame(*never, *opened, what);
}

Project small(const std::string& stack, Objective objective = Objective::maximumLikelihood) {
  Project project;
  project.training.objective = objective;
  project.training.batch = 64;
  project.flow = parseStack(stack, objective);
  return project;
}

// Few points of one's own: drawing a pool would take longer than the steps.
Project onPoints(const std::string& stack) {
  TargetSpec points;
  points.key = "points";
  points.file = "p.csv";
  points.points = std::make_shared<Points>(testing_support::randomPoints(777, 5) * Real(30) + Real(100));
  return setTarget(small(stack), points);
}

TEST(ContinuedTraining, OfEveryPresetIsOneThatNeverRested) {
  for (const Preset& preset : presets()) expectContinued(onPoints(preset.stack), preset.key, 30, 20);
}

TEST(ContinuedTraining, OfEveryObjectiveAndSettingIsOneThatNeverRested) {
  Project kl = setTarget(small("planar*4 spline", Objective::reverseKl), parseTarget("u1"));
  expectContinued(kl, "reverse KL");
  kl.training.pathGradient = kl.training.betaAnneal = true;
  kl.training.schedule = Schedule::cosine;
  kl.training.horizon = 300;
  expectContinued(kl, "reverse KL, annealed, by the path, cosine");
  Project matching = small("cnf(hidden=16)", Objective::flowMatching);
  expectContinued(matching, "flow matching");
  matching.training.pairs = Pairs::optimalTransport;
  matching.training.decay = 0.01;
  expectContinued(matching, "optimal transport, decay");
  expectContinued(small("cnf(hidden=16)"), "a continuous flow by likelihood");
  expectContinued(setBase(small("spline(bins=4) affine"), parseBase("mixture(modes=3)")), "a base of a mixture");
}

TEST(ContinuedTraining, OnConditionsAndOnOnesOwnPointsIsOneThatNeverRested) {
  for (const char* target : {"moons_by_class", "ring_by_radius"}) {
    const Project project = setTarget(small("spline(bins=4) affine(hidden=16)"), parseTarget(target));
    ASSERT_TRUE(project.flow.conditional);
    expectContinued(project, target);
  }
  expectContinued(onPoints("spline(bins=4) affine(hidden=16)"), "points");
}

TEST(ContinuedTraining, WithLayersThatAreLockedOrOffIsOneThatNeverRested) {
  Project project = small("spline(bins=4) planar*3 affine(hidden=16)");
  project.flow.layers[0].locked = project.flow.layers[4].locked = true;
  project.flow.layers[2].enabled = false;
  expectContinued(project, "locked and off");
}

TEST(ContinuedTraining, SetsOutFromTheDataIfNothingWasLearnedBeforeTheRest) {
  expectContinued(setTarget(small("actnorm affine(hidden=8)"), parseTarget("eight_gaussians")), "actnorm", 0, 30);
}

// The state to go back to is one from before the rest.
TEST(ContinuedTraining, GoesBackToTheSamePlaceIfItBreaksAfterTheRest) {
  const auto never = trainerOf(small("spline(bins=4) affine(hidden=8)"));
  never->train(250);
  const auto opened = saveAndOpen(*never);
  for (Trainer* trainer : {never.get(), opened.get()}) {
    trainer->train(40);
    trainer->injectNaN();
    trainer->train(200);
    EXPECT_EQ(trainer->state().rollbacks, 1);
    EXPECT_NE(trainer->takeMessages().at(0).find("back to step 200"), std::string::npos);
  }
  expectSame(*never, *opened, "after going back");
}

TEST(ContinuedTraining, LosesPatienceAtTheSameStepIfItRestedAmongBrokenOnes) {
  const auto never = trainerOf(small("spline(bins=4) affine(hidden=8)"));
  never->train(250);
  TrainState state = never->state();
  state.theta.setConstant(Real(1e30));  // finite numbers that give none
  never->engine().setState(state);
  never->train(Engine::kPatience - 2);
  ASSERT_EQ(never->state().skipped, Engine::kPatience - 2);
  const auto opened = saveAndOpen(*never);
  never->train(30);
  opened->train(30);
  EXPECT_EQ(opened->state().rollbacks, 1);
  EXPECT_EQ(opened->state().skipped, Engine::kPatience);
  expectSame(*never, *opened, "after going back");
}

}  // namespace
