// A frozen flow is the plain one, faster.

#include "core/flow/frozen.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/engine/cpu_engine.h"
#include "core/render/integral.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

std::shared_ptr<const Flow> flowOf(const std::string& stack) {
  return std::make_shared<Flow>(parseStack(stack, Objective::maximumLikelihood));
}

// |frozen - plain| / (1 + |plain|) of every point with |plain| < 20, sorted.
std::vector<double> errorsAt(Engine& engine, const std::string& stack, std::uint64_t seed, double depth) {
  const auto flow = flowOf(stack);
  const auto theta = std::make_shared<Theta>(randomTheta(*flow, seed, 0.15));
  const Points x = randomPoints(1000, 3);
  const Values plain = flow->logDensity(flow->atDepth(*theta, depth), x);
  Freezer freezer;
  const Frozen frozen = freezer.freeze(flow, theta, depth);
  EXPECT_EQ(frozen.layers, flow->layersAt(depth));
  engine.setFlow(frozen.flow);
  Values fast;
  engine.logDensity(frozen.theta, x, fast, frozen.layers);
  std::vector<double> errors;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    if (std::abs(plain(i)) < 20) errors.push_back(std::abs(fast(i) - plain(i)) / (1 + std::abs(plain(i))));
  }
  std::sort(errors.begin(), errors.end());
  EXPECT_GT(errors.size(), 600u);
  return errors;
}

TEST(Frozen, EveryLayerAgreesWithThePlainOne) {
  const auto engine = makeCpuEngine({1});
  for (const LayerInfo& info : layerInfos()) {
    for (const char* direction : {"density", "sampling"}) {
      SCOPED_TRACE(info.key + ", " + direction);
      for (const double depth : {0.0, 0.3, 1.0}) {
        const auto errors = errorsAt(*engine, info.key + "(direction=" + direction + ")", 2, depth);
        EXPECT_LT(errors[errors.size() * 99 / 100], 1e-5) << depth;
        // Where a spline bends sharply, the last digit of a knot shows in the log-slope; the plain one's as well.
        EXPECT_LT(errors.back(), 5e-5) << depth;
      }
    }
  }
}

TEST(Frozen, AStackAgreesWithThePlainOneAtEveryDepth) {
  const auto engine = makeCpuEngine({1});
  for (const char* stack : {"spline*3(hidden=16)", "affine*3(hidden=16x16)", "planar*3",
                            "rotation spline(hidden=8) planar affine(hidden=8)"}) {
    SCOPED_TRACE(stack);
    for (const double depth : {0.0, 0.3, 1.0, 1.5, 2.0, 2.75, 3.0}) {
      SCOPED_TRACE(depth);
      const std::vector<double> errors = errorsAt(*engine, stack, 2, depth);
      EXPECT_LT(errors[errors.size() * 99 / 100], 1e-5);
      EXPECT_LT(errors.back(), 1e-4);  // layers magnify the rounding of those before them
    }
  }
}

TEST(Frozen, RemembersNothingOfAnotherTheta) {
  const auto flow = flowOf("affine*2(hidden=8)");
  const auto first = std::make_shared<Theta>(randomTheta(*flow, 1, 0.3));
  const auto second = std::make_shared<Theta>(randomTheta(*flow, 2, 0.3));
  const Points x = randomPoints(100, 4);
  Freezer freezer, fresh;
  freezer.freeze(flow, first, 2);
  const Frozen a = freezer.freeze(flow, second, 2);
  const Frozen b = fresh.freeze(flow, second, 2);
  EXPECT_TRUE((a.flow->logDensity(a.theta, x) == b.flow->logDensity(b.theta, x)).all());
}

TEST(Frozen, LeavesALayerThatIsOffAlone) {
  FlowSpec spec = parseStack("affine*2(hidden=8) planar", Objective::maximumLikelihood);
  spec.layers[0].enabled = spec.layers[2].enabled = false;
  const auto flow = std::make_shared<Flow>(spec);
  const auto theta = std::make_shared<Theta>(randomTheta(*flow, 1, 0.3));
  const Points x = randomPoints(100, 5) * Real(0.5);
  Freezer freezer;
  const Frozen frozen = freezer.freeze(flow, theta, 3);
  const Values a = frozen.flow->logDensity(frozen.theta, x);
  const Values b = flow->logDensity(*theta, x);
  EXPECT_LT(((a - b).abs() / (1 + b.abs())).maxCoeff(), 1e-5);
}

TEST(Frozen, AFieldIsReadFromTablesWhereverItIsStopped) {
  const auto engine = makeCpuEngine({1});
  for (const char* direction : {"density", "sampling"}) {
    const std::string stack = std::string("cnf(hidden=16x16,steps=4,direction=") + direction + ")";
    for (const double depth : {0.01, 0.24, 0.25, 0.4, 0.75, 0.999}) {
      SCOPED_TRACE(stack + " at " + std::to_string(depth));
      EXPECT_LT(errorsAt(*engine, stack, 3, depth).back(), 2e-5);
    }
  }
}

TEST(Frozen, InMotionAFieldIsNearAndItsDensityIsOne) {
  const auto engine = makeCpuEngine({1});
  for (const char* direction : {"density", "sampling"}) {
    const auto flow = flowOf(std::string("cnf(hidden=16x16,steps=8,direction=") + direction + ")");
    const auto theta = std::make_shared<Theta>(randomTheta(*flow, 3, 0.3));
    const Points x = randomPoints(1000, 3);
    Freezer freezer;
    for (const double depth : {0.03, 0.3, 0.5, 0.8, 1.0}) {
      SCOPED_TRACE(std::string(direction) + " at " + std::to_string(depth));
      const Frozen frozen = freezer.freeze(flow, theta, depth, Agreement::forMotion);
      ASSERT_EQ(frozen.theta.size(), 0);
      const Values fast = frozen.flow->logDensity(frozen.theta, x);
      const Values plain = flow->logDensity(flow->atDepth(*theta, depth), x);
      EXPECT_LT(((fast - plain).abs() / (1 + plain.abs())).maxCoeff(), 0.05);
      EXPECT_NEAR(integralOf(*engine, frozen, kMovingIntegral), 1, 1e-3);
    }
  }
}

TEST(Frozen, WhatWasMadeForMotionIsMadeAnewForNumbers) {
  const auto flow = flowOf("cnf(hidden=16x16,steps=8)");
  const auto theta = std::make_shared<Theta>(randomTheta(*flow, 3, 0.3));
  const Points x = randomPoints(200, 3);
  Freezer freezer;
  freezer.freeze(flow, theta, 1, Agreement::forMotion);
  const Frozen exact = freezer.freeze(flow, theta, 1, Agreement::exact);
  const Values plain = flow->logDensity(*theta, x);
  const Values fast = exact.flow->logDensity(exact.theta, x);
  EXPECT_LT(((fast - plain).abs() / (1 + plain.abs())).maxCoeff(), 5e-5);
}

TEST(Frozen, ATableThatWouldNotDoIsNotUsed) {
  // A field with features as thin as the cells of the finest table.
  const auto flow = flowOf("cnf(hidden=16,steps=4)");
  const auto tame = std::make_shared<Theta>(randomTheta(*flow, 4, 0.1));
  auto wild = std::make_shared<Theta>(*tame);
  for (int i = 0; i < 48; ++i) (*wild)(i) *= 40;
  Freezer freezer;
  EXPECT_EQ(freezer.freeze(flow, tame, 1).theta.size(), 0);
  EXPECT_EQ(freezer.freeze(flow, wild, 1).theta.size(), flow->parameterCount());
}

}  // namespace
