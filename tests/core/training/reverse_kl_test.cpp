// The read-out of a reverse KL training.

#include "core/training/reverse_kl.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "core/engine/cpu_engine.h"
#include "core/project/edits.h"
#include "core/training/trainer.h"

namespace {

using namespace core;

// N(0, s^2 I): the identity flow is as far from it as one can say.
class Wide final : public Target {
 public:
  explicit Wide(double s) : s_(s) {}
  const TargetInfo& info() const override {
    static const TargetInfo none;
    return none;
  }
  std::array<double, 2> sample(Rng& rng) const override { return {s_ * rng.normal(), s_ * rng.normal()}; }
  double logDensity(double x1, double x2) const override {
    return makeBase({})->logDensity(x1 / s_, x2 / s_) - 2 * std::log(s_);
  }
  std::array<double, 2> score(double x1, double x2) const override { return {-x1 / s_ / s_, -x2 / s_ / s_}; }
  std::optional<double> entropy() const override { return 1 + kLog2Pi + 2 * std::log(s_); }
  bool positiveEverywhere() const override { return true; }
  Window window() const override { return {-6, 6, -6, 6}; }

 private:
  double s_;
};

TEST(ReverseKlQuality, IsThatOfTheFormulas) {
  const auto flow = std::make_shared<Flow>(parseStack("affine(hidden=8)", Objective::reverseKl));
  const auto engine = makeCpuEngine({1});
  engine->setFlow(flow);
  const Theta identity = flow->initialTheta(1);
  for (const ReverseKlEffort& effort : {kWhileTraining, kForReport}) {
    for (const double s : {1.0, 1.2, 0.8}) {
      const auto quality = reverseKlQuality(*engine, identity, Wide(s), {}, 1, effort);
      EXPECT_NEAR(quality.gridKl, 2 * std::log(s) + 1 / (s * s) - 1, 2e-3) << s;
      // 1 / E[w^2] for weights of mean 1.
      const double v = s * s;
      EXPECT_NEAR(quality.ess, v * (2 - v), 0.06) << s;
    }
  }
}

TEST(ReverseKlQuality, IsInTheSnapshotAndCheap) {
  Project project;
  project.flow = parseStack("affine*4(hidden=32)", Objective::reverseKl);
  project = setObjective(setTarget(project, parseTarget("u1")), Objective::reverseKl);
  Trainer trainer(makeCpuEngine({1}));
  trainer.setProject(project);
  EXPECT_FALSE(trainer.snapshot()->ess.has_value());
  trainer.evaluate();
  const auto before = trainer.snapshot();
  trainer.train(300);
  trainer.evaluate();
  const auto after = trainer.snapshot();
  ASSERT_TRUE(before->ess && before->gridKl && after->ess && after->gridKl);
  EXPECT_LT(*after->gridKl, *before->gridKl);
  EXPECT_EQ(after->gradientNorms.size(), 4u);
  const auto start = std::chrono::steady_clock::now();
  trainer.reverseKlQuality(kWhileTraining);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  std::printf("read-out of reverse KL: %.1f ms\n", took.count());
  // Another objective has none.
  project = setObjective(project, Objective::maximumLikelihood);
  trainer.setProject(project);
  trainer.evaluate();
  EXPECT_FALSE(trainer.snapshot()->ess.has_value());
}

}  // namespace
