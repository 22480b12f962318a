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

TEST(Linear, AHandSetsOneColumnAndLeavesTheOther) {
  for (const char* direction : {"sampling", "density"}) {
    const Flow flow(oneCard("linear", {{"direction", direction}}));
    const Layer& layer = flow.layer(0);
    const auto columns = [&](const Theta& theta) {
      Points z(2, 2), x;
      z << 1, 0, 0, 1;
      Values logDet;
      flow.toData(theta, z, x, logDet);
      return Eigen::Matrix2d(x.matrix().transpose());
    };
    int folding = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      SCOPED_TRACE(std::string(direction) + ", seed " + std::to_string(seed));
      Theta theta = randomTheta(flow, seed, 0.4);
      const Eigen::Matrix2d before = columns(theta);
      Rng rng(seed);
      const Eigen::Vector2d wanted(rng.normal(0, 1.5), rng.normal(0, 1.5));
      const int i = static_cast<int>(seed % 2);
      layer.moveHandle(view(theta), flow.wayToData(0), i, wanted.x(), wanted.y());
      const Eigen::Matrix2d after = columns(theta);
      EXPECT_LT((after.col(1 - i) - before.col(1 - i)).norm(), 1e-9);
      EXPECT_GT(after.determinant(), 0);
      Eigen::Matrix2d asked = before;
      asked.col(i) = wanted;
      const double apart = 0.05;  // from the line along the other column
      if (asked.determinant() >= apart * before.col(1 - i).norm()) {
        EXPECT_LT((after.col(i) - wanted).norm(), 1e-9);
      } else {
        // The nearest place: straight across that line.
        ++folding;
        EXPECT_NEAR((after.col(i) - wanted).dot(before.col(1 - i)), 0, 1e-9);
        EXPECT_NEAR(after.determinant(), apart * before.col(1 - i).norm(), 1e-9);
      }
    }
    EXPECT_GT(folding, 5);
    EXPECT_LT(folding, 35);
  }
}

TEST(Linear, AHandThatTurnsOnDoesNotLeapBack) {
  // Twice round with both columns: the angle grows by two whole turns, and its path plays them.
  const Flow flow = sampling();
  Theta theta = parameters(0, 0, 0, 0);
  for (int k = 1; k <= 100; ++k) {
    const double angle = 4 * M_PI * k / 100;
    flow.layer(0).moveHandle(view(theta), Way::apply, 0, std::cos(angle), std::sin(angle));
    flow.layer(0).moveHandle(view(theta), Way::apply, 1, -std::sin(angle), std::cos(angle));
  }
  EXPECT_NEAR(theta(0), 4 * M_PI, 1e-9);
  EXPECT_LT(theta.tail(3).abs().maxCoeff(), 1e-9);
}

TEST(Linear, NamesItsParameters) {
  EXPECT_EQ(sampling().layer(0).parameterName(0), "angle");
  EXPECT_EQ(sampling().layer(0).parameterName(2), "log S12");
}

}  // namespace
