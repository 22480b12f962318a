// What is particular to the residual layer: its Lipschitz bound, the gradient through it, the path.

#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <cmath>

#include "core/math/spectral.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

TEST(SpectralNorm, IsTheLargestSingularValueOfAnyShape) {
  Rng rng(3);
  for (const auto& [rows, columns] : std::vector<std::pair<int, int>>{
           {1, 1}, {2, 1}, {1, 7}, {64, 2}, {2, 64}, {16, 12}, {12, 16}, {64, 64}, {128, 128}, {128, 33}}) {
    SCOPED_TRACE(std::to_string(rows) + " x " + std::to_string(columns));
    for (const double scale : {1e-12, 1.0, 1e12}) {
      Matrix w(rows, columns);
      for (Real& entry : w.reshaped()) entry = scale * rng.normal();
      Theta u(rows), v(columns);
      const Real sigma = spectralNorm(w.data(), rows, columns, u.data(), v.data());
      const Real exact = Eigen::JacobiSVD<Matrix>(w).singularValues()(0);
      EXPECT_NEAR(sigma, exact, 1e-12 * exact);
      EXPECT_LT((w * v.matrix() - sigma * u.matrix()).norm(), 1e-9 * sigma);
      EXPECT_NEAR(u.matrix().norm(), 1, 1e-12);
      EXPECT_NEAR(v.matrix().norm(), 1, 1e-12);
    }
  }
}

TEST(SpectralNorm, OfSpecialMatrices) {
  Theta u(3), v(3);
  const Matrix zero = Matrix::Zero(3, 3);
  EXPECT_EQ(spectralNorm(zero.data(), 3, 3, u.data(), v.data()), 0);
  EXPECT_EQ(u.abs().sum() + v.abs().sum(), 0);
  // All singular values alike: any vector will do.
  const Matrix turn = 2 * Matrix::Identity(3, 3);
  EXPECT_NEAR(spectralNorm(turn.data(), 3, 3, u.data(), v.data()), 2, 1e-14);
  // The leading vector is at right angles to (1, 1, 1).
  Matrix across(3, 3);
  across << 1, -1, 0, -1, 1, 0, 0, 0, 0.1;
  EXPECT_NEAR(spectralNorm(across.data(), 3, 3, u.data(), v.data()), 2, 1e-14);
}

Flow residual(const std::string& hidden) {
  return Flow(oneCard("residual", {{"hidden", hidden}, {"direction", "sampling"}}));
}

TEST(Residual, BringsNoTwoPointsTogetherFasterThanItsBound) {
  for (const char* hidden : {"8", "16x12", "20x20x20"}) {
    const Flow flow = residual(hidden);
    for (const double sd : {0.1, 0.5, 3.0, 30.0}) {
      SCOPED_TRACE(std::string(hidden) + ", sd " + std::to_string(sd));
      const Theta theta = randomTheta(flow, 5, sd);
      const Points x = randomPoints(1000, 5);
      Points y;
      Values logDet;
      flow.toData(theta, x, y, logDet);
      const Points g = y - x;
      for (int i = 1; i < 1000; ++i) {
        const double apart = (x.row(i) - x.row(i - 1)).matrix().norm();
        EXPECT_LE((g.row(i) - g.row(i - 1)).matrix().norm(), 0.97 * apart + 1e-9);
      }
      // (1 - 0.97)^2 is the smallest determinant that the bound allows.
      EXPECT_GE(logDet.minCoeff(), 2 * std::log(0.03) - 1e-6);
    }
  }
}

TEST(Residual, IsInvertedEverywhereWhateverItsParameters) {
  const Flow flow = residual("16x12");
  for (const double sd : {0.3, 1.0, 5.0, 30.0}) {
    SCOPED_TRACE(sd);
    const Theta theta = randomTheta(flow, 6, sd);
    Points x = randomPoints(2000, 6);
    x.row(0) << 1e4, -1e4;
    Points y, back;
    Values up, down;
    flow.toData(theta, x, y, up);
    flow.toBase(theta, y, back, down);
    EXPECT_LT(((back - x).abs().rowwise().maxCoeff() / (1 + x.abs().rowwise().maxCoeff())).maxCoeff(), 1e-11);
    EXPECT_LT((up + down).abs().maxCoeff(), 1e-9 * (1 + sd));
  }
}

TEST(Residual, PathScalesWhatIsAdded) {
  const Flow flow = residual("16x12");
  // Weights beyond the bound, so that the normalisation is at work.
  const Theta theta = randomTheta(flow, 7, 1);
  const Points x = randomPoints(100, 7);
  Points y, part;
  Values logDet;
  flow.toData(theta, x, y, logDet);
  for (const double s : {0.1, 0.5, 0.99}) {
    flow.toData(flow.atDepth(theta, s), x, part, logDet);
    EXPECT_LT((part - (x + s * (y - x))).abs().maxCoeff(), 1e-12) << s;
  }
}

}  // namespace
