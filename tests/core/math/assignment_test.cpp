// The assignment is the best one there is, and one.

#include "core/math/assignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "core/math/random.h"

namespace {

using namespace core;

double total(const std::vector<double>& cost, const std::vector<int>& columns) {
  double sum = 0;
  for (size_t i = 0; i < columns.size(); ++i) sum += cost[i * columns.size() + static_cast<size_t>(columns[i])];
  return sum;
}

double bruteForce(const std::vector<double>& cost, int n) {
  std::vector<int> columns(static_cast<size_t>(n));
  std::iota(columns.begin(), columns.end(), 0);
  double best = total(cost, columns);
  while (std::next_permutation(columns.begin(), columns.end())) best = std::min(best, total(cost, columns));
  return best;
}

bool isPermutation(std::vector<int> columns) {
  std::sort(columns.begin(), columns.end());
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] != static_cast<int>(i)) return false;
  }
  return true;
}

TEST(Assignment, IsTheBestOfAll) {
  Rng rng(1);
  for (int n = 0; n <= 7; ++n) {
    for (int trial = 0; trial < 40; ++trial) {
      std::vector<double> cost(static_cast<size_t>(n * n));
      // Half of the trials with ties, and with negative costs.
      for (double& c : cost) c = trial % 2 == 0 ? rng.normal() : rng.index(4);
      const std::vector<int> columns = assign(cost, n);
      ASSERT_EQ(columns.size(), static_cast<size_t>(n));
      EXPECT_TRUE(isPermutation(columns));
      EXPECT_NEAR(total(cost, columns), bruteForce(cost, n), 1e-12);
    }
  }
}

TEST(Assignment, FindsAHiddenPairing) {
  constexpr int n = 64;
  Rng rng(2);
  std::vector<int> hidden(n);
  std::iota(hidden.begin(), hidden.end(), 0);
  for (int left = n; left > 1; --left)
    std::swap(hidden[static_cast<size_t>(left - 1)], hidden[static_cast<size_t>(rng.index(left))]);
  std::vector<double> cost(n * n);
  for (double& c : cost) c = rng.uniform(1, 2);
  for (int i = 0; i < n; ++i) cost[static_cast<size_t>(i * n + hidden[static_cast<size_t>(i)])] = rng.uniform(0, 0.9);
  EXPECT_EQ(assign(cost, n), hidden);
}

}  // namespace
