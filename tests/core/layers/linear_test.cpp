// What is special about the linear layer.

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <cmath>
#include <tuple>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

Flow sampling() { return Flow(oneCard("linear", {{"direction", "sampling"}})); }

Theta parameters(double angle, double p, double q, double r) {
  Theta theta(4);
  theta << angle, p, q, r;
  return theta;
}

// The matrix of toData.
Eigen::Matrix2d matrixOf(const Theta& theta, double* logDet = nullptr) {
  Points z(2, 2), x;
  z << 1, 0, 0, 1;
  Values values;
  sampling().toData(theta, z, x, values);
  if (logDet != nullptr) *logDet = values(0);
  return x.matrix().transpose();
}

Eigen::Matrix2d exponential(double p, double q, double r) {
  Eigen::Matrix2d L;
  L << p, q, q, r;
  L /= 1024;
  Eigen::Matrix2d sum = Eigen::Matrix2d::Identity(), term = sum;
  for (int k = 1; k < 12; ++k) {
    term = term * L / k;
    sum += term;
  }
  for (int k = 0; k < 10; ++k) sum = sum * sum;
  return sum;
}

TEST(Linear, IsARotationOfTheExponentialOfItsParameters) {
  for (const auto& [p, q, r] : {std::tuple{0.4, 1.1, -0.9}, {0.3, 0.0, 0.3}, {2.0, -1e-9, 2.0}, {-1.0, 0.0, 2.0}}) {
    const Eigen::Matrix2d S = exponential(p, q, r);
    const Eigen::Matrix2d R = Eigen::Rotation2Dd(0.7).toRotationMatrix();
    double logDet = 0;
    const Eigen::Matrix2d W = matrixOf(parameters(0.7, p, q, r), &logDet);
    EXPECT_LT((W - R * S).norm(), 1e-11 * S.norm()) << p << " " << q << " " << r;
    EXPECT_NEAR(logDet, p + r, 1e-12);
    EXPECT_NEAR(std::log(W.determinant()), p + r, 1e-10);
  }
}

TEST(Linear, ItsPathTurnsAndStretchesInProportion) {
  const Theta theta = parameters(1.2, 0.8, -0.5, -1.4);
  const Flow flow = sampling();
  const Eigen::Matrix2d half = matrixOf(flow.atDepth(theta, 0.5));
  EXPECT_LT((half - Eigen::Rotation2Dd(0.6).toRotationMatrix() * exponential(0.4, -0.25, -0.7)).norm(), 1e-12);
}

TEST(Linear, HasExactGradientsWhereTheEigenvaluesMeet) {
  const Flow flow = sampling();
  for (const double gap : {0.0, 1e-160, 1e-12, 1e-7, 1e-3}) {
    for (const double mean : {0.0, 1.5}) {
      SCOPED_TRACE(std::to_string(gap) + " about " + std::to_string(mean));
      const Theta theta = parameters(0.3, mean + 0.6 * gap, 0.8 * gap, mean - 0.6 * gap);
      Points z(2, 2);
      z << 1, 0.5, -0.3, 1;
      Trace trace = flow.makeTrace();
      fillBlock(z, 0, trace.at.front());
      BlockValues logDet, gLogDet{};
      flow.toData(view(theta), trace, logDet, 1, true);
      Block g{};
      for (int i = 0; i < 2; ++i) g.x1[i] = g.x2[i] = 1;
      Theta gradient = Theta::Zero(4);
      flow.backwardToData(view(theta), trace, g, gLogDet, view(gradient));
      const auto total = [&](const Theta& at) { return (z.matrix() * matrixOf(at).transpose()).sum(); };
      for (int i = 0; i < 4; ++i) {
        Theta up = theta, down = theta;
        up(i) += 1e-5;
        down(i) -= 1e-5;
        EXPECT_NEAR(gradient(i), (total(up) - total(down)) / 2e-5, 1e-7) << i;
      }
    }
  }
}

TEST(Linear, NeverStretchesBeyondTheRangeOfSinglePrecision) {
  double logDet = 0;
  EXPECT_LT(matrixOf(parameters(0, 500, 300, -200), &logDet).cwiseAbs().maxCoeff(), 2e13);
  EXPECT_NEAR(logDet, 0, 1e-9);  // one eigenvalue at either end
  matrixOf(parameters(0, 500, 1, 500), &logDet);
  EXPECT_NEAR(logDet, 60, 1e-9);
}

TEST(Linear, NamesItsParameters) {
  EXPECT_EQ(sampling().layer(0).parameterName(0), "angle");
  EXPECT_EQ(sampling().layer(0).parameterName(2), "log S12");
}

}  // namespace
