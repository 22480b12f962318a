#include "core/targets/quadrature.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace core;

namespace {

TEST(GaussLegendre, IsExactForPolynomials) {
  for (const int n : {1, 2, 5, 8}) {
    for (int degree = 0; degree < 2 * n; ++degree) {
      double sum = 0;
      for (const auto& node : gaussLegendre(n, -1, 3)) sum += node.weight * std::pow(node.t, degree);
      const double exact = (std::pow(3.0, degree + 1) - std::pow(-1.0, degree + 1)) / (degree + 1);
      EXPECT_NEAR(sum, exact, 1e-12 * std::abs(exact)) << n << " nodes, degree " << degree;
    }
  }
}

TEST(GaussLegendre, StaysAccurateWithManyNodes) {
  double sum = 0, weights = 0, before = 0;
  for (const auto& node : gaussLegendre(400, 0, 2)) {
    sum += node.weight * std::exp(node.t);
    weights += node.weight;
    EXPECT_GT(node.t, before);
    before = node.t;
  }
  EXPECT_NEAR(weights, 2, 1e-13);
  EXPECT_NEAR(sum, std::exp(2.0) - 1, 1e-12);
}

TEST(NodesFor, AreAsDenseAsTheNoiseNeeds) {
  EXPECT_EQ(nodesFor(0.2, 400, 0.2), 400);
  EXPECT_EQ(nodesFor(0.15, 400, 0.2), 400);
  EXPECT_EQ(nodesFor(0.4, 400, 0.2), 200);
  EXPECT_EQ(nodesFor(4, 400, 0.2), 80);
  EXPECT_EQ(nodesFor(0.02, 400, 0.2), 2800);
}

}  // namespace
