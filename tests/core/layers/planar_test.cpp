// What is special about the planar layer.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

Theta parameters(double w1, double w2, double u1, double u2, double b) {
  Theta theta(5);
  theta << w1, w2, u1, u2, b;
  return theta;
}

TEST(Planar, KeepsAFiniteLogDetWhereItNearlyFolds) {
  // w.u = -20: softplus(w.u) = 2e-9, the map is almost singular on the line w.x + b = 0.
  const Flow flow(oneCard("planar", {{"direction", "sampling"}}));
  const Theta theta = parameters(2, 0, -10, 0, 0);
  Points z(2, 2), x;
  z << 0, 0, 0.5, 1;
  Values logDet;
  flow.toData(theta, z, x, logDet);
  EXPECT_TRUE(logDet.allFinite());
  EXPECT_NEAR(logDet(0), std::log(std::log1p(std::exp(-20.0))), 1e-6);
}

TEST(Planar, MovesPointsAlongUOnly) {
  // |w| far from 1: the correction of u divides by |w|^2, not by |w|.
  const Flow flow(oneCard("planar", {{"direction", "sampling"}}));
  const Theta theta = parameters(3, 0, 0.2, 0.7, 0.1);
  const double a = 0.6;
  const double m = std::log1p(std::exp(a)) - 1;
  Points z(1, 2), x;
  z << 0.4, -1;
  Values logDet;
  flow.toData(theta, z, x, logDet);
  const double t = std::tanh(3 * 0.4 + 0.1);
  EXPECT_NEAR(x(0, 0), 0.4 + (0.2 + (m - a) * 3 / 9) * t, 1e-12);
  EXPECT_NEAR(x(0, 1), -1 + 0.7 * t, 1e-12);
  EXPECT_NEAR(logDet(0), std::log(1 + m * (1 - t * t)), 1e-12);
}

TEST(Planar, InvertsWhereNewtonAloneWouldCycle) {
  const Flow flow(oneCard("planar", {{"direction", "density"}}));
  for (double size : {0.3, 3.0, 30.0, 300.0}) {
    const Theta theta = parameters(size, -size / 2, 4 * size, size, 0.3);
    const Points x = randomPoints(200, 5);
    Points z, back;
    Values down, up;
    flow.toBase(theta, x, z, down);
    flow.toData(theta, z, back, up);
    EXPECT_LT(((back - x).abs() / (1 + z.abs())).maxCoeff(), 1e-8) << size;
  }
}

TEST(Planar, NamesItsParameters) {
  const Flow flow(oneCard("planar", {}));
  EXPECT_EQ(flow.layer(0).parameterName(0), "w1");
  EXPECT_EQ(flow.layer(0).parameterName(4), "b");
}

}  // namespace
