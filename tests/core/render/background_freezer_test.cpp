// What takes long to freeze keeps nobody waiting; what is quick is there at once.

#include "core/render/background_freezer.h"

#include <gtest/gtest.h>

#include <thread>

#include "core/engine/cpu_engine.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

std::shared_ptr<const Flow> flowOf(const std::string& stack) {
  return std::make_shared<Flow>(parseStack(stack, Objective::maximumLikelihood));
}
std::shared_ptr<const Theta> thetaOf(const Flow& flow, std::uint64_t seed) {
  return std::make_shared<Theta>(randomTheta(flow, seed, 0.1));
}
// Some tenths of a second to freeze: 48 tables.
constexpr const char* kSlow = "cnf(hidden=64x64,steps=48)";

void waitFor(BackgroundFreezer& freezer) {
  for (int i = 0; i < 3000 && freezer.busy(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    freezer.takeOver();
  }
  ASSERT_FALSE(freezer.busy());
}

TEST(BackgroundFreezer, GoesOnWithTheOldThetaUntilTheNewOneIsThere) {
  const auto flow = flowOf(kSlow);
  const auto first = thetaOf(*flow, 1), second = thetaOf(*flow, 2);
  BackgroundFreezer freezer;
  EXPECT_EQ(freezer.freeze(flow, first, 0.5, Agreement::forMotion).theta, first);
  const auto meanwhile = freezer.freeze(flow, second, 0.7, Agreement::forMotion);
  EXPECT_EQ(meanwhile.theta, first);
  EXPECT_TRUE(freezer.busy());
  waitFor(freezer);
  EXPECT_FALSE(freezer.busy());
  const auto after = freezer.freeze(flow, second, 0.7, Agreement::forMotion);
  EXPECT_EQ(after.theta, second);
  EXPECT_GT(after.milliseconds, 0);
  // The very same as frozen at once.
  const Points x = randomPoints(64, 1);
  const Frozen fresh = Freezer().freeze(flow, second, 0.7, Agreement::forMotion);
  EXPECT_TRUE((after.frozen.flow->logDensity(after.frozen.theta, x) == fresh.flow->logDensity(fresh.theta, x)).all());
}

TEST(BackgroundFreezer, IsExactAsSoonAsThatIsReady) {
  const auto flow = flowOf(kSlow);
  const auto theta = thetaOf(*flow, 1);
  BackgroundFreezer freezer;
  freezer.freeze(flow, theta, 1, Agreement::forMotion);
  EXPECT_EQ(freezer.freeze(flow, theta, 1, Agreement::exact).agreement, Agreement::forMotion);
  waitFor(freezer);
  EXPECT_EQ(freezer.freeze(flow, theta, 1, Agreement::exact).agreement, Agreement::exact);
  EXPECT_EQ(freezer.freeze(flow, theta, 0.5, Agreement::forMotion).agreement, Agreement::exact);
}

TEST(BackgroundFreezer, AnotherBaseIsShownAtOnceWithTheTablesThatAreThere) {
  const auto flow = flowOf(kSlow);
  const auto theta = thetaOf(*flow, 1);
  BackgroundFreezer freezer;
  const double before = freezer.freeze(flow, theta, 1, Agreement::forMotion).milliseconds;
  BaseSpec warm;
  warm.temperature = 1.5;
  const auto tempered = std::make_shared<const Flow>(*flow, warm);
  const auto shown = freezer.freeze(tempered, theta, 1, Agreement::forMotion);
  EXPECT_FALSE(freezer.busy());
  EXPECT_EQ(shown.theta, theta);
  EXPECT_EQ(shown.milliseconds, before);  // it was not made anew
  const Points x = randomPoints(64, 1);
  const Frozen fresh = Freezer().freeze(tempered, theta, 1, Agreement::forMotion);
  EXPECT_TRUE((shown.frozen.flow->logDensity(shown.frozen.theta, x) == fresh.flow->logDensity(fresh.theta, x)).all());
}

TEST(BackgroundFreezer, AnEditIsShownAtOnceAndWhatWasUnderWayIsForgotten) {
  const auto slow = flowOf(kSlow), other = flowOf("affine*2(hidden=8)");
  const auto first = thetaOf(*slow, 1), second = thetaOf(*slow, 2), third = thetaOf(*other, 3);
  BackgroundFreezer freezer;
  freezer.freeze(slow, first, 1, Agreement::forMotion);
  freezer.freeze(slow, second, 1, Agreement::forMotion);
  EXPECT_EQ(freezer.freeze(other, third, 2, Agreement::forMotion).theta, third);
  waitFor(freezer);
  EXPECT_EQ(freezer.freeze(other, third, 2, Agreement::forMotion).theta, third);
}

TEST(BackgroundFreezer, WhatIsQuickIsNeverOld) {
  const auto flow = flowOf("affine*2(hidden=8)");
  BackgroundFreezer freezer;
  for (const std::uint64_t seed : {1, 2, 3}) {
    const auto theta = thetaOf(*flow, seed);
    EXPECT_EQ(freezer.freeze(flow, theta, 1.5, Agreement::exact).theta, theta);
    EXPECT_FALSE(freezer.busy());
  }
}

}  // namespace
