// What is special about a Glow step: three layers on one card.

#include <gtest/gtest.h>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

TEST(Glow, IsItsPartsOneAfterTheOther) {
  const Flow card(oneCard("glow", {{"half", "2"}, {"direction", "sampling"}}));
  FlowSpec three;
  for (const char* key : {"actnorm", "linear", "affine"}) {
    const Settings half = std::string(key) == "affine" ? Settings{{"half", "2"}} : Settings{};
    three.layers.push_back(makeCard(three, three.depth(), key, half, Objective::reverseKl));
  }
  const Flow parts(three);
  const Theta theta = randomTheta(card, 5, 0.5);
  Theta same(parts.parameterCount());
  const std::vector<Part> list = card.layer(0).parts();
  ASSERT_EQ(list.size(), 3u);
  for (int k = 0; k < 3; ++k) {
    EXPECT_EQ(list[static_cast<size_t>(k)].key, three.layers[static_cast<size_t>(k)].key);
    same.segment(parts.offset(k), parts.parameterCount(k)) =
        theta.segment(list[static_cast<size_t>(k)].theta, parts.parameterCount(k));
  }
  const Points z = randomPoints(100, 5);
  Points a, b;
  Values da, db;
  card.toData(theta, z, a, da);
  parts.toData(same, z, b, db);
  EXPECT_LT((a - b).abs().maxCoeff(), 1e-12);
  EXPECT_LT((da - db).abs().maxCoeff(), 1e-12);
}

TEST(Glow, StartsFromTheData) {
  const Flow flow(oneCard("glow", {{"half", "2"}}));
  Theta theta = flow.initialTheta(1);
  Points x = randomPoints(2000, 6);
  x.col(0) = 3 * x.col(0) + 7;
  EXPECT_TRUE(flow.layer(0).initialiseFrom(flow.slice(view(theta), 0), flow.wayToBase(0), x));
  Points z;
  Values logDet;
  flow.toBase(theta, x, z, logDet);
  EXPECT_NEAR(z.col(0).mean(), 0, 1e-9);
  EXPECT_NEAR(z.col(0).square().mean(), 1, 1e-9);
  EXPECT_FALSE(flow.layer(0).initialiseFrom(flow.slice(view(theta), 0), flow.wayToBase(0), x));
}

}  // namespace
