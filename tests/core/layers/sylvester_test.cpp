// What is special about the Sylvester layer.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

Flow sampling() { return Flow(oneCard("sylvester", {{"direction", "sampling"}})); }

// angle, R11 R12 R22, R~11 R~12 R~22, b1 b2
Theta parameters(std::initializer_list<double> values) {
  Theta theta(9);
  std::copy(values.begin(), values.end(), theta.begin());
  return theta;
}

// r with the product r p > -1, as the layer makes it of its raw entry.
double constrained(double raw, double p) { return (std::log1p(std::exp(raw * p + std::log(std::expm1(1.0)))) - 1) / p; }

TEST(Sylvester, FollowsTheTextbookFormula) {
  const Theta theta = parameters({0.4, 0.7, -1.1, -0.6, 1.3, 0.5, -0.9, 0.2, -0.3});
  const double r11 = constrained(0.7, 1.3);
  const double r22 = constrained(-0.6, -0.9);
  const double c = std::cos(0.4), s = std::sin(0.4);
  const double u1 = c * 0.8 + s * -0.5, u2 = -s * 0.8 + c * -0.5;
  const double t1 = std::tanh(1.3 * u1 + 0.5 * u2 + 0.2), t2 = std::tanh(-0.9 * u2 - 0.3);
  const double d1 = r11 * t1 - 1.1 * t2, d2 = r22 * t2;
  Points z(1, 2), x;
  z << 0.8, -0.5;
  Values logDet;
  sampling().toData(theta, z, x, logDet);
  EXPECT_NEAR(x(0, 0), 0.8 + c * d1 - s * d2, 1e-12);
  EXPECT_NEAR(x(0, 1), -0.5 + s * d1 + c * d2, 1e-12);
  EXPECT_NEAR(logDet(0), std::log((1 + r11 * 1.3 * (1 - t1 * t1)) * (1 + r22 * -0.9 * (1 - t2 * t2))), 1e-12);
}

TEST(Sylvester, KeepsAFiniteLogDetWhereItNearlyFolds) {
  // Both products are -1 + 1e-8: the map is almost singular at the origin.
  const Theta theta = parameters({0.4, -19, 0.3, -19, 1, 0.5, 1, 0, 0});
  Points z(1, 2), x;
  z << 0, 0;
  Values logDet;
  sampling().toData(theta, z, x, logDet);
  const double slope = std::log1p(std::exp(-19.0) * std::expm1(1.0));
  EXPECT_NEAR(logDet(0), 2 * std::log(slope), 1e-9);
  for (double size : {0.3, 3.0, 30.0, 300.0}) {
    const Theta steep = parameters({1, -4 * size, size, 4 * size, size, -size, size, 0.3, -0.2});
    const Points z2 = randomPoints(200, 5);
    Points back;
    Values up, down;
    sampling().toBase(steep, z2, x, down);
    sampling().toData(steep, x, back, up);
    EXPECT_LT(((back - z2).abs() / (1 + x.abs())).maxCoeff(), 1e-8 * (1 + size)) << size;
  }
}

TEST(Sylvester, IsSmoothWhereADiagonalEntryVanishes) {
  // r = raw m(raw p)/(raw p) has a removable singularity at p = 0; the branches meet.
  const Flow flow = sampling();
  const Points z = randomPoints(50, 2);
  const auto out = [&](double p) {
    Points x;
    Values logDet;
    flow.toData(parameters({0, 0.8, 0, 0.8, p, 1, p, 0.5, 0.5}), z, x, logDet);
    return x;
  };
  const Points zero = out(0);
  EXPECT_GT((zero - z).abs().maxCoeff(), 0.1);
  for (double p : {1e-300, 1e-12, 1.2e-6, 1.3e-6, 1e-5})
    EXPECT_LT((out(p) - zero).abs().maxCoeff(), 20 * p + 1e-15) << p;
}

TEST(Sylvester, ItsPathScalesEveryPointsWay) {
  const Flow flow = sampling();
  const Points z = randomPoints(100, 1);
  Points whole, x;
  Values logDet;
  for (double size : {1e-9, 1e-3, 0.5, 4.0, 20.0}) {
    const Theta theta = parameters({0.4, -size, 0.3, size, 1.5, -0.4, 1.2, 0.2, -0.3});
    flow.toData(theta, z, whole, logDet);
    for (double s : {0.0, 0.3, 0.999}) {
      flow.toData(flow.atDepth(theta, s), z, x, logDet);
      EXPECT_LT((x - z - s * (whole - z)).abs().maxCoeff(), 1e-12 * (1 + size)) << size << " at " << s;
    }
  }
}

TEST(Sylvester, NamesItsParameters) {
  EXPECT_EQ(sampling().layer(0).parameterName(1), "R11");
  EXPECT_EQ(sampling().layer(0).parameterName(8), "b2");
}

}  // namespace
