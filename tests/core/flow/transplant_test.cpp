// What an edit of the stack leaves of the parameters.

#include "core/flow/transplant.h"

#include <gtest/gtest.h>

#include "core/project/edits.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

class Transplant : public testing::Test {
 protected:
  Transplant() {
    project.flow = parseStack("affine(hidden=8) planar spline(hidden=8,bins=4) rotation", Objective::maximumLikelihood);
    flow = std::make_unique<Flow>(project.flow);
    theta = randomTheta(*flow, 1, 0.3);
  }
  std::vector<int> survivorsOf(const Project& next) const { return survivors(*flow, Flow(next.flow)); }
  Theta carry(const Project& next) const {
    const Flow to(next.flow);
    return transplant(*flow, theta, to, to.initialTheta(2));
  }

  Project project;
  std::unique_ptr<Flow> flow;
  Theta theta;
};

TEST_F(Transplant, CardsKeepTheirValuesWhereverTheyGo) {
  EXPECT_EQ(survivorsOf(project), (std::vector{0, 1, 2, 3}));
  EXPECT_EQ(survivorsOf(moveLayer(project, 0, 4)), (std::vector{1, 2, 3, 0}));
  EXPECT_EQ(survivorsOf(removeLayer(project, 1)), (std::vector{0, 2, 3}));
  EXPECT_EQ(survivorsOf(insertLayer(project, 1, "planar")), (std::vector{0, -1, 1, 2, 3}));
  EXPECT_EQ(survivorsOf(duplicateLayer(project, 0)), (std::vector{0, -1, 1, 2, 3}));
  EXPECT_EQ(survivorsOf(setLayerEnabled(project, 2, false)), (std::vector{0, 1, 2, 3}));
  EXPECT_TRUE((carry(project) == theta).all());
}

TEST_F(Transplant, AChangeOfShapeStartsThatCardAnew) {
  EXPECT_EQ(survivorsOf(setLayerSetting(project, 2, "bins", "8")), (std::vector{0, 1, -1, 3}));
  EXPECT_EQ(survivorsOf(setLayerSetting(project, 0, "hidden", "16")), (std::vector{-1, 1, 2, 3}));
  EXPECT_EQ(survivorsOf(setLayerSetting(project, 2, "bound", "6")), (std::vector{0, 1, 2, 3}));
  EXPECT_EQ(survivorsOf(setStack(project, project.flow)), (std::vector{-1, -1, -1, -1}));
}

TEST_F(Transplant, InsertingAnIdentityKeepsTheDensity) {
  const Points x = randomPoints(300, 3);
  const Values before = flow->logDensity(theta, x);
  for (const LayerInfo& info : layerInfos()) {
    for (int position = 0; position <= flow->depth(); ++position) {
      const Project next = insertLayer(project, position, info.key);
      const Values after = Flow(next.flow).logDensity(carry(next), x);
      EXPECT_LT(((after - before).abs() / (1 + before.abs())).maxCoeff(), 2e-3) << info.key << " at " << position;
    }
  }
}

TEST_F(Transplant, SlicesAreCopiedBitForBit) {
  const Project next = moveLayer(insertLayer(project, 0, "rotation"), 1, 5);
  const Flow to(next.flow);
  const Theta carried = carry(next);
  const std::vector<int> source = survivors(*flow, to);
  for (int k = 0; k < to.depth(); ++k) {
    const int j = source[static_cast<size_t>(k)];
    if (j < 0) continue;
    EXPECT_TRUE(
        (carried.segment(to.offset(k), to.parameterCount(k)) == theta.segment(flow->offset(j), flow->parameterCount(j)))
            .all());
  }
}

}  // namespace
