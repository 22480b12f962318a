// The loss history and the timeline stay small however long the training.

#include "core/training/history.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using namespace core;

TEST(LossHistory, KeepsEveryStepOfAShortTraining) {
  LossHistory history;
  for (int step = 0; step < 100; ++step) history.add(step, static_cast<float>(step));
  ASSERT_EQ(history.points().size(), 100u);
  EXPECT_EQ(history.points()[42].step, 42);
  EXPECT_EQ(history.points()[42].loss, 42);
  EXPECT_TRUE(std::isnan(history.points()[42].heldOut));
}

TEST(LossHistory, StaysSmallAndKeepsTheMean) {
  LossHistory history;
  constexpr int steps = 1 << 17;
  for (int step = 0; step < steps; ++step) history.add(step, step % 2 == 0 ? 1.0f : 3.0f);
  EXPECT_LE(static_cast<int>(history.points().size()), LossHistory::kMost);
  EXPECT_GE(static_cast<int>(history.points().size()), LossHistory::kMost / 4);
  int last = -1;
  for (const LossPoint& point : history.points()) {
    EXPECT_NEAR(point.loss, 2, 1e-5);
    EXPECT_GT(point.step, last);
    last = point.step;
  }
  EXPECT_GT(last, steps - steps / 100);
}

TEST(LossHistory, LeavesSkippedStepsOut) {
  LossHistory history;
  history.add(0, 1);
  history.add(1, std::numeric_limits<float>::quiet_NaN());
  history.add(2, std::numeric_limits<float>::infinity());
  history.add(3, 2);
  ASSERT_EQ(history.points().size(), 2u);
  EXPECT_EQ(history.points()[1].step, 3);
}

TEST(LossHistory, HeldOutValuesSurviveMerging) {
  LossHistory history;
  history.addHeldOut(5);  // before the first step there is no entry, and none is made up
  ASSERT_TRUE(history.points().empty());
  for (int step = 0; step < 5000; ++step) {
    history.add(step, 1);
    if (step % 500 == 499) history.addHeldOut(2);
  }
  int measured = 0;
  for (const LossPoint& point : history.points()) measured += !std::isnan(point.heldOut);
  EXPECT_GE(measured, 10);
  EXPECT_EQ(history.points().back().heldOut, 2);
  history.clear();
  EXPECT_TRUE(history.points().empty());
}

Snapshot snapshotAt(int step, int generation = 0) {
  Snapshot s;
  s.state.step = step;
  s.generation = generation;
  s.theta = std::make_shared<Theta>(Theta::Constant(1, static_cast<Real>(step)));
  return s;
}

TEST(Timeline, StaysSmallAndCoversTheWholeTraining) {
  Timeline timeline;
  EXPECT_EQ(timeline.nearest(0), nullptr);
  for (int step = 0; step < 100'000; step += 7) timeline.offer(snapshotAt(step));
  EXPECT_LT(static_cast<int>(timeline.entries().size()), Timeline::kMost);
  EXPECT_GT(static_cast<int>(timeline.entries().size()), Timeline::kMost / 4);
  EXPECT_EQ(timeline.entries().front().step, 0);
  EXPECT_GT(timeline.entries().back().step, 95'000);
  for (const int wanted : {0, 1000, 50'000, 99'000, 1'000'000}) {
    const Timeline::Entry* found = timeline.nearest(wanted);
    ASSERT_NE(found, nullptr);
    for (const Timeline::Entry& other : timeline.entries())
      EXPECT_LE(std::abs(found->step - wanted), std::abs(other.step - wanted));
    EXPECT_EQ((*found->theta)(0), static_cast<Real>(found->step));
  }
}

TEST(Timeline, StartsAnewWithEveryGeneration) {
  Timeline timeline;
  for (int step = 0; step < 50; ++step) timeline.offer(snapshotAt(step, 1));
  timeline.offer(snapshotAt(10, 2));
  ASSERT_EQ(timeline.entries().size(), 1u);
  EXPECT_EQ(timeline.nearest(0)->step, 10);
}

}  // namespace
