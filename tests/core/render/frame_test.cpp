// What the canvas is told: densities at the centres of pixels, and an integral that is one.

#include "core/render/frame.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/engine/cpu_engine.h"
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
        EXPECT_NEAR(integralOf(*engine, frozen, 300), 1, 2e-3) << stack << ", seed " << seed << ", depth " << depth;
      }
    }
  }
}

TEST(Integral, SeesALogDetThatIsWrong) {
  // Twice the scale without its log-det: what the switch "forget the Jacobian" shows.
  const Saved saved = randomFlow("affine(hidden=8)", 1, 0);
  const auto engine = makeCpuEngine({1});
  engine->setFlow(saved.flow);
  const double honest = integralOf(*engine, {saved.flow, *saved.theta, 1}, 200);
  EXPECT_NEAR(honest, 1, 1e-3);
  Theta wide = *saved.theta;
  wide(wide.size() - 2) = 1;  // the bias of the scale
  EXPECT_NEAR(integralOf(*engine, {saved.flow, wide, 1}, 200), 1, 2e-3);
}

}  // namespace
