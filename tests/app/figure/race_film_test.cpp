// A race as a film: lanes on one clock, who leads, and the pictures of it.

#include "app/figure/paint_race.h"

#include "app/figure/film_script.h"
#include "app/figure/frame_feeder.h"
#include "app/figure/paint_figure.h"
#include "app/figure/race_plan.h"
#include "core/util/error.h"
#include "tests/app/figure/figure_fixture.h"

namespace {

using namespace figure_testing;

// From the start to a saved flow, in moments at these steps.
RaceRecord::Lane laneOf(const QString& name, const std::string& preset, const std::vector<int>& steps, double nll) {
  RaceRecord::Lane lane{name, {}};
  const FigureSource whole = sourceOf(preset);
  for (const int step : steps) {
    const double part = static_cast<double>(step) / steps.back();
    FigureSource moment = whole;
    moment.step = step;
    moment.theta = std::make_shared<const core::Theta>(*whole.theta * static_cast<core::Real>(part));
    moment.entropy = 0.3;
    moment.nll = nll + (1 - part) * 2;
    lane.moments.push_back({static_cast<double>(step), moment});
  }
  return lane;
}

std::shared_ptr<const RaceRecord> someRace() {
  auto record = std::make_shared<RaceRecord>();
  record->subject = "Two moons, seed 1";
  record->lanes = {laneOf("Neural spline flow", "nsf", {0, 100, 400}, 0.35),
                   laneOf("RealNVP", "realnvp", {0, 100, 200}, 0.9)};
  return record;
}

FilmScript scriptOf(FilmLoop loop = FilmLoop::once) {
  FilmScript script;
  script.play = FilmPlay::race;
  script.loop = loop;
  script.race = someRace();
  script.source = script.race->lanes.front().moments.back().source;
  script.spec.size = {320, 240};
  script.fps = 10;
  script.seconds = 2;
  FigureEvaluator evaluator;
  return withCommonTop(script, evaluator);
}

TEST(RaceFilm, BeginsAtTheStartAndEndsWithAllThatWasTrained) {
  const FilmScript script = scriptOf();
  check(script);
  ASSERT_EQ(script.frames(), 20);
  const RaceMoment first = *script.frame(0).race, last = *script.frame(19).race;
  EXPECT_EQ(first.at, 0);
  EXPECT_EQ(last.at, 400);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(first.lanes[i].theta, script.race->lanes[i].moments.front().source.theta);
    EXPECT_EQ(last.lanes[i].theta, script.race->lanes[i].moments.back().source.theta);
  }
  double at = -1;
  for (int i = 0; i < script.frames(); ++i) {
    EXPECT_GE(script.frame(i).race->at, at);
    at = script.frame(i).race->at;
  }
}

TEST(RaceFilm, ALaneThatIsDoneStaysWhereItIsAndOthersGoOn) {
  const auto record = someRace();
  const RaceMoment moment = raceAt(record, 300);
  EXPECT_FALSE(moment.done(0));
  EXPECT_TRUE(moment.done(1));
  EXPECT_EQ(moment.lanes[0].step, 300);
  EXPECT_EQ(moment.lanes[1].step, 200);
  EXPECT_FALSE(raceAt(record, 150).done(1));
  EXPECT_NEAR((*raceAt(record, 50).lanes[0].theta / *sourceOf("nsf").theta)(7), 50 / 400.0, 0.01);
}

TEST(RaceFilm, WhoHasTheLowerNllLeadsAndNobodyWhereNoneShows) {
  const auto record = someRace();
  EXPECT_EQ(raceAt(record, 400).leader(), 0);
  RaceMoment moment = raceAt(record, 400);
  std::swap(moment.lanes[0], moment.lanes[1]);
  EXPECT_EQ(moment.leader(), 1);
  moment.lanes[0].nll = *moment.lanes[1].nll + 1e-5;  // three decimals do not show it
  EXPECT_EQ(moment.leader(), -1);
  moment.lanes[0].nll.reset();
  EXPECT_EQ(moment.leader(), 1);
  moment.lanes[1].nll.reset();
  EXPECT_EQ(moment.leader(), -1);
}

