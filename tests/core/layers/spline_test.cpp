// What is special about the spline coupling.

#include <gtest/gtest.h>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

TEST(Spline, IsTheIdentityOutsideItsBoundAndContinuousThere) {
  const Flow flow(oneCard("spline", {{"half", "2"}, {"bound", "3"}}));
  const Theta theta = randomTheta(flow, 5, 1);
  Points x(6, 2), z;
  x << 0.3, 3.5, 0.3, -40, 0.3, 3, 0.3, 3 - 1e-12, 0.3, -3, 0.3, -3 + 1e-12;
  Values logDet;
  flow.toBase(theta, x, z, logDet);
  for (int i : {0, 1, 2, 4}) {
    EXPECT_EQ(z(i, 1), x(i, 1));
    EXPECT_EQ(logDet(i), 0);
  }
  EXPECT_NEAR(z(3, 1), 3, 1e-5);
  EXPECT_NEAR(z(5, 1), -3, 1e-5);
  // The slope at the ends is 1, so the log-det has no jump.
  EXPECT_NEAR(logDet(3), 0, 1e-4);
  EXPECT_NEAR(logDet(5), 0, 1e-4);
}

TEST(Spline, IsMonotoneForAnyParameters) {
  for (const char* bins : {"2", "8", "64"}) {
    const Flow flow(oneCard("spline", {{"half", "2"}, {"bins", bins}}));
    for (double sd : {0.5, 3.0, 30.0}) {
      const Theta theta = randomTheta(flow, 6, sd);
      Points x(2001, 2), z;
      for (int i = 0; i <= 2000; ++i) x.row(i) << 0.7, -6 + 12.0 * i / 2000;
      Values logDet;
      flow.toBase(theta, x, z, logDet);
      for (int i = 1; i <= 2000; ++i) ASSERT_GE(z(i, 1), z(i - 1, 1)) << bins << " bins, sd " << sd << ", " << i;
    }
  }
}

}  // namespace
