// Products with a block of points, of every awkward size, against three plain loops.

#include "core/math/block_matrix.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/math/random.h"

namespace {

using namespace core;

std::vector<Real> randomNumbers(int n, Rng& rng) {
  std::vector<Real> v(static_cast<size_t>(n));
  for (Real& x : v) x = static_cast<Real>(rng.normal());
  return v;
}

class BlockMatrix : public testing::TestWithParam<std::pair<int, int>> {
 protected:
  const int m = GetParam().first;
  const int k = GetParam().second;
  Rng rng{static_cast<std::uint64_t>(1000 * m + k)};
  std::vector<Real> a = randomNumbers(m * k, rng), bias = randomNumbers(m, rng);
  std::vector<Real> tall = randomNumbers(m * kBlock, rng), wide = randomNumbers(k * kBlock, rng);
};

TEST_P(BlockMatrix, MultiplyIsTheProductPlusBias) {
  std::vector<Real> c(static_cast<size_t>(m * kBlock), 99);
  multiply(a.data(), bias.data(), m, k, wide.data(), c.data());
  for (int i = 0; i < m; ++i) {
    for (int p = 0; p < kBlock; ++p) {
      double exact = bias[i];
      for (int j = 0; j < k; ++j) exact += double(a[i * k + j]) * wide[j * kBlock + p];
      ASSERT_NEAR(c[i * kBlock + p], exact, 1e-5 * (1 + k)) << i << " " << p;
    }
  }
}

TEST_P(BlockMatrix, MultiplyTransposedIsTheOtherProduct) {
  std::vector<Real> c(static_cast<size_t>(k * kBlock), 99);
  multiplyTransposed(a.data(), m, k, tall.data(), c.data());
  for (int j = 0; j < k; ++j) {
    for (int p = 0; p < kBlock; ++p) {
      double exact = 0;
      for (int i = 0; i < m; ++i) exact += double(a[i * k + j]) * tall[i * kBlock + p];
      ASSERT_NEAR(c[j * kBlock + p], exact, 1e-5 * (1 + m)) << j << " " << p;
    }
  }
}

TEST_P(BlockMatrix, AddOuterAndAddRowSumsAddToWhatIsThere) {
  std::vector<Real> g = a;
  addOuter(tall.data(), m, wide.data(), k, g.data());
  std::vector<Real> sums = bias;
  addRowSums(tall.data(), m, sums.data());
  for (int i = 0; i < m; ++i) {
    double row = bias[i];
    for (int p = 0; p < kBlock; ++p) row += tall[i * kBlock + p];
    ASSERT_NEAR(sums[i], row, 1e-4);
    for (int j = 0; j < k; ++j) {
      double exact = a[i * k + j];
      for (int p = 0; p < kBlock; ++p) exact += double(tall[i * kBlock + p]) * wide[j * kBlock + p];
      ASSERT_NEAR(g[i * k + j], exact, 1e-4) << i << " " << j;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, BlockMatrix,
                         testing::Values(std::pair{1, 1}, std::pair{2, 1}, std::pair{1, 7}, std::pair{3, 5},
                                         std::pair{6, 4}, std::pair{7, 17}, std::pair{13, 64}, std::pair{64, 64},
                                         std::pair{65, 63}, std::pair{23, 130}, std::pair{192, 31}),
                         [](const auto& info) {
                           return std::to_string(info.param.first) + "x" + std::to_string(info.param.second);
                         });

}  // namespace
