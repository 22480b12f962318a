// What is special about the radial layer.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

double inverseSoftplusOf(double p) { return std::log(std::expm1(p)); }

// By alpha and sp = alpha + beta.
Theta parameters(double z1, double z2, double alpha, double sp) {
  Theta theta(4);
  theta << z1, z2, inverseSoftplusOf(alpha), inverseSoftplusOf(sp);
  return theta;
}

Flow sampling() { return Flow(oneCard("radial", {{"direction", "sampling"}})); }

TEST(Radial, MovesPointsAlongTheirRaysByTheTextbookFormula) {
  const Theta theta = parameters(0.5, -1, 0.7, 2.9);
  Points z(1, 2), x;
  z << 1.7, 0.6;
  Values logDet;
  sampling().toData(theta, z, x, logDet);
  const double r = 2;
  const double h = 1 / (0.7 + r);
  EXPECT_NEAR(x(0, 0), 1.7 + 2.2 * h * 1.2, 1e-12);
  EXPECT_NEAR(x(0, 1), 0.6 + 2.2 * h * 1.6, 1e-12);
  // Rezende and Mohamed's (1 + beta h)^(d-1) (1 + beta h + beta h' r).
  EXPECT_NEAR(logDet(0), std::log(1 + 2.2 * h) + std::log(1 + 2.2 * h - 2.2 * h * h * r), 1e-12);
}

TEST(Radial, KeepsItsCentreAndAFiniteLogDetThere) {
  for (double sp : {1e-12, 0.7, 30.0}) {
    const Theta theta = parameters(0.3, 0.4, 0.7, sp);
    Points z(1, 2), x;
    z << theta(0), theta(1);
    Values up, down;
    sampling().toData(theta, z, x, up);
    EXPECT_TRUE((x == z).all());
    EXPECT_NEAR(up(0), 2 * std::log(sp / 0.7), 1e-9);
    sampling().toBase(theta, z, x, down);
    EXPECT_TRUE((x == z).all());
    EXPECT_NEAR(down(0), -up(0), 1e-9);
  }
}

TEST(Radial, IsExactWhereItNearlyFoldsThePlaneIntoAPoint) {
  // Near the centre |y - z0| = r (r + sp)/(alpha + r): r^2/alpha unless r is smaller than sp.
  const Theta theta = parameters(0, 0, 1, 1e-12);
  for (double r : {1e-14, 1e-12, 1e-10, 1e-6, 0.1}) {
    SCOPED_TRACE(r);
    const double there = r * (r + 1e-12) / (1 + r);
    Points z(1, 2), x;
    z << 0.6 * there, 0.8 * there;
    Values logDet;
    sampling().toBase(theta, z, x, logDet);
    EXPECT_NEAR(std::hypot(x(0, 0), x(0, 1)) / r, 1, 1e-3);  // sp, as the parameter holds it, is known to 1e-4
    const double det = (r + 1e-12) * (r * r + 2 * r + 1e-12) / std::pow(1 + r, 3);
    EXPECT_NEAR(logDet(0), -std::log(det), 1e-3);
  }
}

TEST(Radial, HasFiniteGradientsAtItsCentre) {
  const Flow flow = sampling();
  for (double sp : {1e-12, 2.0}) {
    const Theta theta = parameters(0.3, 0.4, 0.7, sp);
    Points centre(1, 2);
    centre << theta(0), theta(1);
    for (const bool toBase : {true, false}) {
      Trace trace = flow.makeTrace();
      Block g;
      BlockValues logDet, gLogDet;
      std::fill_n(g.x1, kBlock, 1.0);
      std::fill_n(g.x2, kBlock, -1.0);
      std::fill_n(gLogDet.v, kBlock, 1.0);
      Theta gradient = Theta::Zero(4);
      if (toBase) {
        fillBlock(centre, 0, trace.at.back());
        flow.toBase(view(theta), trace, logDet, 1, true);
        flow.backwardToBase(view(theta), trace, g, gLogDet, view(gradient));
      } else {
        fillBlock(centre, 0, trace.at.front());
        flow.toData(view(theta), trace, logDet, 1, true);
        flow.backwardToData(view(theta), trace, g, gLogDet, view(gradient));
      }
      EXPECT_TRUE(gradient.allFinite()) << gradient.transpose();
      EXPECT_TRUE(std::isfinite(g.x1[0]) && std::isfinite(g.x2[0]));
    }
  }
}

TEST(Radial, ItsPathScalesEveryPointsWay) {
  const Flow flow = sampling();
  const Points z = randomPoints(100, 1);
  Points whole, x;
  Values logDet;
  for (double sp : {1e-9, 0.2, 25.0}) {
    const Theta theta = parameters(0.3, 0.4, 0.7, sp);
    flow.toData(theta, z, whole, logDet);
    for (double s : {0.0, 0.3, 0.999}) {
      flow.toData(flow.atDepth(theta, s), z, x, logDet);
      EXPECT_LT((x - z - s * (whole - z)).abs().maxCoeff(), 1e-12);
    }
  }
}

TEST(Radial, NamesItsParameters) {
  EXPECT_EQ(sampling().layer(0).parameterName(0), "z1");
  EXPECT_EQ(sampling().layer(0).parameterName(3), "b");
}

}  // namespace
