// What is special about the affine coupling.

#include <gtest/gtest.h>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

TEST(Affine, LeavesTheOtherHalfAsItIs) {
  for (const char* half : {"1", "2"}) {
    const Flow flow(oneCard("affine", {{"half", half}}));
    const Theta theta = randomTheta(flow, 3, 1);
    const Points x = randomPoints(100, 3);
    Points z;
    Values logDet;
    flow.toBase(theta, x, z, logDet);
    const int kept = *half == '1' ? 1 : 0;
    EXPECT_TRUE((z.col(kept) == x.col(kept)).all());
    EXPECT_GT((z.col(1 - kept) - x.col(1 - kept)).abs().maxCoeff(), 0.1);
  }
}

TEST(Affine, NeverStretchesBeyondItsBound) {
  const Flow flow(oneCard("affine", {{"bound", "0.5"}}));
  const Theta theta = randomTheta(flow, 4, 20);
  Points z;
  Values logDet;
  flow.toBase(theta, randomPoints(500, 4), z, logDet);
  EXPECT_LE(logDet.abs().maxCoeff(), 0.5 + 1e-12);
  EXPECT_GT(logDet.abs().maxCoeff(), 0.4);
}

}  // namespace
