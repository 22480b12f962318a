// The warped grid: whole lines, the images of straight ones, fine enough to look like curves.

#include <gtest/gtest.h>

#include <cmath>

#include "core/engine/cpu_engine.h"
#include "core/render/frame.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

const Window kWindow{-4, 4, -4, 4};

struct Warped {
  std::shared_ptr<const Flow> flow =
      std::make_shared<Flow>(parseStack("spline(hidden=8) affine(hidden=8)", Objective::maximumLikelihood));
  Theta theta = randomTheta(*flow, 1, 0.15);
  std::unique_ptr<Engine> engine = makeCpuEngine({1});

  Mesh at(double depth, const Scaling& scaling = {}) const {
    return warpedMesh(*engine, {flow, flow->atDepth(theta, depth), flow->layersAt(depth)}, scaling, kWindow);
  }
};

TEST(WarpedMesh, AtDepthZeroIsTheGridItself) {
  const Mesh mesh = Warped().at(0);
  ASSERT_GE(mesh.first.size(), 3u);
  EXPECT_EQ(mesh.first.front(), 0);
  EXPECT_EQ(mesh.first.back(), mesh.points.rows());
  for (size_t l = 0; l + 1 < mesh.first.size(); ++l) {
    const Eigen::Index count = mesh.first[l + 1] - mesh.first[l];
    ASSERT_GE(count, 2);
    const Points line = mesh.points.middleRows(mesh.first[l], count);
    const auto low = line.colwise().minCoeff().eval(), high = line.colwise().maxCoeff().eval();
    // One coordinate stands still, the other goes from -3 to 3.
    const int along = high(0) - low(0) > high(1) - low(1) ? 0 : 1;
    EXPECT_NEAR(high(1 - along) - low(1 - along), 0, 1e-6);
    EXPECT_NEAR(low(along), -3, 1e-6);
    EXPECT_NEAR(high(along), 3, 1e-6);
    for (Eigen::Index i = 1; i < count; ++i) EXPECT_GT(line(i, along), line(i - 1, along));
  }
}

TEST(WarpedMesh, GoesBackToStraightLines) {
  const Warped warped;
  const Mesh mesh = warped.at(2);
  Points base;
  Values logDet;
  warped.flow->toBase(warped.theta, mesh.points, base, logDet);
  for (size_t l = 0; l + 1 < mesh.first.size(); ++l) {
    const Points line = base.middleRows(mesh.first[l], mesh.first[l + 1] - mesh.first[l]);
    const auto spread = (line.colwise().maxCoeff() - line.colwise().minCoeff()).eval();
    EXPECT_LT(spread.minCoeff(), 5e-3) << "line " << l;
    EXPECT_NEAR(spread.maxCoeff(), 6, 5e-3) << "line " << l;
  }
}

TEST(WarpedMesh, HasNoLongPieces) {
  const Mesh mesh = Warped().at(2);
  int longer = 0, pieces = 0;
  for (size_t l = 0; l + 1 < mesh.first.size(); ++l) {
    for (Eigen::Index i = mesh.first[l]; i + 1 < mesh.first[l + 1]; ++i, ++pieces) {
      const auto step = (mesh.points.row(i + 1) - mesh.points.row(i)).eval();
      longer += std::hypot(step(0), step(1)) > 8.0 / 40;  // a fortieth of the window
    }
  }
  EXPECT_GT(pieces, 42 * 40);
  EXPECT_LT(longer, pieces / 50);
}

TEST(WarpedMesh, IsInTheUsersUnits) {
  const Mesh mesh = Warped().at(0, {{10, -5}, {2, 4}});
  EXPECT_NEAR(mesh.points.col(0).minCoeff(), 10 - 6, 1e-5);
  EXPECT_NEAR(mesh.points.col(1).maxCoeff(), -5 + 12, 1e-5);
}

}  // namespace
