// What is special about actnorm: it starts from the data.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

std::unique_ptr<Layer> actnorm() { return makeLayer("actnorm", {{"direction", "density"}}); }

// What `layer` makes of points that enter by `way`.
Points passed(const Layer& layer, const Theta& theta, Way way, const Points& in) {
  const Flow flow(oneCard("actnorm", {{"direction", "density"}}));
  EXPECT_EQ(layer.parameterCount(), flow.parameterCount());
  Points out;
  Values logDet;
  if (way == Way::apply) {
    flow.toBase(theta, in, out, logDet);
  } else {
    flow.toData(theta, in, out, logDet);
  }
  return out;
}

TEST(Actnorm, MakesTheFirstPointsLeaveItStandardised) {
  const auto layer = actnorm();
  Points in = randomPoints(2000, 1);
  in.col(0) = 40 * in.col(0) + 1000;
  in.col(1) = 1e-3 * in.col(1) - 7;
  for (const Way way : {Way::apply, Way::invert}) {
    Theta theta = Theta::Zero(5);
    EXPECT_TRUE(layer->initialiseFrom(view(theta), way, in));
    EXPECT_EQ(theta(4), 1);
    const Points out = passed(*layer, theta, way, in);
    for (int i = 0; i < 2; ++i) {
      EXPECT_NEAR(out.col(i).mean(), 0, 1e-9);
      EXPECT_NEAR((out.col(i) - out.col(i).mean()).square().mean(), 1, 1e-9);
    }
  }
}

TEST(Actnorm, DoesSoOnce) {
  const auto layer = actnorm();
  Theta theta = Theta::Zero(5);
  EXPECT_TRUE(layer->initialiseFrom(view(theta), Way::apply, 3 * randomPoints(100, 1)));
  const Theta before = theta;
  EXPECT_FALSE(layer->initialiseFrom(view(theta), Way::apply, randomPoints(100, 2)));
  EXPECT_TRUE((theta == before).all());
}

TEST(Actnorm, ShiftsPointsThatShareACoordinateWithoutBlowingThemUp) {
  const auto layer = actnorm();
  Points in = randomPoints(100, 1);
  in.col(1).setConstant(1e3);
  for (const Way way : {Way::apply, Way::invert}) {
    Theta theta = Theta::Zero(5);
    EXPECT_TRUE(layer->initialiseFrom(view(theta), way, in));
    EXPECT_EQ(theta(1), 0);
    EXPECT_LT(passed(*layer, theta, way, in).col(1).abs().maxCoeff(), 1e-9);
  }
}

TEST(Actnorm, LeavesThetaAloneWhereThereIsNothingToLearnFrom) {
  const auto layer = actnorm();
  Points broken = randomPoints(10, 1);
  broken(3, 1) = std::nan("");
  for (const Points& in : {Points(0, 2), broken}) {
    Theta theta = Theta::Zero(5);
    EXPECT_FALSE(layer->initialiseFrom(view(theta), Way::apply, in));
    EXPECT_TRUE((theta == 0).all()) << theta.transpose();
  }
}

TEST(Actnorm, ItsFlagIsNeitherTrainedNorScaled) {
  const auto layer = actnorm();
  EXPECT_EQ(layer->untrained(), 1);
  EXPECT_EQ(layer->parameterName(0), "a1");
  EXPECT_EQ(layer->parameterName(4), "initialised");
  Theta theta(5), between(5);
  theta << 2, -1, 0.5, 3, 1;
  layer->path(view(theta), 0.5, view(between));
  Theta expected(5);
  expected << 1, -0.5, 0.25, 1.5, 1;
  EXPECT_TRUE((between == expected).all());
}

TEST(Actnorm, HandlesSetTheShiftAndTheScales) {
  for (const char* direction : {"sampling", "density"}) {
    SCOPED_TRACE(direction);
    const Flow flow(oneCard("actnorm", {{"direction", direction}}));
    const Way way = flow.wayToData(0);
    Theta theta = flow.initialTheta(1);
    EXPECT_EQ(theta(4), 0);
    flow.layer(0).moveHandle(view(theta), way, 0, 0.5, -1);
    flow.layer(0).moveHandle(view(theta), way, 1, 2.5, 9);  // along its axis only
    flow.layer(0).moveHandle(view(theta), way, 2, 9, -5);   // beyond the fold
    Points z(3, 2), x, expected(3, 2);
    z << 0, 0, 1, 0, 0, 1;
    expected << 0.5, -1, 2.5, -1, 0.5, -0.95;
    Values logDet;
    flow.toData(theta, z, x, logDet);
    EXPECT_LT((x - expected).abs().maxCoeff(), 1e-12);
    // The hand's work is not undone by the first points that come.
    EXPECT_FALSE(flow.layer(0).initialiseFrom(view(theta), Way::apply, randomPoints(100, 2)));
  }
}

}  // namespace
