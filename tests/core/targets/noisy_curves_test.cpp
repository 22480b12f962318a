// Curves with noise: the density that is on the screen against its definition, integrated the slow way.

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/targets/target.h"

using namespace core;

namespace {

constexpr double kPi = std::numbers::pi;
constexpr std::uint64_t kSeed = 20240607;

double gauss(double x, double sd) { return std::exp(-0.5 * x * x / (sd * sd)) / std::sqrt(2 * kPi * sd * sd); }

// Simpson's rule.
template <class Function>
double integral(double from, double to, int steps, const Function& f) {
  double sum = 0;
  for (int i = 0; i <= steps; ++i) {
    const int weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
    sum += weight * f(from + (to - from) * i / steps);
  }
  return sum * (to - from) / steps / 3;
}

// U[0, 1/6] + N(0, 0.1)
double jittered(double x) { return 3 * (std::erf(x / std::sqrt(0.02)) - std::erf((x - 1.0 / 6) / std::sqrt(0.02))); }

double spiralByDefinition(double x, double y) {
  return integral(0, 3 * kPi, 20'000, [&](double n) {
    const double x0 = -n * std::cos(n) / 3, y0 = n * std::sin(n) / 3;
    return (jittered(x - x0) * jittered(y - y0) + jittered(-x - x0) * jittered(-y - y0)) * n / (9 * kPi * kPi);
  });
}

double rollByDefinition(double x, double y) {
  return integral(1.5 * kPi, 4.5 * kPi, 20'000, [&](double t) {
    return gauss(x - t * std::cos(t) / 5, 0.2) * gauss(y - t * std::sin(t) / 5, 0.2) / (3 * kPi);
  });
}

TEST(TwoSpirals, HasTheDensityOfItsDefinition) {
  const auto target = makeTarget({"two_spirals", "", nullptr});
  Rng rng(kSeed);
  for (int i = 0; i < 200; ++i) {
    const auto x = target->sample(rng);
    EXPECT_NEAR(target->logDensity(x[0], x[1]), std::log(spiralByDefinition(x[0], x[1])), 2e-8) << x[0] << ", " << x[1];
    EXPECT_NEAR(target->logDensity(x[0], x[1]), target->logDensity(-x[0], -x[1]), 1e-12);
  }
}

TEST(SwissRoll, HasTheDensityOfItsDefinition) {
  const auto target = makeTarget({"swiss_roll", "", nullptr});
  Rng rng(kSeed);
  for (int i = 0; i < 200; ++i) {
    const auto x = target->sample(rng);
    EXPECT_NEAR(target->logDensity(x[0], x[1]), std::log(rollByDefinition(x[0], x[1])), 1e-9) << x[0] << ", " << x[1];
  }
}

TEST(NoisyCurves, FallLikeAGaussianVeryFarOut) {
  Rng rng(kSeed);
  for (const auto& [key, sd] : {std::pair{"moons", 0.2}, {"two_spirals", 0.1}, {"swiss_roll", 0.2}}) {
    const auto target = makeTarget({key, "", nullptr});
    for (int i = 0; i < 2000; ++i) {
      const double size = std::pow(10, rng.uniform(3, 7)), angle = rng.uniform(0, 2 * kPi);
      const double x = size * std::cos(angle), y = size * std::sin(angle);
      const double expected = -0.5 * size * size / (sd * sd);
      ASSERT_NEAR(target->logDensity(x, y) / expected, 1, 1e-12 + 10 / size) << key << ": " << x << ", " << y;
      const auto score = target->score(x, y);
      ASSERT_NEAR(score[0] * sd * sd / size, -std::cos(angle), 1e-12 + 10 / size) << key << ": " << x << ", " << y;
      ASSERT_NEAR(score[1] * sd * sd / size, -std::sin(angle), 1e-12 + 10 / size) << key << ": " << x << ", " << y;
    }
  }
}

}  // namespace
