// What is special about Flow++'s mixture of logistics.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

TEST(Logistic, IsMonotoneForAnyParameters) {
  for (const char* components : {"2", "8", "16"}) {
    const Flow flow(oneCard("logistic", {{"half", "2"}, {"components", components}}));
    for (double sd : {0.5, 3.0, 30.0}) {
      const Theta theta = randomTheta(flow, 6, sd);
      Points x(2001, 2), z;
      for (int i = 0; i <= 2000; ++i) x.row(i) << 0.7, -20 + 40.0 * i / 2000;
      Values logDet;
      flow.toBase(theta, x, z, logDet);
      for (int i = 1; i <= 2000; ++i)
        ASSERT_GE(z(i, 1), z(i - 1, 1) - 1e-9 * (1 + std::abs(z(i, 1)))) << components << ", sd " << sd << ", " << i;
    }
  }
}

TEST(Logistic, KeepsItsDigitsInTheTails) {
  // Where F is 1 to the last digit, logit F must still follow the component that reaches farthest.
  const Flow flow(oneCard("logistic", {{"half", "2"}}));
  const Theta theta = randomTheta(flow, 7, 0.3);
  Points x(4, 2), z, back;
  x << 0.1, 200, 0.1, -200, 0.1, 5000, 0.1, -5000;
  Values down, up;
  flow.toBase(theta, x, z, down);
  flow.toData(theta, z, back, up);
  EXPECT_TRUE(z.allFinite() && down.allFinite());
  EXPECT_LT(((back - x) / x).abs().maxCoeff(), 1e-9);
  EXPECT_LT((down + up).abs().maxCoeff(), 1e-8);
}

TEST(Logistic, ComponentsPartFromEachOther) {
  // Equal weights, means and scales would be a symmetry that no gradient breaks.
  const Flow flow(oneCard("logistic", {{"half", "2"}, {"conditioner", "grid"}, {"components", "3"}}));
  const Theta theta = flow.initialTheta(1);
  const Layer& layer = flow.layer(0);
  std::vector<Real> at{0.0};
  const auto curves = layer.curves(flow.slice(view(theta), 0), at);
  ASSERT_EQ(curves.size(), 11u);
  EXPECT_NE(curves[0].values[0], curves[1].values[0]);
  EXPECT_NE(curves[1].values[0], curves[2].values[0]);
}

}  // namespace
