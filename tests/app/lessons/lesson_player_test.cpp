#include "app/lessons/lesson_player.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

#include "tests/app/lessons/fake_stage.h"

namespace app {

namespace {

Lesson lessonOf(const std::string& steps) { return readLesson("title: Mine\nsteps:\n" + steps, "mine.yaml", ""); }

const char* const kFour =
    "  - {say: one, target: moons, preset: nsf, show: [grid]}\n"
    "  - {say: two, show: [density], cell: {at: [0, 0], side: 1}, depth: 2}\n"
    "  - {say: three, ask: 'How much?', choices: [a, b], right: 2, answer: b, reveal: {cell: none}}\n"
    "  - {say: four, stack: planar*2, train: play}\n";

struct Played {
  FakeStage stage;
  LessonPlayer player{stage};
  explicit Played(const std::string& steps) { player.start(lessonOf(steps)); }
};

TEST(Scenes, AStepChangesOnlyWhatItNames) {
  const Lesson lesson = lessonOf(kFour);
  const Scene second = sceneAt(lesson, 1);
  EXPECT_EQ(second.target->key, "moons");
  EXPECT_EQ(second.flow->depth(), 4);
  EXPECT_EQ(second.parts, std::set{Part::density});
  EXPECT_EQ(second.depth, 2);
  EXPECT_EQ(second.weightsFrom, sceneAt(lesson, 0).weightsFrom);
  EXPECT_TRUE(sceneAt(lesson, 2).cell.has_value());
  EXPECT_FALSE(sceneAt(lesson, 2, true).cell.has_value());
  EXPECT_FALSE(sceneAt(lesson, 3).cell.has_value());
}

TEST(Scenes, ANewStackStartsItsWeightsAndIsShownWhole) {
  const Lesson lesson = lessonOf(kFour);
  EXPECT_EQ(sceneAt(lesson, 3).depth, -1);
  EXPECT_GT(sceneAt(lesson, 3).weightsFrom, sceneAt(lesson, 2).weightsFrom);
  EXPECT_EQ(sceneAt(lesson, 3).training, true);
}

TEST(Scenes, NumbersByNameChangeTheOnesThatWereSetBefore) {
  const Lesson lesson = lessonOf(
      "  - {say: one, stack: planar, values: {1: {w1: 1, w2: 2, u1: 3, u2: 4, b: 5}}}\n"
      "  - {say: two, values: {1: {b: 6}}}\n"
      "  - {say: three, theta: [9, 8, 7, 6, 5]}\n");
  EXPECT_EQ(sceneAt(lesson, 0).theta, (std::vector<core::Real>{1, 2, 3, 4, 5}));
  EXPECT_EQ(sceneAt(lesson, 1).theta, (std::vector<core::Real>{1, 2, 3, 4, 6}));
  EXPECT_EQ(sceneAt(lesson, 2).theta, (std::vector<core::Real>{9, 8, 7, 6, 5}));
}

TEST(Scenes, AWarpThatIsNamedAgainPlaysAgainAndADepthStopsIt) {
  const Lesson lesson = lessonOf(
      "  - {say: one, stack: planar, warp: play}\n"
      "  - {say: two, warp: play}\n"
      "  - {say: three, show: [grid]}\n"
      "  - {say: four, depth: base}\n");
  EXPECT_NE(sceneAt(lesson, 0).warp, sceneAt(lesson, 1).warp);
  EXPECT_EQ(sceneAt(lesson, 1).warp, sceneAt(lesson, 2).warp);
  EXPECT_FALSE(sceneAt(lesson, 3).warp->playing);
}

TEST(Scenes, AResetStartsTheSameWeightsAgain) {
  const Lesson lesson = lessonOf(
      "  - {say: one, stack: planar, theta: [1, 2, 3, 4, 5], train: play}\n"
      "  - {say: two, train: reset}\n"
      "  - {say: three}\n"
      "  - {say: four, train: restart}\n");
  EXPECT_NE(sceneAt(lesson, 1).weightsFrom, sceneAt(lesson, 0).weightsFrom);
  EXPECT_EQ(sceneAt(lesson, 1).training, false);
  EXPECT_EQ(sceneAt(lesson, 1).theta, sceneAt(lesson, 0).theta);
  EXPECT_EQ(sceneAt(lesson, 2), sceneAt(lesson, 1));
  EXPECT_EQ(sceneAt(lesson, 3).training, true);
}

TEST(LessonPlayer, AQuestionIsAskedThenRevealedThenLeft) {
  Played p(kFour);
  p.player.next();
  p.player.next();
  EXPECT_EQ(p.player.number(), 2);
  EXPECT_FALSE(p.player.revealed());
  p.player.next();
  EXPECT_EQ(p.player.number(), 2);
  EXPECT_TRUE(p.player.revealed());
  EXPECT_EQ(p.player.chosen(), -1);
  p.player.next();
  EXPECT_EQ(p.player.number(), 3);
  EXPECT_TRUE(p.player.atEnd());
}

TEST(LessonPlayer, BackRestoresExactlyEveryScene) {
  Played p(kFour);
  std::vector<Scene> seen{p.stage.scene()};
  for (int i = 0; i < 4; ++i) {
    p.player.next();
    seen.push_back(p.stage.scene());
  }
  for (int i = 4; i > 0; --i) {
    p.player.back();
    EXPECT_EQ(p.stage.scene(), seen[static_cast<size_t>(i - 1)]) << i;
    EXPECT_EQ(p.stage.calls.back().before, seen[static_cast<size_t>(i)]) << i;
  }
  EXPECT_FALSE(p.player.canGoBack());
  const size_t calls = p.stage.calls.size();
  p.player.back();
  EXPECT_EQ(p.stage.calls.size(), calls);
}

TEST(LessonPlayer, BackBringsTheWeightsThatTrainingHadMade) {
  Played p(kFour);
  const auto first = p.stage.current = std::make_shared<const core::Snapshot>();
  p.player.next();
  const auto second = p.stage.current = std::make_shared<const core::Snapshot>();
  EXPECT_EQ(p.stage.calls.back().kept, nullptr);
  p.player.next();
  p.player.back();
  EXPECT_EQ(p.stage.calls.back().kept, second);
  p.player.back();
  EXPECT_EQ(p.stage.calls.back().kept, first);
}

TEST(LessonPlayer, AChoiceRevealsAndBackAsksAgain) {
  Played p(kFour);
  p.player.next();
  p.player.choose(0);  // no question here
  EXPECT_EQ(p.player.number(), 1);
  p.player.next();
  p.player.choose(2);  // there are but two
  EXPECT_FALSE(p.player.revealed());
  p.player.choose(0);
  EXPECT_TRUE(p.player.revealed());
  EXPECT_EQ(p.player.chosen(), 0);
  p.player.next();
  EXPECT_EQ(p.player.chosen(), -1);
  p.player.back();
  EXPECT_TRUE(p.player.revealed());
  EXPECT_EQ(p.player.chosen(), 0);
  p.player.back();
  EXPECT_FALSE(p.player.revealed());
  EXPECT_EQ(p.player.chosen(), -1);
}

TEST(LessonPlayer, EndsAfterTheLastStepAndLeavesTheStage) {
  Played p("  - say: one\n");
  QSignalSpy ended(&p.player, &LessonPlayer::ended);
  EXPECT_EQ(p.stage.entered, 1);
  p.player.next();
  EXPECT_EQ(ended.count(), 1);
  EXPECT_EQ(p.stage.left, 1);
  p.player.next();
  p.player.stop();
  EXPECT_EQ(p.stage.left, 1);
  // And another may begin.
  p.player.start(lessonOf(kFour));
  EXPECT_EQ(p.player.number(), 0);
}

TEST(LessonPlayer, WaitsForAGap) {
  Played p("  - {say: one, wait: {gap: 0.1, at most: 30}}\n  - say: two\n");
  QTest::qWait(250);
  EXPECT_EQ(p.player.number(), 0);
  p.stage.currentGap = 0.3;
  QTest::qWait(250);
  EXPECT_EQ(p.player.number(), 0);
  EXPECT_TRUE(p.player.waiting().contains("0.300"));
  p.stage.currentGap = 0.09;
  QTest::qWait(250);
  EXPECT_EQ(p.player.number(), 1);
}

TEST(LessonPlayer, WaitsNoLongerThanItShould) {
  Played p("  - {say: one, wait: {gap: 0.1, at most: 0.2}}\n  - {say: two, wait: {seconds: 0.2}}\n  - say: three\n");
  QTest::qWait(900);
  EXPECT_EQ(p.player.number(), 2);
}

TEST(LessonPlayer, TheLastStepStaysHoweverLongItWaited) {
  Played p("  - {say: one, wait: {seconds: 0.1}}\n");
  QTest::qWait(400);
  EXPECT_TRUE(p.player.playing());
}

TEST(LessonPlayer, GoingBackToAWaitDoesNotSendOneOnAgain) {
  Played p("  - {say: one, wait: {gap: 0.1}}\n  - say: two\n");
  p.stage.currentGap = 0.05;
  QTest::qWait(250);
  EXPECT_EQ(p.player.number(), 1);
  p.player.back();
  QTest::qWait(250);
  EXPECT_EQ(p.player.number(), 0);
  EXPECT_EQ(p.player.waiting(), "");
}

}  // namespace

}  // namespace app
