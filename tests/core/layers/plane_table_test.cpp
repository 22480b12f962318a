// A table of the plane reads a smooth map and its Jacobian to the sixth order.

#include "core/math/plane_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/random_flow.h"

namespace {

using namespace core;

void wave(const Block& x, Block& d) {
  for (int i = 0; i < kBlock; ++i) {
    d.x1[i] = 0.3 * std::sin(1.1 * x.x1[i] + 0.4 * x.x2[i]);
    d.x2[i] = 0.2 * std::cos(0.7 * x.x1[i] - 1.2 * x.x2[i]);
  }
}

Block pointsWithin(double reach, std::uint64_t seed) {
  Rng rng(seed);
  Block x;
  for (int i = 0; i < kBlock; ++i) {
    x.x1[i] = rng.uniform(-reach, reach);
    x.x2[i] = rng.uniform(-reach, reach);
  }
  return x;
}

double errorWith(int intervals, double reach) {
  const PlaneTable table(wave, intervals);
  double error = 0;
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    const Block x = pointsWithin(reach, seed);
    Block d;
    Jet jet;
    wave(x, d);
    table.look(x, jet);
    for (int i = 0; i < kBlock; ++i) {
      error = std::max(
          {error, std::abs(jet.value.x1[i] - x.x1[i] - d.x1[i]), std::abs(jet.value.x2[i] - x.x2[i] - d.x2[i])});
    }
  }
  return error;
}

TEST(PlaneTable, ReadsASmoothMapUpToItsEdges) { EXPECT_LT(errorWith(40, 6.99), 1e-6); }

TEST(PlaneTable, ErrsBySixthOrder) { EXPECT_NEAR(std::log2(errorWith(35, 5) / errorWith(70, 5)), 6, 0.7); }

TEST(PlaneTable, GivesTheJacobianOfWhatItReads) {
  const PlaneTable table(wave, 30);  // coarse: the Jacobian must be that of the table, not of the wave
  const Block x = pointsWithin(6.5, 5);
  Jet jet, up, down;
  table.look(x, jet);
  const double h = 1e-5;
  for (const int axis : {0, 1}) {
    Block there = x, back = x;
    for (int i = 0; i < kBlock; ++i) {
      (axis == 0 ? there.x1 : there.x2)[i] += h;
      (axis == 0 ? back.x1 : back.x2)[i] -= h;
    }
    table.look(there, up);
    table.look(back, down);
    for (int i = 0; i < kBlock; ++i) {
      EXPECT_NEAR(jet.slope[axis].x1[i] + (axis == 0), (up.value.x1[i] - down.value.x1[i]) / (2 * h), 1e-8) << i;
      EXPECT_NEAR(jet.slope[axis].x2[i] + (axis == 1), (up.value.x2[i] - down.value.x2[i]) / (2 * h), 1e-8) << i;
    }
  }
}

TEST(PlaneTable, KnowsWhatItCovers) {
  Block x = pointsWithin(6.99, 6);
  EXPECT_TRUE(PlaneTable::covers(x));
  x.x2[63] = 7;
  EXPECT_FALSE(PlaneTable::covers(x));
  x.x2[63] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(PlaneTable::covers(x));
}

}  // namespace
