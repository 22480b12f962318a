// A lesson as a film: every step has its time, its words and its motion; what it cannot show as the window does is shown
// in another way.

#include "app/figure/lesson_film.h"

#include <set>

#include "app/figure/film_script.h"
#include "app/figure/frame_feeder.h"
#include "app/figure/lesson_reel.h"
#include "app/lessons/lesson_list.h"
#include "core/util/error.h"
#include "tests/app/figure/figure_fixture.h"

namespace {

using namespace figure_testing;

Lesson lessonOf(const std::string& steps) { return readLesson("title: A test\nsteps:\n" + steps, "test.yaml", "."); }

// A warp, a question whose answer jumps, a training, the line.
const char* const kLesson = R"(
  - title: One
    say: A stretch, $x = 2z$.
    stage: plane
    stack: actnorm(direction=sampling)
    values:
      1: {a1: 0.6931472, a2: 0, b1: 0, b2: 0, initialised: 1}
    show: [density, grid, axes]
  - say: It plays.
    warp: play
  - say: Think.
    ask: How large?
    choices: ['1', '2']
    right: 2
    answer: Twice.
    cell: {at: [0, 0], side: 0.5}
    show: [density, grid, cell, ledger]
    probe: {space: base, at: [0.3, 0.2]}
    depth: base
    reveal:
      depth: data
  - say: It learns.
    stack: planar*2
    target: moons
    show: [density]
    train: play
    wait: {seconds: 1}
  - say: On the line.
    stage: line
    line: {map: affine, a: 1, b: 0}
    strips: 8
  - say: Steeper.
    line: {map: affine, a: 2, b: 3}
    z: 1
)";

FilmScript scriptOf(std::shared_ptr<const LessonReel> reel) {
  FilmScript script;
  script.play = FilmPlay::lesson;
  script.lesson = std::move(reel);
  script.source = sourceOf("nsf");
  script.spec.size = {320, 180};
  script.spec.parts.track = true;
  script.fps = 10;
  return script;
}

TEST(LessonFilm, EveryStepHasItsShotAndEveryAnswerOne) {
  const auto reel = makeReel(lessonOf(kLesson), 1);
  ASSERT_EQ(reel->shots.size(), 7u);
  EXPECT_FALSE(reel->shots[2].revealed);
  EXPECT_TRUE(reel->shots[3].revealed);
  EXPECT_EQ(reel->shots[3].step, 2);
  EXPECT_TRUE(reel->shots[5].line);
  for (const LessonShot& shot : reel->shots) {
    EXPECT_GE(shot.seconds, 4);
    EXPECT_GT(shot.seconds, shot.motion);
  }
}

TEST(LessonFilm, AStepMovesAsItsLessonSays) {
  const auto reel = makeReel(lessonOf(kLesson), 1);
  const double all = reel->length();
  double begin = 0;
  const auto at = [&](size_t shot, double part) {
    begin = 0;
    for (size_t i = 0; i < shot; ++i) begin += reel->shots[i].seconds;
    return lessonAt(reel, (begin + part * reel->shots[shot].seconds * (1 - 1e-9)) / all);
  };
  for (size_t i = 0; i < reel->shots.size(); ++i) EXPECT_EQ(at(i, 0.5).shot, static_cast<int>(i));
  EXPECT_EQ(at(0, 1).depth, 1);
  EXPECT_EQ(at(1, 1e-3).depth, 0);
  EXPECT_EQ(at(1, 1).depth, 1);
  EXPECT_EQ(at(2, 1).depth, 0);
  EXPECT_EQ(at(3, 1e-3).depth, 0);
  EXPECT_EQ(at(3, 1).depth, 1);
  EXPECT_EQ(at(4, 1e-3).source.step, 0);
  EXPECT_EQ(at(4, 1).source.step, 150);
  EXPECT_LT(*at(4, 1).source.nll, *at(4, 1e-3).source.nll);
  EXPECT_EQ(lineAt(reel->shots[6], at(6, 1e-3).part).flow.toData(1), 1);
  EXPECT_EQ(lineAt(reel->shots[6], at(6, 1).part).flow.toData(1), 5);
}

TEST(LessonFilm, LastsAsLongAsItIsToldWithAllOfItsSteps) {
  FilmScript script = scriptOf(untrainedReel(lessonOf(kLesson)));
  EXPECT_NEAR(script.length(), script.lesson->length(), 1e-9);
  script.seconds = 7;
  check(script);
  ASSERT_EQ(script.frames(), 70);
  EXPECT_EQ(script.frame(0).lesson->shot, 0);
  EXPECT_EQ(script.frame(69).lesson->shot, 6);
  std::set<int> shots;
  for (int i = 0; i < 70; ++i) shots.insert(script.frame(i).lesson->shot);
  EXPECT_EQ(shots.size(), 7u);
}

