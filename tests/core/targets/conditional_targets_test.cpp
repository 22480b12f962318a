// Conditional targets: every p(x | c) is a target of its own, and p(x) is their mean.

#include <gtest/gtest.h>

#include <cmath>

#include "core/util/error.h"
#include "tests/core/targets/density_bins.h"

using namespace core;
using testing_support::Bins;
using testing_support::checkAgreement;

namespace {

std::vector<TargetSpec> conditionalSpecs() {
  return {targetSpec("moons_by_class"), targetSpec("moons_by_class", {{"noise", "0.3"}}), targetSpec("ring_by_radius"),
          targetSpec("ring_by_radius", {{"noise", "0.2"}, {"outer", "4"}})};
}

TEST(ConditionalTargets, HaveADensityAnEntropyAndASamplerThatAgreeAtEveryC) {
  for (const TargetSpec& spec : conditionalSpecs()) {
    const auto target = makeTarget(spec);
    for (const double c : target->condition().marks()) {
      SCOPED_TRACE(textOf(spec) + ", c = " + std::to_string(c));
      const auto given = target->given(c);
      const Window w = given->window();
      EXPECT_GE(checkAgreement(*given, Bins(given, {w.x0 - 2, w.x1 + 2, w.y0 - 2, w.y1 + 2}, 0.25), 7, 1e-5), 0.999);
      EXPECT_FALSE(given->condition().exists());
    }
  }
}

TEST(ConditionalTargets, AreTheMeanOfWhatIsGiven) {
  for (const TargetSpec& spec : conditionalSpecs()) {
    SCOPED_TRACE(textOf(spec));
    const auto target = makeTarget(spec);
    std::vector<std::shared_ptr<const Target>> all;
    if (target->condition().kind == Condition::Kind::classes) {
      all = {target->given(0), target->given(1)};
    } else {
      for (int i = 0; i < 5000; ++i) all.push_back(target->given((i + 0.5) / 5000));
    }
    Rng rng(4);
    for (int i = 0; i < 40; ++i) {
      const double x = rng.normal(0, 1.8), y = rng.normal(0, 1.8);
      double p = 0, g1 = 0;
      for (const auto& given : all) {
        const double part = std::exp(given->logDensity(x, y)) / static_cast<double>(all.size());
        p += part;
        g1 += part * given->score(x, y)[0];
      }
      if (p < 1e-6) continue;
      EXPECT_NEAR(target->logDensity(x, y), std::log(p), 1e-5);
      EXPECT_NEAR(target->score(x, y)[0], g1 / p, 1e-4 * (1 + std::abs(g1 / p)));
    }
  }
}

TEST(ConditionalTargets, AreDrawnByC) {
  for (const TargetSpec& spec : conditionalSpecs()) {
    const auto target = makeTarget(spec);
    const TrainingData data = drawTrainingData(spec, 3, 12'800, true);
    EXPECT_EQ(data.pool.rows(), 12'800);
    EXPECT_GE(data.heldOut.rows(), 20'000);
    for (const auto& [points, parts] : {std::pair{data.pool, data.poolParts}, {data.heldOut, data.heldOutParts}}) {
      Eigen::Index next = 0;
      double mean = 0;
      for (const DataPart& part : parts) {
        EXPECT_EQ(part.first, next);
        next += part.count;
        mean += part.c * static_cast<double>(part.count) / static_cast<double>(points.rows());
        const auto given = target->given(part.c);
        double logp = 0;
        for (Eigen::Index i = 0; i < part.count; ++i)
          logp +=
              given->logDensity(points(part.first + i, 0), points(part.first + i, 1)) / static_cast<double>(part.count);
        EXPECT_NEAR(-logp, *given->entropy(), 6 / std::sqrt(static_cast<double>(part.count)));
      }
      EXPECT_EQ(next, points.rows());
      EXPECT_NEAR(mean, 0.5, 1e-3);
    }
  }
  EXPECT_TRUE(drawTrainingData(targetSpec("moons_by_class"), 1, 100).poolParts.empty());
  EXPECT_THROW(drawTrainingData(targetSpec("moons"), 1, 100, true), InputError);
}

TEST(Condition, ReadsClassesAndNumbers) {
  const Condition classes = makeTarget(targetSpec("moons_by_class"))->condition();
  EXPECT_EQ(classes.read("lower"), 1);
  EXPECT_EQ(classes.read("0"), 0);
  EXPECT_THROW(classes.read("0.5"), InputError);
  EXPECT_THROW(classes.read("middle"), InputError);
  EXPECT_EQ(classes.textAt(1), "lower");
  const Condition slider = makeTarget(targetSpec("ring_by_radius"))->condition();
  EXPECT_EQ(slider.read("0.25"), 0.25);
  EXPECT_THROW(slider.read("1.5"), InputError);
  EXPECT_THROW(slider.read("0.5x"), InputError);
  EXPECT_EQ(slider.textAt(0.25), "c = 0.25");
  EXPECT_FALSE(makeTarget({})->condition().exists());
}

}  // namespace