TEST(RaceFilm, ThereAndBackTheLastFrameLeadsToTheFirst) {
  const FilmScript script = scriptOf(FilmLoop::pingPong);
  FigureEvaluator evaluator;
  const int n = script.frames();
  const QImage first = frameImage(script.frame(0), evaluator);
  EXPECT_LT(meanDifference(first, frameImage(script.frame(n - 1), evaluator)), 4);
  EXPECT_GT(meanDifference(first, frameImage(script.frame(n / 2), evaluator)), 5);
}

TEST(RaceFilm, TheSameFilmTwiceIsTheSamePictures) {
  const FilmScript script = scriptOf();
  FrameFeeder once(script, 2), again(script, 1);
  for (const int i : {0, 7, 19}) {
    const QImage picture = once.frame(i);
    EXPECT_EQ(picture, again.frame(i)) << i;
    EXPECT_EQ(picture.size(), QSize(320, 240));
    EXPECT_GT(spread(picture), 20);
  }
  EXPECT_NE(once.frame(0), once.frame(19));
}

TEST(RaceFilm, NothingLiesOverAnythingElse) {
  for (const QSize size : {QSize(1920, 1080), QSize(480, 360), QSize(480, 270), QSize(1080, 1350), QSize(160, 120)}) {
    for (const size_t lanes : {2u, 3u, 4u, 6u}) {
      auto record = std::make_shared<RaceRecord>(*someRace());
      while (record->lanes.size() < lanes) record->lanes.push_back(record->lanes.front());
      FigureSpec spec;
      spec.size = size;
      spec.caption = "A caption.";
      const QImage paper(1, 1, QImage::Format_RGB32);
      for (const FigureLayout layout : {FigureLayout::single, FigureLayout::beside}) {
        spec.layout = layout;
        const RacePlan plan = planRace(spec, raceAt(record, 10), paper);
        ASSERT_EQ(plan.panels.size(), lanes + (layout == FigureLayout::beside ? 1 : 0));
        std::vector<QRectF> all{plan.header};
        if (plan.parts.numbers) all.push_back(plan.chart);
        for (size_t i = 0; i < plan.panels.size(); ++i) {
          all.push_back(plan.heads[i]);
          all.push_back(plan.panels[i].box);
          if (plan.parts.numbers) all.push_back(plan.feet[i]);
          EXPECT_GE(plan.panels[i].box.width(), 7);
          EXPECT_GT(plan.panels[i].box.height(), 8);
        }
        const QString what = QString("%1x%2, %3 lanes").arg(size.width()).arg(size.height()).arg(lanes);
        for (size_t i = 0; i < all.size(); ++i) {
          EXPECT_TRUE(QRectF(QPointF(0, 0), QSizeF(size)).contains(all[i])) << what.toStdString() << " " << i;
          for (size_t j = 0; j < i; ++j) {
            const QRectF both = all[i] & all[j];
            EXPECT_TRUE(both.width() < 1 || both.height() < 1) << what.toStdString() << " " << i << " " << j;
          }
        }
      }
    }
  }
}

TEST(RaceFilm, WhatIsNoRaceIsRefused) {
  FilmScript script = scriptOf();
  auto record = std::make_shared<RaceRecord>(*script.race);
  record->lanes.pop_back();
  script.race = record;
  EXPECT_THROW(check(script), core::InputError);
  script.race = nullptr;
  EXPECT_THROW(check(script), core::InputError);
  script = scriptOf();
  script.spec.layout = FigureLayout::beside;
  check(script);
  script.spec.layout = FigureLayout::row;
  EXPECT_THROW(check(script), core::InputError);
}

}  // namespace