TEST(LessonFilm, ItIsAsLongBeforeItsTrainingsAsAfterThem) {
  const Lesson lesson = lessonOf(kLesson);
  const auto before = untrainedReel(lesson), after = makeReel(lesson, 1);
  EXPECT_FALSE(before->trained);
  EXPECT_TRUE(after->trained);
  ASSERT_EQ(before->shots.size(), after->shots.size());
  EXPECT_EQ(before->length(), after->length());
}

TEST(LessonFilm, TheSameLessonTwiceIsTheSamePictures) {
  const FilmScript a = scriptOf(makeReel(lessonOf(kLesson), 1)), b = scriptOf(makeReel(lessonOf(kLesson), 2));
  FrameFeeder once(a, 2), again(b, 1);
  const int n = a.frames();
  ASSERT_EQ(n, b.frames());
  for (const int i : {0, n / 4, n / 2, 3 * n / 4, n - 1}) {
    const QImage picture = once.frame(i);
    EXPECT_EQ(picture.size(), QSize(320, 180));
    EXPECT_LT(meanDifference(picture, again.frame(i)), 1e-9) << i;
    EXPECT_GT(spread(picture), 10) << i;
  }
  EXPECT_NE(once.frame(0), once.frame(n / 2));
}

TEST(LessonFilm, TheAnswerIsSeenOnlyOnceItIsRevealed) {
  const auto reel =
      untrainedReel(lessonOf("  - say: One.\n    stack: planar\n    ask: What?\n    choices: [yes, no]\n    right: 1\n "
                             "   answer: That is it.\n"));
  FigureEvaluator evaluator;
  FigureSpec spec;
  spec.size = {640, 360};
  const auto words = [&](int shot) {
    LessonMoment moment = lessonAt(reel, shot == 0 ? 0 : 1);
    const QImage all = frameImage({spec, sourceOf("nsf"), {}, moment}, evaluator);
    return all.copy(400, 0, 240, 360);
  };
  const QImage before = words(0), after = words(1);
  EXPECT_NE(before, after);
  // What was there stays in its place: nothing changes above the question.
  EXPECT_EQ(before.copy(0, 0, 240, 50), after.copy(0, 0, 240, 50));
}

// Half-way between these two the line would fold.
TEST(LessonFilm, MapsBetweenWhichOneFoldsAreShownAnotherWay) {
  const auto reel = makeReel(lessonOf(R"(
  - say: One.
    stage: line
    line: {map: planar, u: 3, w: -0.3, b: 0}
  - say: Two.
    line: {map: planar, u: 0.5, w: -1.8, b: 0}
)"),
                             1);
  for (double t = 0; t <= 1; t += 0.125) EXPECT_NO_THROW(lineAt(reel->shots[1], t)) << t;
}

// Nothing that was learned is lost by a look at the line.
TEST(LessonFilm, TheFlowIsStillThereAfterALine) {
  const auto reel = makeReel(lessonOf(R"(
  - say: It learns.
    stage: plane
    stack: planar*2
    target: moons
    train: play
    wait: {seconds: 1}
  - say: On the line.
    stage: line
    line: {map: affine, a: 1, b: 0}
  - say: Back.
    stage: plane
)"),
                             1);
  ASSERT_EQ(reel->shots.size(), 3u);
  EXPECT_TRUE((*reel->shots[2].moments.front().theta == *reel->shots[0].moments.back().theta).all());
}

TEST(LessonFilm, EveryShippedLessonHasAFilm) {
  FigureEvaluator evaluator;
  for (const LessonEntry& entry :
       findLessons({QString::fromStdString(std::string(PUSHFORWARD_SOURCE) + "/resources/lessons")})) {
    ASSERT_TRUE(entry.error.isEmpty()) << entry.error.toStdString();
    const FilmScript script = scriptOf(untrainedReel(loadLesson(entry.path)));
    check(script);
    EXPECT_GT(script.length(), 20) << entry.path.toStdString();
    EXPECT_LT(script.length(), 300) << entry.path.toStdString();
    for (const int i : {0, script.frames() / 2, script.frames() - 1}) {
      EXPECT_GT(spread(frameImage(script.frame(i), evaluator)), 10) << entry.path.toStdString() << i;
    }
  }
}

TEST(LessonFilm, WhatItCannotHaveIsRefused) {
  FilmScript script = scriptOf(untrainedReel(lessonOf(kLesson)));
  check(script);
  script.spec.layout = FigureLayout::beside;
  EXPECT_THROW(check(script), core::InputError);
  script.spec.layout = FigureLayout::single;
  script.spec.colours = FigureColours::blues;
  EXPECT_THROW(check(script), core::InputError);
  script.lesson = nullptr;
  EXPECT_THROW(check(script), core::InputError);
}

}  // namespace
