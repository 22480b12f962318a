// What is special about NICE's additive coupling.

#include <gtest/gtest.h>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

TEST(Additive, ShearsOneCoordinateAndKeepsEveryArea) {
  for (const char* conditioner : {"mlp", "tabulated", "grid"}) {
    const Flow flow(oneCard("additive", {{"half", "2"}, {"conditioner", conditioner}}));
    const Theta theta = randomTheta(flow, 5, 1);
    Points x = randomPoints(500, 5), z;
    x.col(0).segment(0, 250) = 0.7;  // the same condition, so the same shift
    Values logDet;
    flow.toBase(theta, x, z, logDet);
    EXPECT_EQ(logDet.abs().maxCoeff(), 0);
    EXPECT_TRUE((z.col(0) == x.col(0)).all());
    const Values shift = (z.col(1) - x.col(1)).head(250);
    EXPECT_NEAR(shift.minCoeff(), shift.maxCoeff(), 1e-12);
    EXPECT_GT(std::abs(shift(0)), 1e-3);
  }
}

}  // namespace
