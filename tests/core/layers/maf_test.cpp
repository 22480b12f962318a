// What is special about the masked autoregressive flow.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

TEST(Maf, IsAFreeAffineMapOfOneCoordinateAndACouplingOfTheOther) {
  const Flow flow(oneCard("maf", {{"half", "2"}, {"bound", "3"}}));
  const Theta theta = randomTheta(flow, 5, 0.5);
  const auto last = theta.size() - 2;
  const double a = 3 * std::tanh(theta(last) / 3);
  const double b = theta(last + 1);
  const Points x = randomPoints(200, 5);
  Points z;
  Values logDet;
  flow.toBase(theta, x, z, logDet);
  EXPECT_LT((z.col(0) - (x.col(0) * std::exp(a) + b)).abs().maxCoeff(), 1e-12);
}

TEST(Maf, IsIafInTheOtherDirection) {
  const FlowSpec maf = parseStack("maf", Objective::maximumLikelihood);
  const FlowSpec iaf = parseStack("iaf", Objective::maximumLikelihood);
  EXPECT_EQ(iaf.layers[0].key, "maf");
  EXPECT_EQ(maf.layers[0].settings.at("direction"), "density");
  EXPECT_EQ(iaf.layers[0].settings.at("direction"), "sampling");
  EXPECT_EQ(parseStack("maf iaf", Objective::reverseKl).layers[0].settings.at("direction"), "density");
  // The same parameters: what the one does to the data, the other does to the base.
  const Flow there(maf);
  const Flow back(iaf);
  const Theta theta = randomTheta(there, 6, 0.5);
  const Points points = randomPoints(200, 6);
  Points a, b;
  Values logDet;
  there.toBase(theta, points, a, logDet);
  back.toData(theta, points, b, logDet);
  EXPECT_EQ((a - b).abs().maxCoeff(), 0);
}

}  // namespace
