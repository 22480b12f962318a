#include "core/training/scaled_target.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace core;

TEST(ScaledTarget, IsTheSameDistributionInOtherUnits) {
  TargetSpec spec;
  spec.key = "moons";
  const auto target = makeTarget(spec);
  EXPECT_EQ(scaledTarget(target, Scaling{}), target);
  const Scaling scaling{{1, -2}, {3, 0.5}};
  const auto scaled = scaledTarget(target, scaling);
  Rng a(1, Stream::base), b(1, Stream::base);
  double total = 0;
  for (int i = 0; i < 20000; ++i) {
    const auto x = target->sample(a);
    const auto y = scaled->sample(b);
    ASSERT_NEAR(y[0], (x[0] - 1) / 3, 1e-12);
    ASSERT_NEAR(y[1], (x[1] + 2) / 0.5, 1e-12);
    total -= scaled->logDensity(y[0], y[1]) / 20000;
  }
  EXPECT_NEAR(total, *scaled->entropy(), 0.03);
  const double h = 1e-6;
  const auto score = scaled->score(0.1, 3.5);
  EXPECT_NEAR(score[0], (scaled->logDensity(0.1 + h, 3.5) - scaled->logDensity(0.1 - h, 3.5)) / (2 * h), 1e-4);
  EXPECT_NEAR(score[1], (scaled->logDensity(0.1, 3.5 + h) - scaled->logDensity(0.1, 3.5 - h)) / (2 * h), 1e-4);
}

}  // namespace
