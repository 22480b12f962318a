// The search for the point that a map near the identity takes to a given one, in double precision.

#include "core/math/jet.h"

#include <gtest/gtest.h>

namespace {

using namespace core;

Block spread(double reach) {
  Block b;
  for (int i = 0; i < kBlock; ++i) {
    b.x1[i] = reach * (2.0 * i / (kBlock - 1) - 1);
    b.x2[i] = -0.5 * b.x1[i] + 0.1;
  }
  return b;
}

// x + a sin(k x)/k in both coordinates, with its evaluations counted.
struct Waves {
  double a, k;
  mutable int evaluations = 0;
  void operator()(const Block& x, Jet& jet) const {
    ++evaluations;
    for (int i = 0; i < kBlock; ++i) {
      jet.value.x1[i] = x.x1[i] + a * std::sin(k * x.x1[i]) / k;
      jet.value.x2[i] = x.x2[i] + a * std::sin(k * x.x2[i]) / k;
      jet.slope[0].x1[i] = a * std::cos(k * x.x1[i]);
      jet.slope[1].x2[i] = a * std::cos(k * x.x2[i]);
      jet.slope[0].x2[i] = jet.slope[1].x1[i] = 0;
    }
  }
};

TEST(SolveJet, FindsTheRootWithinRounding) {
  const Waves f{0.5, 2};
  const Block x = spread(4);
  Jet there, found;
  f(x, there);
  Block back = there.value;
  f.evaluations = 0;
  solveJet(f, there.value, back, found, 100);
  EXPECT_LT(f.evaluations, 12);
  for (int i = 0; i < kBlock; ++i) {
    EXPECT_NEAR(back.x1[i], x.x1[i], 1e-14);
    EXPECT_NEAR(back.x2[i], x.x2[i], 1e-14);
    EXPECT_EQ(found.value.x1[i], back.x1[i] + 0.5 * std::sin(2 * back.x1[i]) / 2);
  }
}

TEST(SolveJet, GetsPastPlacesThatAreAlmostFlat) {
  // Starts where the slope is a millionth: Newton's steps lead astray, and none of the shorter ones helps.
  const Waves f{0.999999, 1};
  Block y = spread(0.5), x;
  for (int i = 0; i < kBlock; ++i) x.x1[i] = x.x2[i] = 3.141592653589793;
  Jet found;
  solveJet(f, y, x, found, 100);
  for (int i = 0; i < kBlock; ++i) {
    EXPECT_NEAR(found.value.x1[i], y.x1[i], 1e-12);
    EXPECT_NEAR(found.value.x2[i], y.x2[i], 1e-12);
  }
}

TEST(SolveJet, StaysFiniteWhateverTheMap) {
  const double nan = std::nan("");
  const auto broken = [&](const Block& x, Jet& jet) {
    for (int i = 0; i < kBlock; ++i) {
      jet.value.x1[i] = x.x1[i] > 0 ? 5 : x.x1[i] < -2 ? nan : x.x1[i] - 7;
      jet.value.x2[i] = 1;
      jet.slope[0].x1[i] = jet.slope[0].x2[i] = jet.slope[1].x1[i] = -1;
      jet.slope[1].x2[i] = nan;
    }
  };
  Block x = spread(3);
  Jet found;
  solveJet(broken, spread(1), x, found, 50);
  for (int i = 0; i < kBlock; ++i) EXPECT_TRUE(std::isfinite(x.x1[i]) && std::isfinite(x.x2[i]));
}

TEST(Jacobian, OfASingularMapHasABoundedLogarithmAndNoGradient) {
  Block slope[2] = {spread(0), spread(0)}, g[2];
  for (int i = 0; i < kBlock; ++i) {
    slope[0].x1[i] = slope[1].x2[i] = -1;
    slope[0].x2[i] = slope[1].x1[i] = 0;
  }
  const Jacobian J(slope, 0);
  EXPECT_NEAR(J.logDeterminant()[0], std::log(1e-30), 1e-9);
  J.logDeterminantBackward(lanes(1), g, 0);
  EXPECT_EQ(g[0].x1[0], 0);
  EXPECT_EQ(g[1].x2[0], 0);
}

TEST(Jacobian, OfATinyStepKeepsItsDigits) {
  Block slope[2] = {spread(0), spread(0)};
  slope[0].x1[0] = 3e-17;
  slope[1].x2[0] = 4e-17;
  slope[0].x2[0] = slope[1].x1[0] = 0;
  EXPECT_NEAR(Jacobian(slope, 0).logDeterminant()[0], 7e-17, 1e-30);
}

// The double precision tanh is this project's own.
TEST(Tanh, IsThatOfTheLibrary) {
  double worst = 0;
  for (double x = 1e-12; x < 30; x *= 1.0007) {
    for (const double v : {x, -x}) worst = std::max(worst, std::abs(tanh(lanes(v))[0] / std::tanh(v) - 1));
  }
  EXPECT_LT(worst, 1e-15);
  EXPECT_EQ(tanh(lanes(0))[0], 0);
  EXPECT_EQ(tanh(lanes(INFINITY))[0], 1);
  EXPECT_EQ(tanh(lanes(-INFINITY))[0], -1);
  EXPECT_TRUE(std::isnan(tanh(lanes(NAN))[0]));
}

}  // namespace
