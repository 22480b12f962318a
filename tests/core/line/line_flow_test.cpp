// Flows of the line: densities are densities, and the mass over a strip is the same on both axes.

#include "core/line/line_flow.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/line/strips.h"
#include "core/util/error.h"
#include "tests/core/line/random_line.h"

namespace {

using namespace core;
using testing_support::randomLineMap;

double normalDensity(double x, double mean, double deviation) {
  const double t = (x - mean) / deviation;
  return std::exp(-t * t / 2) / (deviation * std::sqrt(2 * std::numbers::pi));
}

// One map of each kind many times over, then stacks of two and three of them.
std::vector<LineFlow> manyFlows() {
  std::vector<LineFlow> flows;
  for (const LineKind kind : kLineKinds) {
    for (unsigned seed = 1; seed <= 25; ++seed) flows.emplace_back(randomLineMap(kind, seed));
  }
  for (unsigned seed = 1; seed <= 8; ++seed) {
    std::vector<LineMap> maps;
    for (unsigned k = 0; k < 2 + seed % 2; ++k)
      maps.push_back(randomLineMap(kLineKinds[(seed + k) % 3], 100 * k + seed));
    flows.emplace_back(maps);
  }
  return flows;
}

std::string told(const LineFlow& flow) {
  std::string text;
  for (const LineMap& map : flow.maps()) {
    text += " " + map.info().key;
    for (const double p : map.parameters()) text += " " + std::to_string(p);
  }
  return text;
}

TEST(LineFlow, TwoZPlusThreeShowsANormalDistributionOfMeanThreeAndDeviationTwo) {
  const LineFlow flow(LineMap::affine(2, 3));
  for (double x = -9; x <= 15; x += 0.1) EXPECT_NEAR(flow.density(x), normalDensity(x, 3, 2), 1e-15);
  ASSERT_TRUE(flow.normal().has_value());
  EXPECT_EQ(flow.normal()->mean, 3);
  EXPECT_EQ(flow.normal()->deviation, 2);
}

TEST(LineFlow, AStackOfAffineMapsIsNormalToo) {
  const LineFlow flow({LineMap::affine(2, 3), LineMap::affine(-0.5, 1)});
  EXPECT_EQ(flow.normal()->mean, -0.5);
  EXPECT_EQ(flow.normal()->deviation, 1);
  EXPECT_TRUE(flow.falls());
  for (double x = -5; x <= 5; x += 0.25) EXPECT_NEAR(flow.density(x), normalDensity(x, -0.5, 1), 1e-15);
  EXPECT_FALSE(LineFlow(LineMap::standard(LineKind::planar)).normal().has_value());
}

TEST(LineFlow, WhatIsKnownOfAPointIsTheSameFromBothSides) {
  for (const LineFlow& flow : manyFlows()) {
    SCOPED_TRACE(told(flow));
    for (double z = -3.5; z <= 3.5; z += 0.31) {
      const LinePoint point = flow.at(z);
      EXPECT_EQ(point.x, flow.toData(z));
      EXPECT_NEAR(flow.toBase(point.x), z, 1e-9);
      EXPECT_NEAR(std::log(std::abs(point.slope)), point.logSlope, 1e-12);
      EXPECT_NEAR(flow.logDensity(point.x), point.logDensity, 1e-7);
      EXPECT_EQ(point.slope < 0, flow.falls());
    }
  }
}

TEST(LineFlow, EveryPartOfItsWayHasADensityOfMassOne) {
  for (const LineFlow& flow : manyFlows()) {
    SCOPED_TRACE(told(flow));
    for (const double s : {0.0, 0.3, 0.65, 1.0}) EXPECT_NEAR(measuredMass(flow.path(s)), 1, 1e-6) << "s = " << s;
  }
}

TEST(LineFlow, ItsWayStartsAtTheBaseDensity) {
  for (const LineFlow& flow : manyFlows()) {
    for (double x = -4; x <= 4; x += 0.5) EXPECT_NEAR(flow.path(0).density(x), baseDensity(x), 1e-14) << told(flow);
    EXPECT_EQ(flow.path(1), flow);
  }
}

TEST(LineFlow, ItsWayIsSteady) {
  // Falling maps among them: the density never jumps.
  for (const LineFlow& flow : manyFlows()) {
    double before = flow.path(0).toData(0.4);
    for (int i = 1; i <= 1000; ++i) {
      const double now = flow.path(i / 1000.0).toData(0.4);
      EXPECT_LT(std::abs(now - before), 0.2) << told(flow) << ", s = " << i / 1000.0;
      before = now;
    }
  }
}

TEST(LineFlow, GoesMapAfterMap) {
  const LineFlow flow({LineMap::affine(2, 3), LineMap::affine(3, 0)});
  EXPECT_EQ(flow.path(0.5).toData(1), 5);
  EXPECT_EQ(flow.path(0.25).toData(1), 3);
}

TEST(LineFlow, HasOneToFourMaps) {
  EXPECT_THROW(LineFlow(std::vector<LineMap>{}), InputError);
  EXPECT_THROW(LineFlow(std::vector<LineMap>(5, LineMap::affine(1, 0))), InputError);
  EXPECT_THROW(LineFlow(LineMap::affine(1, 0)).path(-0.1), InputError);
}

TEST(BaseMass, IsInvertedByItsQuantile) {
  for (const double mass : {1e-12, 1e-3, 0.1, 0.5, 0.7, 0.999})
    EXPECT_NEAR(baseMass(baseQuantile(mass)) / mass, 1, 1e-12);
  EXPECT_NEAR(baseQuantile(0.975), 1.959963984540054, 1e-12);
}

TEST(Strips, HaveTheSameAreaOnBothAxes) {
  for (const LineFlow& flow : manyFlows()) {
    SCOPED_TRACE(told(flow));
    for (const auto& strips : {stripsOfEqualWidth(flow, 12, -3, 3), stripsOfEqualMass(flow, 10)}) {
      for (const LineStrip& strip : strips) {
        EXPECT_NEAR(strip.dataArea, strip.baseArea, 1e-3);  // what was asked for
        EXPECT_NEAR(strip.dataArea, strip.baseArea, 1e-7);  // what there is
      }
    }
  }
}

TEST(Strips, OfATwofoldStretchAgreeToTheLastDigits) {
  for (const LineStrip& strip : stripsOfEqualWidth(LineMap::affine(2, 3), 12, -3, 3)) {
    EXPECT_NEAR(strip.dataArea, strip.baseArea, 1e-14);
    EXPECT_EQ(strip.x0, 2 * strip.z0 + 3);
    EXPECT_NEAR(strip.z1 - strip.z0, 0.5, 1e-15);
  }
}

TEST(Strips, OfEqualMassHaveEqualMass) {
  const auto strips = stripsOfEqualMass(LineMap::standard(LineKind::spline), 8);
  ASSERT_EQ(strips.size(), 8U);
  for (const LineStrip& strip : strips) EXPECT_NEAR(strip.baseArea, 0.125, 1e-14);
  EXPECT_EQ(strips[4].z0, 0);
}

TEST(Strips, AMapThatFallsTurnsThemRound) {
  for (const LineStrip& strip : stripsOfEqualWidth(LineMap::affine(-2, 1), 6, -3, 3)) {
    EXPECT_GT(strip.x0, strip.x1);
    EXPECT_NEAR(strip.dataArea, strip.baseArea, 1e-14);
  }
}

TEST(Strips, NeedACountAndAnInterval) {
  const LineFlow flow(LineMap::affine(2, 3));
  EXPECT_THROW(stripsOfEqualWidth(flow, 0, -3, 3), InputError);
  EXPECT_THROW(stripsOfEqualWidth(flow, 12, 3, -3), InputError);
  EXPECT_THROW(stripsOfEqualWidth(flow, 12, -3, INFINITY), InputError);
  EXPECT_THROW(stripsOfEqualMass(flow, 201), InputError);
}

}  // namespace
