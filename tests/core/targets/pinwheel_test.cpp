// The pinwheel's preimages, found the slow way.

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/targets/target.h"

using namespace core;

namespace {

constexpr double kPi = std::numbers::pi;

const std::shared_ptr<const Target> pinwheel = makeTarget({"pinwheel", "", nullptr});

// The definition, nothing drawn again: for each arm, all around the circle of (a, b) of the right radius, every place
// where the turned point passes x.
double byDefinition(double x1, double x2) {
  constexpr int steps = 4000;
  const double r = std::hypot(x1, x2) / 2;
  double sum = 0;
  for (int k = 0; k < 5; ++k) {
    const auto offset = [&](double t) {  // angle between the turned point and x, in (-pi, pi]
      return std::remainder(t + 0.25 * std::exp(r * std::cos(t)) + 2 * kPi * k / 5 - std::atan2(x2, x1), 2 * kPi);
    };
    for (int i = 0; i < steps; ++i) {
      double low = 2 * kPi * i / steps, high = 2 * kPi * (i + 1) / steps;
      const double before = offset(low), after = offset(high);
      if ((before < 0) == (after < 0) || std::abs(after - before) > kPi) continue;
      for (int halving = 0; halving < 50; ++halving) {
        const double middle = (low + high) / 2;
        ((offset(middle) < 0) == (before < 0) ? low : high) = middle;
      }
      const double a = r * std::cos(low), b = r * std::sin(low);
      const double ofAB = std::exp(-0.5 * std::pow((a - 1) / 0.3, 2) - 0.5 * std::pow(b / 0.1, 2)) / (2 * kPi * 0.03);
      sum += ofAB / (5 * 4 * std::abs(1 - 0.25 * std::exp(a) * b));
    }
  }
  return sum;
}

TEST(Pinwheel, HasTheDensityOfItsDefinition) {
  Rng rng(7);
  for (int i = 0; i < 300; ++i) {
    const auto x = pinwheel->sample(rng);
    EXPECT_NEAR(pinwheel->logDensity(x[0], x[1]), std::log(byDefinition(x[0], x[1])), 1e-6) << x[0] << ", " << x[1];
  }
}

TEST(Pinwheel, SumsWhereItsArmsMeet) {
  // Near the origin all five arms overlap.
  for (const auto& [x, y] : {std::pair{0.0, 0.0}, {0.1, -0.05}, {-0.4, 0.3}, {0.02, 0.6}})
    EXPECT_NEAR(pinwheel->logDensity(x, y), std::log(byDefinition(x + 1e-12, y)), 1e-7) << x << ", " << y;
}

TEST(Pinwheel, HasFiveArmsThatCurlCounterClockwise) {
  for (int k = 0; k < 5; ++k) {
    for (const double a : {0.7, 1.0, 1.4, 1.8}) {
      const double angle = 2 * kPi * k / 5 + 0.25 * std::exp(a);
      const double onArm = pinwheel->logDensity(2 * a * std::cos(angle), 2 * a * std::sin(angle));
      const double alone = -0.5 * std::pow((a - 1) / 0.3, 2) - std::log(2 * kPi * 0.03 * 20);
      EXPECT_NEAR(onArm, alone, 2e-3) << k << ", " << a;  // the other arms add a little
      const double between = angle + kPi / 5;
      EXPECT_LT(pinwheel->logDensity(2 * a * std::cos(between), 2 * a * std::sin(between)), onArm - 1);
    }
  }
}

TEST(Pinwheel, StaysFiniteBeyondItsFolds) {
  for (const char* text : {"pinwheel", "pinwheel(arms=2,twist=0.05)", "pinwheel(arms=2,tangential=0.03,twist=0.35)",
                           "pinwheel(arms=10,radial=0.35,tangential=0.15,twist=0.35)"}) {
    const auto target = makeTarget(parseTarget(text));
    Rng rng(8);
    for (int i = 0; i < 20'000; ++i) {
      const double size = std::pow(10, rng.uniform(-6, 12)), angle = rng.uniform(0, 2 * kPi);
      const double x = size * std::cos(angle), y = size * std::sin(angle);
      const auto score = target->score(x, y);
      ASSERT_TRUE(std::isfinite(target->logDensity(x, y))) << text << ": " << x << ", " << y;
      ASSERT_TRUE(std::isfinite(score[0]) && std::isfinite(score[1])) << text << ": " << x << ", " << y;
    }
  }
}

}  // namespace
