// What is special about the autoregressive spline.

#include <gtest/gtest.h>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

TEST(SplineAr, BendsTheFirstCoordinateByItselfAlone) {
  const Flow flow(oneCard("spline_ar", {{"half", "2"}, {"bound", "4"}}));
  const Theta theta = randomTheta(flow, 5, 1);
  Points x(4, 2), z;
  x << 0.3, -1, 0.3, 2, 0.3, 50, 4.5, 1;
  Values logDet;
  flow.toBase(theta, x, z, logDet);
  EXPECT_EQ(z(0, 0), z(1, 0));
  EXPECT_EQ(z(1, 0), z(2, 0));
  EXPECT_GT(std::abs(z(0, 0) - 0.3), 1e-3);
  EXPECT_EQ(z(2, 1), 50);  // beyond the bound: the identity
  EXPECT_EQ(z(3, 0), 4.5);
  EXPECT_NE(logDet(0), logDet(1));
}

}  // namespace
