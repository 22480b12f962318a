#include "core/targets/generated_target.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace core;

namespace {

// The quadrature over the plane, of targets whose entropy is found another way.
TEST(EntropyOnPlane, IsThatOfTheDensity) {
  for (const char* text : {"banana(curvature=0.1)", "sine_wave", "warped_gaussian", "warped_gaussian(twist=1)",
                           "double_well", "two_crescents", "u1(bump=1.2)"}) {
    const auto target = makeTarget(parseTarget(text));
    EXPECT_NEAR(entropyOnPlane(*target), *target->entropy(), 2e-6) << text;
  }
}

TEST(EntropyOnPlane, IsFoundAgainForTheStandardSettings) {
  for (const char* key : {"moons", "circles", "rings", "eight_gaussians", "swiss_roll", "two_spirals", "four_circles",
                          "gaussian_grid", "cross", "u1", "u2", "u3", "u4"}) {
    const auto target = makeTarget(targetSpec(key));
    EXPECT_NEAR(entropyOnPlane(*target), *target->entropy(), 1e-7) << key;
  }
}

TEST(SquareAround, HasHalvesForAHalfSide) {
  EXPECT_EQ(squareAround(3.8), (Window{-4, 4, -4, 4}));
  EXPECT_EQ(squareAround(4.25), (Window{-4.5, 4.5, -4.5, 4.5}));
  EXPECT_EQ(squareAround(0, 3, -1, 0), (Window{0, 3, -2, 1}));
}

}  // namespace
