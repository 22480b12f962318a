// The trainer with a condition: a flow learns its classes apart, and edits carry over what it has learned.

#include <gtest/gtest.h>

#include <cmath>

#include "core/engine/cpu_engine.h"
#include "core/flow/transplant.h"
#include "core/project/edits.h"
#include "core/project/project_file.h"
#include "core/training/trainer.h"
#include "core/util/error.h"

namespace {

using namespace core;

Project projectOf(const std::string& target, const std::string& stack) {
  Project project;
  project.flow = parseStack(stack, Objective::maximumLikelihood);
  return setTarget(project, targetSpec(target));
}

double meanLogDensity(Trainer& trainer, double flowAt, double pointsAt) {
  const Points x = makeTarget(trainer.project().target)->given(pointsAt)->sample(2000, 9, Stream::test);
  Values logDensity;
  trainer.engine().logDensity(trainer.engine().flow().given(trainer.engine().state().average, flowAt), x, logDensity);
  return static_cast<double>(logDensity.mean());
}

TEST(ConditionalTrainer, LearnsTwoMoonsApart) {
  for (const char* conditioner : {"grid", "tabulated"}) {
    SCOPED_TRACE(conditioner);
    Trainer trainer(makeCpuEngine({1}));
    trainer.setProject(
        projectOf("moons_by_class", std::string("spline*3(bins=8,hidden=32x32,conditioner=") + conditioner + ")"));
    trainer.train(800);
    const Trainer::HeldOut heldOut = trainer.evaluate();
    ASSERT_EQ(heldOut.conditions.size(), 2u);
    double mean = 0;
    for (const AtCondition& at : heldOut.conditions) {
      const double gap = at.nll - *at.entropy;
      EXPECT_LT(gap, 0.05) << at.name;
      EXPECT_GT(gap, 0) << at.name;
      mean += gap / 2;
    }
    EXPECT_EQ(heldOut.conditions[0].name, "upper");
    EXPECT_NEAR(heldOut.nll - *trainer.entropy(), mean, 1e-6);
    EXPECT_EQ(trainer.snapshot()->conditions.size(), 2u);
    for (const double c : {0.0, 1.0}) {
      EXPECT_GT(meanLogDensity(trainer, c, c), -2.5);
      EXPECT_LT(meanLogDensity(trainer, c, 1 - c), -7);  // of the other crescent
    }
  }
}

TEST(ConditionalTrainer, LearnsARingOfAnyRadius) {
  Trainer trainer(makeCpuEngine({1}));
  trainer.setProject(projectOf("ring_by_radius", "spline*4(bins=8,hidden=32x32,conditioner=tabulated)"));
  trainer.train(1000);
  const Trainer::HeldOut heldOut = trainer.evaluate();
  ASSERT_EQ(heldOut.conditions.size(), 3u);
  EXPECT_EQ(heldOut.conditions[1].name, "c = 0.50");
  EXPECT_LT(heldOut.nll - *trainer.entropy(), 0.15);
  for (const double c : {0.0, 0.5, 1.0}) {
    EXPECT_LT(meanLogDensity(trainer, c, c < 0.5 ? 1 : 0), meanLogDensity(trainer, c, c) - 3) << c;
  }
}

TEST(ConditionalTrainer, ReverseKlReachesEveryClass) {
  Project project = projectOf("moons_by_class", "spline*2(bins=6,conditioner=grid)");
  project = setObjective(project, Objective::reverseKl);
  Trainer trainer(makeCpuEngine({1}));
  trainer.setProject(project);
  const double before = trainer.reverseKlQuality(kWhileTraining)->gridKl;
  trainer.train(400);
  const auto after = trainer.reverseKlQuality(kWhileTraining);
  EXPECT_LT(after->gridKl, before / 10);
  EXPECT_GT(meanLogDensity(trainer, 0, 0), meanLogDensity(trainer, 0, 1) + 3);
}

TEST(ConditionalTrainer, KeepsWhatItKnowsWhenTheConditionComesAndGoes) {
  Project project = projectOf("moons", "spline*2(bins=6,conditioner=grid) planar");
  Trainer trainer(makeCpuEngine({1}));
  trainer.setProject(project);
  trainer.train(300);
  const double plain = trainer.evaluate().nll;
  trainer.setProject(setTarget(trainer.project(), targetSpec("moons_by_class")));
  EXPECT_TRUE(trainer.project().flow.conditional);
  // Both classes are at first what the flow was: the mean over both is the NLL of before, up to other held-out points.
  EXPECT_NEAR(trainer.evaluate().nll, plain, 0.03);
  trainer.train(300);
  const TrainState state = trainer.engine().state();
  trainer.setProject(setTarget(trainer.project(), targetSpec("moons")));
  EXPECT_FALSE(trainer.project().flow.conditional);
  const Theta left = trainer.engine().state().theta;
  EXPECT_TRUE((left == state.theta.head(left.size())).all());
  trainer.setProject(setTarget(trainer.project(), targetSpec("moons_by_class")));
  EXPECT_TRUE((trainer.engine().state().theta.tail(trainer.engine().flow().slopeCount()) == 0).all());
}

TEST(ConditionalTrainer, AnEditOfTheStackKeepsTheSlopes) {
  Trainer trainer(makeCpuEngine({1}));
  trainer.setProject(projectOf("moons_by_class", "spline*2(bins=6,conditioner=grid)"));
  trainer.train(200);
  const Trainer::HeldOut before = trainer.evaluate();
  trainer.setProject(insertLayer(trainer.project(), 1, "affine"));
  const Trainer::HeldOut after = trainer.evaluate();
  for (size_t i = 0; i < 2; ++i) EXPECT_NEAR(after.conditions[i].nll, before.conditions[i].nll, 1e-4);
  trainer.setProject(setStack(trainer.project(), parseStack("affine", Objective::maximumLikelihood)));
  EXPECT_TRUE(trainer.project().flow.conditional);
}

TEST(ConditionalTrainer, SaysThatNoLayerCanGoWithTheCondition) {
  Trainer trainer(makeCpuEngine({1}));
  trainer.setProject(projectOf("moons_by_class", "planar*2"));
  const auto messages = trainer.takeMessages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_NE(messages[0].find("no layer of this stack"), std::string::npos);
  trainer.train(20);  // both classes at once, then
  const Trainer::HeldOut heldOut = trainer.evaluate();
  EXPECT_EQ(heldOut.conditions.size(), 2u);
}

TEST(ConditionalProjects, RefuseFlowMatching) {
  EXPECT_NE(whyNoFlowMatching(projectOf("moons_by_class", "cnf").flow), "");
  Project matching = projectOf("moons", "cnf");
  matching = setObjective(matching, Objective::flowMatching);
  EXPECT_EQ(setTarget(matching, targetSpec("moons_by_class")).training.objective, Objective::maximumLikelihood);
}

TEST(ConditionalProjects, ComeBackFromAFileBitForBit) {
  Document d;
  d.project = projectOf("ring_by_radius", "spline*2(bins=6,conditioner=grid) affine(hidden=4)");
  EXPECT_EQ(d.project.view.given, 0.5);
  d.project.view.given = 0.3;
  Trainer trainer(makeCpuEngine({1}));
  trainer.setProject(d.project);
  trainer.train(5);
  d.state = trainer.engine().state();
  const Document back = fromJson(toJson(d), "x");
  EXPECT_EQ(back.project, d.project);
  EXPECT_TRUE(back.project.flow.conditional);
  if (sizeof(Real) == sizeof(float)) {
    EXPECT_TRUE((back.state.theta == d.state.theta).all());
    EXPECT_TRUE((back.state.average == d.state.average).all());
  }
  // A flow without a condition has no such entry, as ever.
  Document plain;
  plain.project = projectOf("moons", "affine(hidden=4)");
  EXPECT_EQ(toJson(plain).find("conditional"), std::string::npos);
  std::string wrong = toJson(d);
  wrong.replace(wrong.find("ring_by_radius"), 14, "crescent");
  EXPECT_THROW(fromJson(wrong, "x"), InputError);
}

}  // namespace
