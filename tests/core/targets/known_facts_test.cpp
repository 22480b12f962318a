// What is known of single targets from elsewhere: entropies to five decimals, and where the mass lies. It catches a
// target of the wrong scale, noise or place, whose sampler and density may well agree.

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "core/targets/target.h"

using namespace core;

namespace {

double entropyOf(const std::string& key) { return makeTarget({key, "", nullptr})->entropy().value(); }

TEST(Entropies, AreThoseOfTheDefinitions) {
  EXPECT_NEAR(entropyOf("moons"), 2.39387, 2e-5);
  EXPECT_NEAR(entropyOf("eight_gaussians"), 2.83188, 1e-5);
  EXPECT_NEAR(entropyOf("rings"), 2.62318, 1e-5);
  EXPECT_NEAR(entropyOf("circles"), 3.26814, 1e-5);
  EXPECT_NEAR(entropyOf("two_spirals"), 2.64545, 1e-5);
  EXPECT_NEAR(entropyOf("pinwheel"), 2.31779, 1e-5);
  EXPECT_NEAR(entropyOf("swiss_roll"), 2.66965, 1e-5);
  EXPECT_NEAR(entropyOf("u1"), 2.66001, 1e-5);
  EXPECT_NEAR(entropyOf("u2"), 3.18967, 1e-5);
  EXPECT_NEAR(entropyOf("u3"), 3.15962, 1e-5);
  EXPECT_NEAR(entropyOf("u4"), 3.44166, 1e-5);
  EXPECT_DOUBLE_EQ(entropyOf("checkerboard"), std::log(32.0));
  EXPECT_NEAR(entropyOf("two_crescents"), 1.57106, 1e-5);
  EXPECT_NEAR(entropyOf("crescent"), 1.83788, 1e-5);
  EXPECT_NEAR(entropyOf("sine_wave"), 1.83788, 1e-5);
  EXPECT_NEAR(entropyOf("abs"), 1.33788, 1e-5);
  EXPECT_NEAR(entropyOf("four_circles"), 2.87082, 1e-5);
  EXPECT_NEAR(entropyOf("gaussian_grid"), 2.83787, 1e-5);
  EXPECT_NEAR(entropyOf("cross"), 2.24073, 1e-5);
  EXPECT_NEAR(entropyOf("smiley"), 1.88907, 1e-5);
  EXPECT_NEAR(entropyOf("double_well"), 1.71858, 1e-5);
  const double ofNormals = std::log(2 * std::numbers::pi) + 1;
  EXPECT_NEAR(entropyOf("banana"), ofNormals + std::log(0.1), 1e-12);
  EXPECT_NEAR(entropyOf("funnel"), ofNormals + std::log(3), 1e-12);
  EXPECT_NEAR(entropyOf("warped_gaussian"), ofNormals + std::log(0.12), 1e-12);
}

// Eight small Gaussians that do not meet: ln 8 and the entropy of one.
TEST(Entropies, FollowTheSettings) {
  const double alone = std::log(8) + 1 + std::log(2 * std::numbers::pi) + 2 * std::log(0.1 / 1.414);
  EXPECT_NEAR(*makeTarget(parseTarget("eight_gaussians(sd=0.1)"))->entropy(), alone, 1e-6);
  EXPECT_DOUBLE_EQ(*makeTarget(parseTarget("checkerboard(squares=6,width=3)"))->entropy(), std::log(4.5));
  // U1 with the widths of the two crescents.
  EXPECT_NEAR(*makeTarget(parseTarget("u1(width=0.2,bump=0.3)"))->entropy(), entropyOf("two_crescents"), 1e-9);
}

TEST(TwoCrescentsAndSmiley, HaveTheNormalisersOfNormflows) {
  EXPECT_NEAR(makeTarget(targetSpec("two_crescents"))->logDensity(2, 0), -std::log(2.234940), 1e-6);
  EXPECT_NEAR(makeTarget(targetSpec("smiley"))->logDensity(0, -2), -std::log(2.742607), 1e-6);
  EXPECT_NEAR(makeTarget(targetSpec("double_well"))->logDensity(0, 0), -10.29348, 1e-5);
}

// Places where the density is easily told from the definition.
TEST(NewerTargets, LieWhereTheyAreDefined) {
  const double log2Pi = std::log(2 * std::numbers::pi);
  const auto at = [](const std::string& key, double x1, double x2) {
    return makeTarget(targetSpec(key))->logDensity(x1, x2);
  };
  EXPECT_NEAR(at("crescent", 0.5 * 4 - 1, -2), -2 - log2Pi + 1, 1e-12);
  EXPECT_NEAR(at("sine_wave", 0.3, std::sin(1.5)), -0.5 * 0.09 - log2Pi + 1, 1e-12);
  EXPECT_NEAR(at("abs", -2, 1), -2 - log2Pi + 1.5, 1e-12);
  EXPECT_NEAR(at("banana", 2, 0.9), -2 - log2Pi - std::log(0.1), 1e-12);  // (20, 9) where x2 is 0.03 (x1^2 - 100)
  EXPECT_NEAR(at("funnel", 2, std::exp(1)), -0.5 * 4 / 9 - 0.5 - log2Pi - std::log(3) - 1, 1e-12);
  EXPECT_NEAR(at("warped_gaussian", 1.5 * std::cos(0.75), -1.5 * std::sin(0.75)), -1.125 - log2Pi - std::log(0.12),
              1e-12);
  EXPECT_NEAR(at("cross", 0, 3.5), std::log(0.25) - 1.125 - log2Pi - std::log(0.15), 1e-3);
  EXPECT_NEAR(at("cross", -3.5, 0), std::log(0.25) - 1.125 - log2Pi - std::log(0.15), 1e-3);
  EXPECT_NEAR(at("gaussian_grid", 2, -4), std::log(1.0 / 25) - log2Pi - 2 * std::log(0.2), 1e-9);
  // A circle's mass is spread over its length, with a Gaussian profile across.
  EXPECT_NEAR(at("four_circles", 3, 1), std::log(0.25 / (4 * std::numbers::pi)) - 0.5 * log2Pi - std::log(0.1), 1e-3);
  EXPECT_NEAR(at("four_circles", -1, -3), at("four_circles", 3, 1), 1e-9);
  EXPECT_NEAR(at("smiley", std::sqrt(4 - 0.16), 0.4), -std::log(2.742607), 1e-6);
  EXPECT_NEAR(at("double_well", 1.5, 0.7) - at("double_well", -1.5, 0.7), 1.5, 1e-12);
  EXPECT_NEAR(at("double_well", 1, 0), 5.5 - 10.29348, 1e-5);
}

TEST(EnergyU1, HasTheNormaliserOfTheLiterature) {
  // At (2, 0) the energy is zero but for the other bump, which adds exp(-1/2 (4 / 0.6)^2).
  EXPECT_NEAR(makeTarget({"u1", "", nullptr})->logDensity(2, 0), -1.87750, 1e-5);
}

TEST(EnergiesU2ToU4, HaveTheNormalisersOfThePenaltyForm) {
  // Both ridges of u3 and u4 lie at 0 there, but for less than 1e-4.
  EXPECT_NEAR(makeTarget({"u2", "", nullptr})->logDensity(0, 0), -2.62532, 1e-5);
  EXPECT_NEAR(makeTarget({"u3", "", nullptr})->logDensity(-2, 0), std::log(2) - 3.18493, 1e-5);
  EXPECT_NEAR(makeTarget({"u4", "", nullptr})->logDensity(-4, 0), std::log(2) - 3.25393, 1e-5);
}

TEST(EnergiesU2ToU4, AreRidgesBetweenWalls) {
  const auto u2 = makeTarget({"u2", "", nullptr}), u3 = makeTarget({"u3", "", nullptr}),
             u4 = makeTarget({"u4", "", nullptr});
  for (const auto& target : {u2, u3, u4}) {
    for (const double crest : {-5.0, -3.0}) {  // w1 = sin(pi x / 2)
      EXPECT_GT(target->logDensity(crest, crest == -3 ? 1 : -1), -3) << target->info().key;
      EXPECT_LT(target->logDensity(crest, crest == -3 ? -1 : 1), -8) << target->info().key;
    }
    EXPECT_NEAR(target->logDensity(-8, 0.3) - target->logDensity(-4, 0.3), -4, 1e-4) << target->info().key;
    EXPECT_NE(target->info().formula.find("relu(|x1| - 6)^2 + relu(|x2| - 6)^2"), std::string::npos);
    EXPECT_NE(target->info().source.find("penalty"), std::string::npos);
  }
  EXPECT_NEAR(u2->logDensity(0, 8) - u2->logDensity(0, 5), -4 - (64 - 25) / 0.32, 1e-9);
  // At x1 = 1 the ridges of u3 are 3 apart, and those of u4 half of it; far to the right those of u4 are 3 apart.
  EXPECT_NEAR(u3->logDensity(1, 1), -3.18493, 1e-5);
  EXPECT_NEAR(u3->logDensity(1, -2), -3.18493, 1e-5);
  EXPECT_NEAR(u4->logDensity(1, -0.5),
              u4->logDensity(1, 1) + std::log1p(std::exp(-0.5 * std::pow(1.5 / 0.4, 2))) -
                  std::log1p(std::exp(-0.5 * std::pow(1.5 / 0.35, 2))),
              1e-12);
  EXPECT_NEAR(u4->logDensity(5, 1), -3.25393, 1e-4);
  EXPECT_NEAR(u4->logDensity(5, -2), -3.25393, 1e-4);
}

TEST(Moons, LieWhereTheyAreDefined) {
  const auto moons = makeTarget({"moons", "", nullptr});
  // Crest, left tip and shoulder of the upper half circle; the lower one is it, turned by 180 degrees about (0, 0.3).
  for (const auto& [x, y] : {std::pair{-1.0, 1.8}, {-3.0, -0.2}, {-1 + std::sqrt(2.0), -0.2 + std::sqrt(2.0)}}) {
    EXPECT_GT(moons->logDensity(x, y), -3) << x << ", " << y;
    EXPECT_NEAR(moons->logDensity(x, y), moons->logDensity(-x, 0.6 - y), 1e-9) << x << ", " << y;
  }
  for (const auto& [x, y] : {std::pair{-3.0, 1.8}, {1.0, 1.8}, {-1.0, -1.2}, {3.0, -1.2}})
    EXPECT_LT(moons->logDensity(x, y), -8) << x << ", " << y;
}

TEST(EightGaussians, StandOnTheAxesAndDiagonals) {
  const auto eight = makeTarget({"eight_gaussians", "", nullptr});
  const double peak = -std::log(8 * 2 * std::numbers::pi * std::pow(0.5 / 1.414, 2));
  for (const auto& [x, y] :
       {std::pair{4 / 1.414, 0.0}, {0.0, -4 / 1.414}, {-2 * std::sqrt(2.0) / 1.414, 2 * std::sqrt(2.0) / 1.414}})
    EXPECT_NEAR(eight->logDensity(x, y), peak, 1e-6) << x << ", " << y;
}

TEST(Checkerboard, FillsExactlyTheEvenSquares) {
  const auto board = makeTarget({"checkerboard", "", nullptr});
  for (int i = -3; i < 3; ++i) {
    for (int j = -3; j < 3; ++j) {
      const bool filled = i >= -2 && i < 2 && j >= -2 && j < 2 && (i + j) % 2 == 0;
      EXPECT_EQ(board->logDensity(2 * i + 1, 2 * j + 1), filled ? -std::log(32.0) : -INFINITY) << i << ", " << j;
    }
  }
}

}  // namespace
