// What is special about the rotation.

#include <gtest/gtest.h>

#include <cmath>

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

TEST(Rotation, QuarterTurnsExchangeCoordinatesExactly) {
  const Points z = randomPoints(100, 1);
  for (int quarters = 0; quarters < 4; ++quarters) {
    SCOPED_TRACE(quarters);
    const Flow flow(oneCard("rotation", {{"direction", "sampling"}, {"quarters", std::to_string(quarters)}}));
    const Theta theta = flow.initialTheta(3);
    Points expected = z;
    for (int i = 0; i < quarters; ++i) {
      const Values first = expected.col(0);
      expected.col(0) = -expected.col(1);
      expected.col(1) = first;
    }
    Points x, back;
    Values logDet;
    flow.toData(theta, z, x, logDet);
    EXPECT_TRUE((x == expected).all());
    flow.toBase(theta, x, back, logDet);
    EXPECT_TRUE((back == z).all());
  }
}

TEST(Rotation, ItsPathTurnsEvenlyFromTheIdentityThroughTheQuarters) {
  const Flow flow(oneCard("rotation", {{"direction", "sampling"}, {"quarters", "3"}}));
  Theta theta = flow.initialTheta(3);
  EXPECT_EQ(flow.layer(0).untrained(), 1);
  theta(0) = 0.4;
  Points z(1, 2), x;
  z << 1, 0;
  Values logDet;
  for (double s = 0; s <= 1; s += 0.0625) {
    flow.toData(flow.atDepth(theta, s), z, x, logDet);
    const double angle = s * (0.4 + 3 * M_PI_2);
    EXPECT_NEAR(x(0, 0), std::cos(angle), 1e-12) << s;
    EXPECT_NEAR(x(0, 1), std::sin(angle), 1e-12) << s;
  }
}

TEST(Rotation, LearnsItsAngleBesidesTheQuarters) {
  for (const char* direction : {"sampling", "density"}) {
    const Flow flow(oneCard("rotation", {{"direction", direction}, {"quarters", "1"}}));
    Theta theta = flow.initialTheta(3);
    theta(0) = 0.3;
    Trace trace = flow.makeTrace();
    fillBlock(randomPoints(1, 1), 0, trace.at.back());
    BlockValues logDet, gLogDet{};
    Block g{};
    g.x1[0] = 1;  // the loss is the first coordinate of the first point
    flow.toBase(view(theta), trace, logDet, 1, true);
    Theta gradient = Theta::Zero(2);
    flow.backwardToBase(view(theta), trace, g, gLogDet, view(gradient));
    const auto first = [&](double angle) {
      theta(0) = angle;
      flow.toBase(view(theta), trace, logDet, 1, false);
      return trace.at.front().x1[0];
    };
    EXPECT_NEAR(gradient(0), (first(0.3 + 1e-6) - first(0.3 - 1e-6)) / 2e-6, 1e-8);
    EXPECT_EQ(gradient(1), 0);
  }
}

TEST(Rotation, NamesItsParameters) {
  const Flow flow(oneCard("rotation", {{"quarters", "2"}}));
  EXPECT_EQ(flow.layer(0).parameterName(0), "angle");
  EXPECT_EQ(flow.layer(0).parameterName(1), "quarter turns");
}

}  // namespace
