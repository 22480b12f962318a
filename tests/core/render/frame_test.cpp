// What the canvas is told: densities at the centres of pixels, and an integral that is one.

#include "core/render/frame.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/engine/cpu_engine.h"
#include "core/render/integral.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

struct Saved {
  std::shared_ptr<const Flow> flow;
  std::shared_ptr<const Theta> theta;
};

Saved randomFlow(const std::string& stack, std::uint64_t seed, double sd) {
  auto flow = std::make_shared<Flow>(parseStack(stack, Objective::maximumLikelihood));
  return {flow, std::make_shared<Theta>(randomTheta(*flow, seed, sd))};
}

TEST(DensityGrid, IsTheLogDensityAtThePixelCentresInTheUsersUnits) {
  const Saved saved = randomFlow("affine*2(hidden=8)", 1, 0.2);
  const auto engine = makeCpuEngine({1});
  const Scaling scaling{{10, -3}, {2, 0.5}};
  const Window window{6, 14, -4.5, -1.5};
  constexpr int kWidth = 7, kHeight = 5;
  const DensityGrid grid = densityGrid(*engine, {saved.flow, *saved.theta, 2}, scaling, window, kWidth, kHeight);
  ASSERT_EQ(grid.logDensity.size(), size_t{kWidth * kHeight});
  for (int j = 0; j < kHeight; ++j) {
    for (int i = 0; i < kWidth; ++i) {
      const double x = 6 + (i + 0.5) * 8 / kWidth;
      const double y = -4.5 + (j + 0.5) * 3 / kHeight;
      Points point(1, 2);
      point << static_cast<Real>((x - 10) / 2), static_cast<Real>((y + 3) / 0.5);
      const double expected = saved.flow->logDensity(*saved.theta, point)(0) - std::log(2 * 0.5);
      EXPECT_NEAR(grid.logDensity[static_cast<size_t>(j * kWidth + i)], expected, 1e-4 * (1 + std::abs(expected)));
    }
  }
}

TEST(Integral, IsOneAtEveryDepthOfRandomFlows) {
  const auto engine = makeCpuEngine({2});
  for (const char* stack : {"spline*3(hidden=16)", "affine*3(hidden=16)", "planar*4",
                            "rotation spline(hidden=8) planar affine(hidden=8)"}) {
    for (const std::uint64_t seed : {1, 2}) {
      const Saved saved = randomFlow(stack, seed, 0.15);
      Freezer freezer;
      for (const double depth : {0.0, 0.5, 1.0, 2.5, 3.0}) {
        const Frozen frozen = freezer.freeze(saved.flow, saved.theta, depth);
        for (const IntegralEffort& effort : {kMovingIntegral, kRestingIntegral, kCheckIntegral}) {
          // These flows are wilder than trained ones; while things move a third digit may be off for a moment.
          const double tolerance = effort.samples == kMovingIntegral.samples ? 3e-3 : 1e-3;
          EXPECT_NEAR(integralOf(*engine, frozen, effort), 1, tolerance)
              << effort.samples << " samples, " << stack << ", seed " << seed << ", depth " << depth;
        }
      }
    }
  }
}

// Doubles every point and says that it changes no area.
class Liar : public Layer {
 public:
  int parameterCount() const override { return 0; }
  void initialise(MutableTheta, Rng&) const override {}
  void apply(ConstTheta, const Block& x, Block& y, BlockValues& logDet, Real*) const override {
    scale(x, y, logDet, 2);
  }
  void invert(ConstTheta, const Block& y, Block& x, BlockValues& logDet, Real*) const override {
    scale(y, x, logDet, Real(0.5));
  }
  void backward(ConstTheta, Way, const Block&, const Block&, const Real*, Block&, const BlockValues&,
                MutableTheta) const override {}

 private:
  static void scale(const Block& in, Block& out, BlockValues& logDet, Real factor) {
    for (int i = 0; i < kBlock; ++i) {
      out.x1[i] = factor * in.x1[i];
      out.x2[i] = factor * in.x2[i];
      logDet.v[i] = 0;
    }
  }
};

TEST(Integral, GoesWrongWithoutTheJacobian) {
  const Flow honest(parseStack("rotation", Objective::maximumLikelihood));
  const auto lying =
      std::make_shared<Flow>(honest, std::vector<std::shared_ptr<const Layer>>{std::make_shared<Liar>()});
  const auto engine = makeCpuEngine({1});
  EXPECT_NEAR(integralOf(*engine, {lying, Theta(0), 1}, kMovingIntegral), 0.25, 1e-3);
}

}  // namespace
