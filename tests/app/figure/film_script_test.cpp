#include "app/figure/film_script.h"

#include "app/figure/figure_plan.h"
#include "app/figure/frame_feeder.h"
#include "app/figure/paint_figure.h"
#include "core/util/error.h"
#include "tests/app/figure/figure_fixture.h"

namespace {

using namespace figure_testing;

FilmScript scriptOf(FilmPlay play, FilmLoop loop) {
  FilmScript script;
  script.play = play;
  script.loop = loop;
  script.source = sourceOf("nsf");
  script.spec.size = {160, 120};
  script.fps = 10;
  if (play != FilmPlay::depth) {
    // A training of three moments.
    for (const int step : {0, 100, 400}) {
      FigureSource moment = script.source;
      moment.step = step;
      moment.theta = std::make_shared<const core::Theta>(*script.source.theta * core::Real(step / 400.0));
      script.history.push_back(moment);
    }
    script.history.back() = script.source;
    script.history.back().step = 400;
  }
  return script;
}

TEST(FilmScript, LastsAsLongAsItIsTold) {
  FilmScript script = scriptOf(FilmPlay::depth, FilmLoop::once);
  script.seconds = 3;
  script.fps = 24;
  EXPECT_EQ(script.frames(), 72);
  script.seconds = 0.5;
  script.fps = 15;
  EXPECT_EQ(script.frames(), 8);
  script.seconds = 0;  // as on screen: four layers and rests
  EXPECT_NEAR(script.length(), 4 * 0.95 + 1.6, 1e-9);
}

TEST(FilmScript, TheWarpLeadsFromTheBaseToTheData) {
  const FilmScript script = scriptOf(FilmPlay::depth, FilmLoop::once);
  EXPECT_EQ(script.frame(0).spec.depth, 0);
  EXPECT_EQ(script.frame(script.frames() - 1).spec.depth, 4);
  double last = 0, most = 0;
  for (int i = 0; i < script.frames(); ++i) {
    const double depth = script.frame(i).spec.depth;
    EXPECT_GE(depth, last);
    most = std::max(most, depth - last);
    last = depth;
  }
  EXPECT_LT(most, 0.5);  // it moves, it does not jump
}

TEST(FilmScript, ThereAndBackTheLastFrameLeadsToTheFirst) {
  for (const FilmPlay play : {FilmPlay::depth, FilmPlay::training}) {
    const FilmScript script = scriptOf(play, FilmLoop::pingPong);
    FigureEvaluator evaluator;
    const auto picture = [&](int i) {
      const FilmFrame f = script.frame(i);
      FigureSpec spec = f.spec;
      spec.top = 0.5;
      spec.parts.numbers = false;
      return figureImage(spec, f.source, evaluator);
    };
    const int n = script.frames();
    EXPECT_LT(meanDifference(picture(0), picture(n - 1)), 3);
    EXPECT_GT(meanDifference(picture(0), picture(n / 2)), 4);
  }
}

TEST(FilmScript, AWarpMayEndBeforeTheData) {
  FilmScript script = scriptOf(FilmPlay::depth, FilmLoop::once);
  script.spec.depth = 2.5;
  EXPECT_EQ(script.frame(0).spec.depth, 0);
  EXPECT_EQ(script.frame(script.frames() - 1).spec.depth, 2.5);
}

TEST(FilmScript, TrainingEndsWithTheTrainedFlow) {
  const FilmScript script = scriptOf(FilmPlay::training, FilmLoop::once);
  EXPECT_EQ(script.frame(0).source.step, 0);
  EXPECT_EQ(script.frame(0).source.theta, script.history.front().theta);
  const FilmFrame last = script.frame(script.frames() - 1);
  EXPECT_EQ(last.source.theta, script.history.back().theta);
  EXPECT_EQ(last.spec.depth, 4);
  const QImage paper(1, 1, QImage::Format_RGB32);
  EXPECT_EQ(figureNumbers(last.spec, last.source, 1, FigureType(paper, 10)).front().name, "step ");
  int step = -1;
  for (int i = 0; i < script.frames(); ++i) {
    EXPECT_GE(script.frame(i).source.step, step);
    step = script.frame(i).source.step;
  }
  // Between two moments lies what is between them.
  for (int i = 0; i < script.frames(); ++i) {
    const FigureSource& s = script.frame(i).source;
    if (s.step > 100 && s.step < 400) {
      const double part = (s.step - 100) / 300.0;
      const double wanted = 0.25 + part * 0.75;
      EXPECT_NEAR((*s.theta / *script.source.theta)(7), wanted, 0.01);
    }
  }
}

TEST(FilmScript, BothLearnsAndThenWarps) {
  const FilmScript script = scriptOf(FilmPlay::both, FilmLoop::restart);
  const int n = script.frames();
  EXPECT_EQ(script.frame(0).source.step, 0);
  EXPECT_EQ(script.frame(0).spec.depth, 4);
  EXPECT_EQ(script.frame(n / 2).source.theta, script.source.theta);
  EXPECT_LT(script.frame(static_cast<int>(0.61 * n)).spec.depth, 0.2);
  EXPECT_EQ(script.frame(n - 1).spec.depth, 4);
}

TEST(FilmScript, WhatCannotBePlayedIsTold) {
  const auto refused = [](const FilmScript& script, const std::string& word) {
    try {
      check(script);
      ADD_FAILURE() << word << " was not refused";
    } catch (const core::InputError& error) {
      EXPECT_NE(std::string(error.what()).find(word), std::string::npos) << error.what();
    }
  };
  FilmScript script = scriptOf(FilmPlay::depth, FilmLoop::once);
  check(script);
  script.fps = 0;
  refused(script, "frames a second");
  script.fps = 60;
  script.seconds = 3000;
  refused(script, "20000 frames");
  script.seconds = 1;
  script.play = FilmPlay::training;
  refused(script, "no moments of this training");
  script.play = FilmPlay::depth;
  script.spec.layout = FigureLayout::row;
  refused(script, "single");
}

TEST(FrameFeeder, GivesTheFramesThatWouldBeDrawnInAnyOrder) {
  FilmScript script = scriptOf(FilmPlay::depth, FilmLoop::once);
  script.spec.top = 0.4;
  script.seconds = 2;
  FigureEvaluator evaluator;
  FrameFeeder feeder(script, 3);
  const auto drawn = [&](int i) {
    const FilmFrame f = script.frame(i);
    return figureImage(f.spec, f.source, evaluator);
  };
  for (int i = 0; i < script.frames(); ++i) {
    EXPECT_EQ(feeder.frame(i), drawn(i)) << i;
    if (i == 5) {  // and others, when asked for
      EXPECT_EQ(feeder.frame(17), drawn(17));
    }
  }
}

TEST(FrameFeeder, LeavesOutWhatIsLeftOutGoesBackAndMayStopAtAnyTime) {
  FilmScript script = scriptOf(FilmPlay::depth, FilmLoop::once);
  script.spec.top = 0.4;
  FigureEvaluator evaluator;
  FrameFeeder feeder(script, 2);
  for (const int i : {0, 7, 14, 21, 0, 2, 4}) {
    const FilmFrame f = script.frame(i);
    EXPECT_EQ(feeder.frame(i), figureImage(f.spec, f.source, evaluator));
  }
}

TEST(FrameFeeder, PassesOnWhatGoesWrong) {
  FilmScript script = scriptOf(FilmPlay::depth, FilmLoop::once);
  script.spec.caption = "$\\nosuchthing$";
  FrameFeeder feeder(script, 2);
  EXPECT_THROW(feeder.frame(0), core::InputError);
}

}  // namespace
