#include "core/race/pace.h"

#include <gtest/gtest.h>

namespace {

using namespace core;

TEST(Pace, OfStepsLetsNobodyRunAhead) {
  Pace pace;
  pace.report(0, {1, 40, 9.0, false});
  pace.report(1, {1, 30, 1.0, false});
  EXPECT_EQ(pace.leave(0, RaceMode::sameSteps).steps, Pace::kLeadSteps - 10);
  EXPECT_EQ(pace.leave(1, RaceMode::sameSteps).steps, Pace::kLeadSteps + 10);
  pace.report(0, {1, 30 + Pace::kLeadSteps, 9.0, false});
  EXPECT_TRUE(pace.leave(0, RaceMode::sameSteps).none());
  EXPECT_FALSE(pace.leave(1, RaceMode::sameSteps).none());
}

TEST(Pace, OfTheClockCountsSecondsAlone) {
  Pace pace;
  pace.report(0, {1, 5000, 1.00, false});
  pace.report(1, {1, 30, 1.02, false});
  EXPECT_NEAR(pace.leave(0, RaceMode::sameClock).seconds, Pace::kLeadSeconds + 0.02, 1e-12);
  EXPECT_NEAR(pace.leave(1, RaceMode::sameClock).seconds, Pace::kLeadSeconds - 0.02, 1e-12);
  EXPECT_GT(pace.leave(0, RaceMode::sameClock).steps, 1'000'000);
}

TEST(Pace, WhoIsOutIsNotWaitedFor) {
  Pace pace;
  pace.report(0, {1, 4000, 9.0, false});
  pace.report(1, {1, 0, 0.0, true});
  EXPECT_FALSE(pace.leave(0, RaceMode::sameSteps).none());
  EXPECT_FALSE(pace.leave(0, RaceMode::sameClock).none());
}

TEST(Pace, WhoIsInAnEarlierRoundHasNotLeftTheStart) {
  Pace pace;
  pace.report(0, {1, 4000, 9.0, true});
  pace.report(1, {2, 0, 0.0, false});
  EXPECT_EQ(pace.leave(1, RaceMode::sameSteps).steps, Pace::kLeadSteps);
  EXPECT_TRUE(pace.leave(0, RaceMode::sameSteps).none());
}

}  // namespace
