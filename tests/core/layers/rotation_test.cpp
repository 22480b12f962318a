// What is special about the rotation.

#include <gtest/gtest.h>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

TEST(Rotation, TurnsCounterClockwiseFromBaseToDataInTheSamplingDirection) {
  const Flow flow(oneCard("rotation", {{"direction", "sampling"}}));
  Theta theta(1);
  theta << 1.5707963267948966;
  Points z(1, 2), x;
  z << 1, 0;
  Values logDet;
  flow.toData(theta, z, x, logDet);
  EXPECT_NEAR(x(0, 0), 0, 1e-12);
  EXPECT_NEAR(x(0, 1), 1, 1e-12);
  EXPECT_EQ(logDet(0), 0);
}

}  // namespace
