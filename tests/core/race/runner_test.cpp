#include "core/race/runner.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <thread>

#include "core/engine/cpu_engine.h"
#include "core/util/thread_clock.h"

namespace {

using namespace core;

std::unique_ptr<Engine> cpu(int threads) { return makeCpuEngine({threads}); }

// Two runners and what they have told.
class RunnerTest : public testing::Test {
 protected:
  RunnerTest() : pace(std::make_shared<Pace>()), runners{{{0, pace, cpu, 1}, {1, pace, cpu, 1}}} {
    project = defaultProject();
    project.training.batch = 64;
  }

  void start(const std::string& first, const std::string& second, RaceMode mode) {
    stacks = {first, second};
    ++round;
    order(mode, true);
  }
  void order(RaceMode mode, bool running) {
    for (size_t i = 0; i < 2; ++i) {
      RaceOrder order{project, mode, round, running};
      order.project.flow = parseStack(stacks[i], project.training.objective);
      runners[i].want(order);
    }
  }
  // Until `done`, or for a minute.
  template <class Done>
  bool until(const Done& done) {
    for (const double end = wallSeconds() + 60; wallSeconds() < end;) {
      for (size_t i = 0; i < 2; ++i) {
        if (auto next = runners[i].poll(); next != nullptr && next->round == round) standing[i] = next;
      }
      if (standing[0] != nullptr && standing[1] != nullptr && done()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
  }

  Project project;
  std::shared_ptr<Pace> pace;
  std::array<Runner, 2> runners;
  std::array<std::string, 2> stacks;
  std::array<std::shared_ptr<const Standing>, 2> standing;
  int round = 0;
};

TEST_F(RunnerTest, TheSameStackAndSeedHaveTheSameCurve) {
  start("affine*2(hidden=8)", "affine*2(hidden=8)", RaceMode::sameSteps);
  ASSERT_TRUE(until([&] { return standing[0]->steps > 200 && standing[1]->steps > 200; }));
  int common = 0;
  for (const RacePoint& a : standing[0]->curve) {
    for (const RacePoint& b : standing[1]->curve) {
      if (a.steps != b.steps) continue;
      ++common;
      EXPECT_EQ(a.heldOut, b.heldOut) << "at step " << a.steps;
    }
  }
  EXPECT_GE(common, 3);
  EXPECT_LT(standing[0]->curve.back().heldOut, standing[0]->curve.front().heldOut);
}

TEST_F(RunnerTest, OfTheSameStepsNeitherRunsAhead) {
  start("planar", "spline*6(bins=16,hidden=32x32)", RaceMode::sameSteps);
  ASSERT_TRUE(until([&] { return standing[0]->steps > 150 && standing[1]->steps > 150; }));
  order(RaceMode::sameSteps, false);
  ASSERT_TRUE(until([&] { return !standing[0]->running && !standing[1]->running; }));
  EXPECT_LE(std::abs(standing[0]->steps - standing[1]->steps), Pace::kLeadSteps);
  EXPECT_LT(standing[0]->seconds, standing[1]->seconds);
}

TEST_F(RunnerTest, OfTheSameClockTheCheapOneTakesMoreSteps) {
  start("planar", "spline*6(bins=16,hidden=32x32)", RaceMode::sameClock);
  ASSERT_TRUE(until([&] { return standing[0]->seconds > 0.5 && standing[1]->seconds > 0.5; }));
  order(RaceMode::sameClock, false);
  ASSERT_TRUE(until([&] { return !standing[0]->running && !standing[1]->running; }));
  EXPECT_GT(standing[0]->steps, 2 * standing[1]->steps);
  // A slice may end a little later than it was meant to.
  EXPECT_NEAR(standing[0]->seconds, standing[1]->seconds, 2 * Pace::kLeadSeconds);
}

TEST_F(RunnerTest, AnotherRoundBeginsAtTheStartAndIsTheSame) {
  start("affine*2(hidden=8)", "radial", RaceMode::sameSteps);
  ASSERT_TRUE(until([&] { return standing[0]->steps > 60; }));
  const auto before = standing[0];
  start("affine*2(hidden=8)", "planar", RaceMode::sameSteps);
  standing = {};
  ASSERT_TRUE(until([&] { return standing[0]->steps > 60; }));
  ASSERT_GE(before->curve.size(), 3U);
  ASSERT_GE(standing[0]->curve.size(), 3U);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(standing[0]->curve[i].steps, before->curve[i].steps);
    EXPECT_EQ(standing[0]->curve[i].heldOut, before->curve[i].heldOut);
  }
}

TEST_F(RunnerTest, WhoIsRefusedSaysWhyAndTheOtherRuns) {
  project.training.objective = Objective::flowMatching;
  start("cnf", "planar*2", RaceMode::sameSteps);
  ASSERT_TRUE(until([&] { return !standing[1]->refusal.empty() && standing[0]->steps > Pace::kLeadSteps; }));
  EXPECT_TRUE(standing[0]->refusal.empty());
  EXPECT_EQ(standing[1]->refusal.find('\n'), std::string::npos);
}

TEST_F(RunnerTest, MeasuresCostsAndTheWayToTheMark) {
  start("spline*4(bins=16,conditioner=grid)", "planar", RaceMode::sameClock);
  ASSERT_TRUE(until([&] { return standing[0]->costs && standing[1]->costs && standing[0]->reached; }));
  for (const auto& s : standing) {
    EXPECT_GT(s->costs->sampling, 0);
    EXPECT_GT(s->costs->density, 0);
    EXPECT_LT(s->costs->roundTrip, 1e-3);
    EXPECT_EQ(s->parameters, s->flow->parameterCount());
    EXPECT_GT(*s->share(), 0);
    EXPECT_LE(*s->share(), 1.05);
  }
  EXPECT_LE(standing[0]->reached->heldOut - *standing[0]->entropy, kGapMark);
  for (const RacePoint& p : standing[0]->curve) {
    if (p.steps >= standing[0]->reached->steps) break;
    EXPECT_GT(p.heldOut - *standing[0]->entropy, kGapMark);
  }
  EXPECT_LT(standing[1]->costs->density, standing[0]->costs->density);
}

TEST_F(RunnerTest, AtRestTheNumbersAreOfTheFlowOnScreen) {
  start("planar", "radial", RaceMode::sameSteps);
  ASSERT_TRUE(until([&] { return standing[0]->steps > 30; }));
  order(RaceMode::sameSteps, false);
  const auto settled = [](const Standing& s) { return !s.running && s.curve.back().steps == s.steps && s.costs; };
  ASSERT_TRUE(until([&] { return settled(*standing[0]) && settled(*standing[1]); }));
  const int steps = standing[0]->steps;
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  until([&] { return true; });
  EXPECT_EQ(standing[0]->steps, steps);
}

}  // namespace
