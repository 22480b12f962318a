// The trainer: what an edit does to a training under way.

#include "core/training/trainer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/engine/cpu_engine.h"
#include "core/project/edits.h"
#include "core/util/error.h"

namespace {

using namespace core;

Project smallProject() {
  Project project;
  project.flow = parseStack("spline(hidden=8,bins=4) affine(hidden=8)", Objective::maximumLikelihood);
  project.training.batch = 128;
  return project;
}

std::unique_ptr<Trainer> trainerOf(const Project& project, int steps = 0) {
  auto trainer = std::make_unique<Trainer>(makeCpuEngine({1}));
  trainer->setProject(project);
  if (steps > 0) trainer->train(steps);
  return trainer;
}

TEST(Trainer, TrainingLowersTheHeldOutNll) {
  const auto trainer = trainerOf(smallProject());
  const Trainer::HeldOut before = trainer->evaluate();
  trainer->train(300);
  const Trainer::HeldOut after = trainer->evaluate();
  EXPECT_LT(after.nll, before.nll - 0.1);
  EXPECT_GT(after.nll, *trainer->entropy() - 3 * after.standardError);
  EXPECT_GT(after.standardError, 1e-4);
  EXPECT_LT(after.standardError, 0.03);
  EXPECT_EQ(trainer->snapshot()->state.step, 300);
  EXPECT_EQ(trainer->snapshot()->heldOut, after.nll);
}

TEST(Trainer, MeasuresTheHeldOutNllAgainstTheTargetsOwn) {
  // With the points' own chance taken off, the error is that of log p - log q; the mean stays what a fresh sample gives.
  Project project = smallProject();
  project.flow = parseStack(preset("nsf").stack, Objective::maximumLikelihood);
  const auto trainer = trainerOf(project, 300);
  const Trainer::HeldOut heldOut = trainer->evaluate();
  const auto target = makeTarget({});
  const Points fresh = target->sample(400'000, 99, Stream::test);
  Values logQ;
  trainer->engine().logDensity(trainer->engine().state().average, fresh, logQ);
  const Eigen::ArrayXd values = -logQ.cast<double>();
  const double spread = std::sqrt((values - values.mean()).square().mean());
  EXPECT_NEAR(heldOut.nll, values.mean(), 4 * (heldOut.standardError + spread / std::sqrt(400'000)));
  EXPECT_LT(heldOut.standardError, 0.5 * spread / std::sqrt(20'000));
}

TEST(Trainer, InsertingALayerKeepsTheHeldOutNll) {
  const auto trainer = trainerOf(smallProject(), 100);
  const double before = trainer->evaluate().nll;
  const int generation = trainer->generation();
  for (int position = 0; position <= 2; ++position) {
    trainer->setProject(insertLayer(trainer->project(), position, "planar"));
    EXPECT_NEAR(trainer->evaluate().nll, before, 1e-4);
  }
  EXPECT_EQ(trainer->engine().state().step, 100);
  EXPECT_GT(trainer->generation(), generation);
  trainer->train(50);
  EXPECT_LT(trainer->evaluate().nll, before);
}

TEST(Trainer, RemovingALayerKeepsTheOthers) {
  const auto trainer = trainerOf(smallProject(), 50);
  const Flow flow = trainer->engine().flow();
  const Theta theta = trainer->engine().state().theta;
  trainer->setProject(removeLayer(trainer->project(), 0));
  EXPECT_TRUE((trainer->engine().state().theta == theta.tail(flow.parameterCount(1))).all());
  EXPECT_TRUE(trainer->train(3).size() == 3);
}

TEST(Trainer, ANewTargetKeepsTheWeightsAndStartsTheCountAnew) {
  const auto trainer = trainerOf(smallProject(), 50);
  const Theta theta = trainer->engine().state().theta;
  trainer->setProject(setTarget(trainer->project(), parseTarget("rings")));
  const TrainState state = trainer->engine().state();
  EXPECT_TRUE((state.theta == theta).all());
  EXPECT_EQ(state.step, 0);
  EXPECT_EQ(state.mean.abs().maxCoeff(), 0);
  EXPECT_TRUE(trainer->history().points().empty());
  EXPECT_NEAR(*trainer->entropy(), 2.62, 0.05);
}

TEST(Trainer, ChangedSettingsDoNotDisturb) {
  const auto trainer = trainerOf(smallProject(), 20);
  const int generation = trainer->generation();
  Project next = trainer->project();
  next.training.rate = 1e-3;
  next.view.depth = 1;
  trainer->setProject(next);
  EXPECT_EQ(trainer->generation(), generation);
  EXPECT_EQ(trainer->engine().state().step, 20);
  EXPECT_EQ(trainer->history().points().size(), 20u);
}

TEST(Trainer, ResetWithTheSameSeedGivesTheSameWeights) {
  const auto trainer = trainerOf(smallProject());
  const Theta start = trainer->engine().state().theta;
  trainer->train(25);
  const Theta first = trainer->engine().state().theta;
  EXPECT_FALSE((first == start).all());
  trainer->reset();
  EXPECT_TRUE((trainer->engine().state().theta == start).all());
  EXPECT_EQ(trainer->engine().state().step, 0);
  trainer->train(25);
  EXPECT_TRUE((trainer->engine().state().theta == first).all());
}

TEST(Trainer, RestoredItGoesOnBitForBit) {
  const auto whole = trainerOf(smallProject(), 40);
  const auto half = trainerOf(smallProject(), 15);
  const auto other = trainerOf(smallProject());
  other->restore(half->engine().state());
  other->train(25);
  EXPECT_TRUE((other->engine().state().theta == whole->engine().state().theta).all());
  EXPECT_TRUE((other->engine().state().average == whole->engine().state().average).all());
}

TEST(Trainer, ChangesItsEngineUnderWay) {
  const auto trainer = trainerOf(smallProject(), 15);
  trainer->setEngine(makeCpuEngine({1}));
  trainer->train(25);
  EXPECT_TRUE((trainer->engine().state().theta == trainerOf(smallProject(), 40)->engine().state().theta).all());
}

TEST(Trainer, AnUndoBringsLayersBackTrained) {
  const auto trainer = trainerOf(smallProject(), 100);
  const Project whole = trainer->project();
  const Theta learned = trainer->engine().state().theta;
  trainer->setProject(removeLayer(whole, 0));
  trainer->setProject(whole);
  EXPECT_TRUE((trainer->engine().state().theta == learned).all());
  // A preset chosen by mistake.
  trainer->setProject(setStack(whole, parseStack("spline*2(hidden=8,bins=4)", Objective::maximumLikelihood)));
  trainer->train(5);
  trainer->setProject(whole);
  EXPECT_TRUE((trainer->engine().state().theta == learned).all());
}

TEST(Trainer, ANewLayerIsTheIdentityWhateverWasRemovedBefore) {
  const auto trainer = trainerOf(smallProject(), 100);
  const Project shorter = removeLayer(trainer->project(), 1);
  trainer->setProject(shorter);
  const double before = trainer->evaluate().nll;
  trainer->setProject(insertLayer(shorter, 1, "affine", {{"hidden", "8"}}));
  EXPECT_NEAR(trainer->evaluate().nll, before, 1e-4);
}

TEST(Trainer, ReportsInTheUsersUnits) {
  TargetSpec target;
  target.key = "points";
  auto points = std::make_shared<Points>(makeTarget({})->sample(4000, 3, Stream::pool));
  const Project unit = setTarget(smallProject(), {"points", "a.csv", points});
  const Project wide =
      setTarget(smallProject(), {"points", "b.csv", std::make_shared<Points>(*points * Real(100) + 7)});
  const double a = trainerOf(unit, 20)->evaluate().nll;
  const auto trainer = trainerOf(wide, 20);
  EXPECT_NEAR(trainer->evaluate().nll, a + 2 * std::log(100.0), 1e-3);
  EXPECT_NEAR(trainer->history().points().front().loss, trainer->evaluate().nll, 1.0);
  // Without scaling, an untrained flow is N(0, I) in the user's own units.
  TargetSpec far{"points", "c.csv", std::make_shared<Points>(*points * Real(3) + 7), {{"scale", "none"}}};
  const Points heldOut = drawTrainingData(far, 1).heldOut;
  const double expected = kLog2Pi + heldOut.cast<double>().square().rowwise().sum().mean() / 2;
  EXPECT_NEAR(trainerOf(setTarget(smallProject(), far), 0)->evaluate().nll, expected, 1e-4 * expected);
  EXPECT_FALSE(trainer->entropy().has_value());
}

TEST(Trainer, LearnsByReverseKl) {
  Project project = setTarget(smallProject(), parseTarget("u1"));
  project = setObjective(project, Objective::reverseKl);
  project.flow = parseStack("affine*2(hidden=8)", Objective::reverseKl);
  const auto trainer = trainerOf(project);
  const double before = trainer->evaluate().nll;
  trainer->train(200);
  EXPECT_LT(trainer->evaluate().nll, before - 0.1);
}

// A kind that sets out from the data, or nothing if none is known.
std::string kindThatInitialises() {
  const Points data = Points::Random(1000, 2) + Real(3);
  for (const LayerInfo& info : layerInfos()) {
    const Flow flow(parseStack(info.key, Objective::maximumLikelihood));
    Theta theta = flow.initialTheta(1);
    if (flow.initialiseFrom(theta, data)) return info.key;
  }
  return {};
}

TEST(Trainer, AnUntrainedStackSetsOutFromTheData) {
  const std::string kind = kindThatInitialises();
  if (kind.empty()) GTEST_SKIP() << "no layer initialises itself from data";
  Project project = smallProject();
  project.flow = parseStack(kind, Objective::maximumLikelihood);
  const auto trainer = trainerOf(project);
  const Theta start = trainer->engine().state().theta;
  trainer->train(1);
  const TrainState first = trainer->engine().state();
  EXPECT_GT((first.theta - start).abs().maxCoeff(), 0.1);  // more than a step can
  // A layer that comes later does not, and neither does the stack again.
  const Project longer = insertLayer(trainer->project(), 0, kind);
  trainer->setProject(longer);
  const TrainState inserted = trainer->engine().state();
  trainer->train(1);
  EXPECT_LT((trainer->engine().state().theta - inserted.theta).abs().maxCoeff(), 0.1);
  // A restored one goes on from where it was.
  const auto other = trainerOf(project);
  other->restore(TrainState::start(other->engine().flow(), 1));
  other->train(1);
  EXPECT_LT((other->engine().state().theta - start).abs().maxCoeff(), 0.1);
  // A reset or a stack that is new as a whole does it again.
  trainer->setProject(setStack(longer, project.flow));
  const auto fresh = trainerOf(trainer->project(), 1);
  trainer->train(1);
  EXPECT_LT((trainer->engine().state().theta - fresh->engine().state().theta).abs().maxCoeff(), 0.1);
  trainer->reset();
  trainer->train(1);
  EXPECT_TRUE((trainer->engine().state().theta == fresh->engine().state().theta).all());
}

// Few held-out points: layers that solve by steps take their time.
Project fewPoints(Project project) {
  return setTarget(project,
                   {"points", "few.csv", std::make_shared<Points>(makeTarget({})->sample(2000, 3, Stream::pool))});
}

TEST(Trainer, LearnsByFlowMatching) {
  Project project = fewPoints(smallProject());
  for (const LayerInfo& info : layerInfos()) {
    const FlowSpec flow = parseStack(info.key + "*2", Objective::flowMatching);
    if (whyNoFlowMatching(flow).empty()) project.flow = flow;
  }
  if (!whyNoFlowMatching(project.flow).empty()) {
    project.training.objective = Objective::flowMatching;
    EXPECT_THROW(trainerOf(project), InputError);
    GTEST_SKIP() << "no vector field among the layers";
  }
  project = setObjective(project, Objective::flowMatching);
  const double before = trainerOf(project)->evaluate().nll;
  for (const Pairs pairs : {Pairs::independent, Pairs::optimalTransport}) {
    project.training.pairs = pairs;
    project.flow.layers[1].settings["direction"] = pairs == Pairs::independent ? "sampling" : "density";
    const auto trainer = trainerOf(project, 600);
    EXPECT_LT(trainer->evaluate().nll, before - 0.3);  // the exact one, not the loss
  }
}

// What a stack's first parameters become if they are far out.
Theta farOut(const Flow& flow) {
  Theta theta = flow.initialTheta(1);
  Rng rng(1);
  for (Eigen::Index i = 0; i < theta.size() - flow.layer(0).untrained(); ++i)
    theta(i) += static_cast<Real>(rng.normal(0, 0.5));
  return theta;
}

TEST(Trainer, SolversTakeTheStepsThatTheyNeedHoweverTrainingIsLookedAt) {
  Project project = fewPoints(smallProject());
  project.training.batch = 64;
  bool found = false;
  for (const LayerInfo& info : layerInfos()) {
    const FlowSpec spec = parseStack(info.key, Objective::maximumLikelihood);
    const Flow flow(spec);
    Theta theta = farOut(flow);
    if (found || !flow.settle(theta, 1e-2)) continue;
    found = true;
    project.flow = spec;
  }
  if (!found) GTEST_SKIP() << "no layer solves by steps";
  TrainState start = TrainState::start(Flow(project.flow), 1);
  start.theta = start.average = farOut(Flow(project.flow));
  start.step = start.updates = Recovery::kStretch - 2;
  const auto whole = trainerOf(project);
  whole->restore(start);
  const int untrained = whole->engine().flow().layer(0).untrained();
  whole->train(1);
  EXPECT_TRUE((whole->engine().state().theta.tail(untrained) == start.theta.tail(untrained)).all());
  whole->train(4);
  const TrainState state = whole->engine().state();
  EXPECT_FALSE((state.theta.tail(untrained) == start.theta.tail(untrained)).all());
  EXPECT_TRUE((state.theta.tail(untrained) == state.average.tail(untrained)).all());
  const auto looked = trainerOf(project);
  looked->restore(start);
  for (int i = 0; i < 5; ++i) {
    looked->train(1);
    looked->evaluate();
    const TrainState saved = looked->engine().state();
    looked->restore(saved);
  }
  EXPECT_TRUE((looked->engine().state().theta == state.theta).all());
  EXPECT_TRUE((looked->engine().state().average == state.average).all());
}

}  // namespace
