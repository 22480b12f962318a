// A table of one scalar reads what it was made of, from any number of threads.

#include "core/math/scalar_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <thread>

#include "core/math/random.h"

namespace {

using namespace core;

double wave(int output, double x) { return std::sin(x + output) + 0.1 * output; }

ScalarTable::Function waves(int outputs) {
  return [outputs](const Real* x, Real* out) {
    for (int o = 0; o < outputs; ++o) {
      for (int i = 0; i < kBlock; ++i) out[o * kBlock + i] = static_cast<Real>(wave(o, x[i]));
    }
  };
}

struct Places {
  alignas(64) Real x[kBlock];
  Places(double low, double high, std::uint64_t seed) {
    Rng rng(seed);
    for (Real& v : x) v = static_cast<Real>(rng.uniform(low, high));
  }
};

TEST(ScalarTable, ReadsAnyNumberOfOutputs) {
  for (const int outputs : {1, 2, 3, 4, 5, 23, 47}) {
    const ScalarTable table(outputs, waves(outputs));
    for (const double reach : {0.2, 4.0, 31.9, 80.0}) {  // close together, apart, beyond the table
      const Places at(-reach, reach, 1);
      std::vector<Real> out(static_cast<size_t>(outputs) * kBlock + 16);
      table.look(at.x, out.data());
      for (int o = 0; o < outputs; ++o) {
        for (int i = 0; i < kBlock; ++i)
          EXPECT_NEAR(out[static_cast<size_t>(o * kBlock + i)], wave(o, at.x[i]), 3e-6) << outputs << ", " << reach;
      }
    }
  }
}

TEST(ScalarTable, TellsWhereTheRowsOfAPointLie) {
  constexpr int kOutputs = 7;
  const ScalarTable table(kOutputs, waves(kOutputs));
  for (const double reach : {3.0, 60.0}) {
    const Places at(-reach, reach, 2);
    ScalarTable::Places places;
    table.find(at.x, places);
    for (int i = 0; i < kBlock; ++i) {
      for (int o = 0; o < kOutputs; ++o) {
        double sum = 0;
        for (int j = 0; j < 4; ++j) sum += places.weights[j][i] * places.row(i)[j * places.step + o];
        EXPECT_NEAR(sum, wave(o, at.x[i]), 3e-6) << reach;
      }
    }
  }
}

TEST(ScalarTable, NeverReadsAcrossAJump) {
  // |x| with its kink on a node: a cubic across it would be off by some hundredths of a step.
  for (const int piece : {20, 32, 40, 80, 320}) {  // none but 32 divides the reach
    const double jump = 5.0 * piece / ScalarTable::kDensity;
    const ScalarTable table(
        2,
        [jump](const Real* x, Real* out) {
          for (int i = 0; i < kBlock; ++i) {
            out[i] = std::abs(x[i] - static_cast<Real>(jump));
            out[kBlock + i] = -out[i];
          }
        },
        piece);
    const Places at(jump - 0.05, jump + 0.05, 3);
    Real out[2 * kBlock + 16];
    table.look(at.x, out);
    for (int i = 0; i < kBlock; ++i) {
      EXPECT_NEAR(out[i], std::abs(at.x[i] - jump), 2e-6) << piece;
      EXPECT_NEAR(out[kBlock + i], -std::abs(at.x[i] - jump), 2e-6) << piece;
    }
  }
}

TEST(ScalarTable, ANumberThatIsNoneComesBackAsNone) {
  const ScalarTable table(2, waves(2));
  Places at(-1, 1, 4);
  at.x[5] = std::numeric_limits<Real>::quiet_NaN();
  Real out[2 * kBlock + 16];
  table.look(at.x, out);
  EXPECT_TRUE(std::isnan(out[5]));
  EXPECT_FALSE(std::isnan(out[6]));
}

TEST(ScalarTable, IsFilledOnceHoweverManyLook) {
  std::atomic<int> calls{0};
  for (int round = 0; round < 20; ++round) {
    calls = 0;
    const ScalarTable table(2, [&](const Real* x, Real* out) {
      ++calls;
      waves(2)(x, out);
    });
    {
      std::vector<std::jthread> threads;
      for (const std::uint64_t seed : {1, 2, 3}) {
        threads.emplace_back([&table, seed] {
          const Places at(-3, 3, seed);
          Real out[2 * kBlock + 16];
          table.look(at.x, out);
          for (int i = 0; i < kBlock; ++i) EXPECT_NEAR(out[i], wave(0, at.x[i]), 3e-6);
        });
      }
    }
    // 6 units hold 768 nodes in 12 or 13 chunks; one more may be made ahead by each thread that had to wait.
    EXPECT_LE(calls, 16);
  }
}

}  // namespace
