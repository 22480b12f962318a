// The warp goes from one end of the flow to the other, rests, and comes back.

#include "app/warp_round.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace {

using app::WarpRound;

TEST(WarpRound, GoesThereAndBackWithoutALeap) {
  const WarpRound round(4, true);
  EXPECT_EQ(round.depthAt(0), 0);
  double most = 0, before = 0;
  for (double t = 0; t < round.length(); t += 0.01) {
    const double depth = round.depthAt(t);
    EXPECT_LE(std::abs(depth - before), 0.03) << t;
    most = std::max(most, depth);
    before = depth;
  }
  EXPECT_EQ(most, 4);
  EXPECT_NEAR(before, 0, 1e-9);
}

TEST(WarpRound, RestsAtEveryLayer) {
  const WarpRound round(2, false);
  EXPECT_EQ(round.depthAt(0.85), 1);
  EXPECT_EQ(round.depthAt(0.9), 1);
  EXPECT_EQ(round.depthAt(round.length() - 0.01), 2);
}

}  // namespace
