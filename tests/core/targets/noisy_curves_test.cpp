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

// U[0, width] + N(0, sd)
double jittered(double x, double width, double sd) {
  const double scale = std::sqrt(2) * sd;
  return (std::erf(x / scale) - std::erf((x - width) / scale)) / (2 * width);
}

double spiralByDefinition(double x, double y, double turns, double sd) {
  const double last = 2 * kPi * turns, width = 1 / (4 * turns);
  return integral(0, last, 20'000, [&](double n) {
    const double x0 = -n * std::cos(n) / (2 * turns), y0 = n * std::sin(n) / (2 * turns);
    const double one = jittered(x - x0, width, sd) * jittered(y - y0, width, sd);
    return (one + jittered(-x - x0, width, sd) * jittered(-y - y0, width, sd)) * n / (last * last);
  });
}

double rollByDefinition(double x, double y, double sd) {
  return integral(1.5 * kPi, 4.5 * kPi, 20'000, [&](double t) {
    return gauss(x - t * std::cos(t) / 5, sd) * gauss(y - t * std::sin(t) / 5, sd) / (3 * kPi);
  });
}

double moonsByDefinition(double x, double y, double sd) {
  return integral(0, kPi, 20'000, [&](double t) {
    const double upper = gauss(x - 2 * std::cos(t) + 1, sd) * gauss(y - 2 * std::sin(t) + 0.2, sd);
    return (upper + gauss(x - 1 + 2 * std::cos(t), sd) * gauss(y - 0.8 + 2 * std::sin(t), sd)) / (2 * kPi);
  });
}

template <class Density>
void expectDensity(const std::string& text, double tolerance, const Density& byDefinition) {
  const auto target = makeTarget(parseTarget(text));
  Rng rng(kSeed);
  for (int i = 0; i < 100; ++i) {
    const auto x = target->sample(rng);
    EXPECT_NEAR(target->logDensity(x[0], x[1]), std::log(byDefinition(x[0], x[1])), tolerance)
        << text << " at " << x[0] << ", " << x[1];
  }
}

TEST(TwoSpirals, HasTheDensityOfItsDefinition) {
  for (const auto& [turns, noise] : {std::pair{1.5, 0.1}, {3.0, 0.05}, {3.0, 0.3}, {0.5, 0.05}, {0.5, 0.3}}) {
    const std::string text = "two_spirals(turns=" + std::to_string(turns) + ",noise=" + std::to_string(noise) + ")";
    expectDensity(text, noise < 0.1 ? 1e-6 : 2e-8,
                  [&, t = turns, n = noise](double x, double y) { return spiralByDefinition(x, y, t, n); });
  }
  const auto target = makeTarget(targetSpec("two_spirals"));
  EXPECT_NEAR(target->logDensity(1.2, 0.7), target->logDensity(-1.2, -0.7), 1e-12);
}

TEST(SwissRoll, HasTheDensityOfItsDefinition) {
  for (const double noise : {0.25, 0.5, 1.0, 2.0, 3.0}) {
    expectDensity("swiss_roll(noise=" + std::to_string(noise) + ")", 1e-8,
                  [&](double x, double y) { return rollByDefinition(x, y, noise / 5); });
  }
}

TEST(Moons, HaveTheDensityOfTheirDefinition) {
  for (const double noise : {0.02, 0.05, 0.1, 0.2, 0.5}) {
    expectDensity("moons(noise=" + std::to_string(noise) + ")", 1e-9,
                  [&](double x, double y) { return moonsByDefinition(x, y, 2 * noise); });
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
