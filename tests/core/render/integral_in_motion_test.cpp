// The integral that stands on screen while the warp plays, and when it rests: 1 within 1e-3 at every depth of a trained flow
// of every preset.

#include <gtest/gtest.h>

#include <cmath>

#include "core/render/frame.h"
#include "tests/core/stage/trained_flows.h"

namespace {

using namespace core;
using namespace testing_support;

// What a point of a frozen flow costs decides how much work an integral is worth. About what was measured on one core; fixed
// here, so that no clock has a say.
double nanosecondsOf(const std::string& preset) {
  if (preset == "iresnet") return 2000;
  if (preset == "nice") return 100;
  return 250;
}

class IntegralInMotion : public testing::TestWithParam<std::string> {};

TEST_P(IntegralInMotion, IsOneAtEveryDepth) {
  constexpr int kDepths = 64;
  TrainedFlow trained(GetParam());
  const auto engine = oneThread();
  FrameRequest request;
  request.flow = trained.flow;
  request.theta = trained.theta;
  request.window = {-4, 4, -3, 3};
  request.width = 800;
  request.height = 600;
  const double cost = nanosecondsOf(GetParam());
  double moving = 0, resting = 0;
  for (int i = 0; i <= kDepths; ++i) {
    request.depth = trained.flow->depth() * i / static_cast<double>(kDepths);
    SCOPED_TRACE(request.depth);
    const auto integral = [&](const FrameEffort& effort, Agreement agreement) {
      const Frozen frozen = trained.freezer.freeze(trained.flow, trained.theta, request.depth, agreement);
      return integralOf(*engine, frozen, effort.integral);
    };
    const double inMotion = integral(FrameEffort::moving(request, cost, 0.002), Agreement::forMotion);
    EXPECT_NEAR(inMotion, 1, 1e-3);
    moving = std::max(moving, std::abs(inMotion - 1));
    if (i % 16 != 0) continue;
    const double atRest = integral(FrameEffort::resting(request, cost), Agreement::exact);
    EXPECT_NEAR(atRest, 1, 1e-3);
    resting = std::max(resting, std::abs(atRest - 1));
  }
  std::printf("%-8s integral off by at most %.1e in motion, %.1e at rest\n", GetParam().c_str(), moving, resting);
}

std::vector<std::string> keys() {
  std::vector<std::string> all;
  for (const Preset& preset : presets()) all.push_back(preset.key);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Presets, IntegralInMotion, testing::ValuesIn(keys()),
                         [](const auto& info) { return info.param; });

}  // namespace
