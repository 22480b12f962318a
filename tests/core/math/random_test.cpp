// The random numbers: published test vectors, their moments, and bits that must never change.

#include "core/math/random.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <set>

namespace {

using namespace core;

using Words = std::array<std::uint32_t, 4>;

TEST(Philox, HasTheKnownAnswersOfItsAuthors) {  // kat_vectors of Random123, philox4x32 with 10 rounds
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}), (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// Mean, variance, skewness and kurtosis of n numbers, within five standard errors of a normal's.
void expectNormal(const std::vector<double>& values) {
  const double n = static_cast<double>(values.size());
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
  for (const double v : values) {
    m1 += v / n;
    m2 += v * v / n;
    m3 += v * v * v / n;
    m4 += v * v * v * v / n;
  }
  EXPECT_NEAR(m1, 0, 5 / std::sqrt(n));
  EXPECT_NEAR(m2, 1, 5 * std::sqrt(2 / n));
  EXPECT_NEAR(m3, 0, 5 * std::sqrt(15 / n));
  EXPECT_NEAR(m4, 3, 5 * std::sqrt(96 / n));
}

TEST(BasePoints, AreIndependentNormals) {
  std::vector<double> x, y, products;
  double within = 0;
  constexpr int n = 200'000;
  for (std::uint32_t i = 0; i < n; ++i) {
    const auto p = basePoint(5, i / 1000, i % 1000);
    x.push_back(p[0]);
    y.push_back(p[1]);
    within += p[0] * p[0] + p[1] * p[1] < 2 * std::log(2.0);  // half of the mass
    products.push_back(p[0] * p[1]);
  }
  expectNormal(x);
  expectNormal(y);
  double covariance = 0;
  for (const double p : products) covariance += p / n;
  EXPECT_NEAR(covariance, 0, 5 / std::sqrt(double(n)));
  EXPECT_NEAR(within / n, 0.5, 2.5 / std::sqrt(double(n)));
}

TEST(Rng, DrawsNormalsAndUniforms) {
  Rng rng(3);
  std::vector<double> values;
  double mean = 0, square = 0, low = 1, high = 0;
  constexpr int n = 200'000;
  for (int i = 0; i < n; ++i) {
    values.push_back(rng.normal());
    const double u = rng.uniform();
    mean += u / n;
    square += u * u / n;
    low = std::min(low, u);
    high = std::max(high, u);
  }
  expectNormal(values);
  EXPECT_NEAR(mean, 0.5, 5 / std::sqrt(12.0 * n));
  EXPECT_NEAR(square, 1.0 / 3, 5 * std::sqrt(4.0 / 45 / n));
  EXPECT_GT(low, 0);
  EXPECT_LT(high, 1);
}

TEST(Rng, IndexCoversItsRangeEvenly) {
  Rng rng(4);
  std::vector<int> counts(7);
  for (int i = 0; i < 70'000; ++i) ++counts.at(static_cast<size_t>(rng.index(7)));
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 5 * 100);
}

TEST(Uniform, IsNeverZeroOrOne) {
  EXPECT_GT(uniformFrom(0), 0.0f);
  EXPECT_LT(uniformFrom(~0u), 1.0f);
  for (const std::uint32_t a : {0u, ~0u}) {
    for (const std::uint32_t b : {0u, ~0u, 1u << 30, 3u << 30}) {
      for (const float v : normalPairFrom(a, b)) EXPECT_TRUE(std::isfinite(v));
    }
  }
}

TEST(Streams, ShareNoNumbers) {
  std::set<std::uint32_t> seen;
  int drawn = 0;
  for (const Stream stream : {Stream::initialise, Stream::batch, Stream::base, Stream::pool, Stream::heldOut,
                              Stream::particles, Stream::test}) {
    for (const std::uint64_t seed : {1u, 2u}) {
      Rng rng(seed, stream);
      for (int i = 0; i < 100; ++i, ++drawn) seen.insert(rng.bits());
    }
  }
  EXPECT_GE(static_cast<int>(seen.size()), drawn - 1);  // one chance meeting of 32 bits may be
}

TEST(Streams, HaveManyParts) {
  std::set<std::uint32_t> seen;
  for (const std::uint32_t part : {0u, 1u, 2u, 1000u}) {
    Rng rng(3, Stream::pool, part);
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(seen.insert(rng.bits()).second) << part;
  }
}

TEST(BaseCloud, IsWhatOnePointAfterTheOtherWouldBe) {
  const Points cloud = baseCloud(40'000, 7);
  const Points few = baseCloud(100, 7);
  EXPECT_TRUE((cloud.topRows(100) == few).all());
  for (const int i : {0, 1, 63, 64, 16'383, 16'384, 39'999}) {
    const auto words =
        philox({static_cast<std::uint32_t>(i), 0, static_cast<std::uint32_t>(Stream::particles), 0}, {7, 0});
    const auto z = normalPairFrom(words[0], words[1]);
    EXPECT_EQ(static_cast<float>(cloud(i, 0)), z[0]) << i;
    EXPECT_EQ(static_cast<float>(cloud(i, 1)), z[1]) << i;
  }
}

// Files, lessons and the GPU depend on these bits.
TEST(Streams, GiveTheSameBitsForEver) {
  const auto bits = [](float v) { return std::bit_cast<std::uint32_t>(v); };
  const auto p = basePoint(1, 2, 3);
  EXPECT_EQ(bits(p[0]), 0xbfbdb88cu);
  EXPECT_EQ(bits(p[1]), 0xbfd6f768u);
  const auto q = normalPairFrom(0x12345678, 0x9abcdef0);
  EXPECT_EQ(bits(q[0]), 0xc011eed3u);
  EXPECT_EQ(bits(q[1]), 0x3e97a08au);
  EXPECT_EQ(batchIndex(1, 2, 3, 1000), 340u);
  Rng rng(42, Stream::initialise);
  EXPECT_EQ(rng.bits(), 0x20439b04u);
  EXPECT_EQ(rng.uniform(), 0x1.300fc044a833fp-1);
  EXPECT_DOUBLE_EQ(rng.normal(), 1.1873506558767457);
}

}  // namespace
