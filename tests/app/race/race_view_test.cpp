// The race as a lecturer runs it: real threads, short races.

#include "app/race/race_view.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QLineSeries>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <cmath>
#include <filesystem>
#include <functional>
#include <set>

#include "app/race/race_bar.h"
#include "app/race/race_chart.h"
#include "app/race/race_pane.h"
#include "app/race/race_table.h"
#include "app/stack/preset_list.h"

namespace {

using namespace app;

long threads() {
  const std::filesystem::directory_iterator all("/proc/self/task");
  return std::distance(begin(all), end(all));
}

class RaceViewTest : public testing::Test {
 protected:
  RaceViewTest() {
    project = core::defaultProject();
    project.training.batch = 64;
    view.resize(740, 560);
    view.show();
  }

  bool until(const std::function<bool()>& done) { return QTest::qWaitFor(done, 60000); }
  int steps(int place) const { return view.lane(place).standing() ? view.lane(place).standing()->steps : 0; }
  QAbstractButton* button(const QString& words) const {
    for (QAbstractButton* b : view.bar()->findChildren<QAbstractButton*>()) {
      if (b->text() == words) return b;
    }
    ADD_FAILURE() << words.toStdString();
    return nullptr;
  }
  QString cell(int row, int place) const { return view.table()->index(row, place).data().toString(); }

  core::Project project;
  RaceView view;
};

TEST_F(RaceViewTest, WaitsAtTheStartLineWithBothPictures) {
  view.start(project);
  ASSERT_TRUE(until([&] { return view.lane(0).frame() && view.lane(1).frame() && view.lane(0).standing()->costs; }));
  EXPECT_FALSE(view.running());
  EXPECT_EQ(steps(0), 0);
  EXPECT_EQ(view.lane(0).entry().flow, project.flow);
  EXPECT_NE(view.lane(1).entry().flow, project.flow);
  EXPECT_EQ(button("Start")->accessibleName(), QString("Start the race"));
}

TEST_F(RaceViewTest, KeepsARecordForAFilmUntilTheNextRaceHasMoved) {
  view.start(project);
  view.choose(1, "planar");
  ASSERT_TRUE(until([&] { return view.lane(0).standing() && view.lane(1).standing(); }));
  EXPECT_EQ(view.record(), nullptr);  // nobody has left the start
  button("Start")->click();
  ASSERT_TRUE(until([&] {
    const auto so = view.record();
    return so != nullptr && so->lanes[0].moments.size() > 3 && so->lanes[1].moments.size() > 3;
  }));
  button("Pause")->click();
  ASSERT_TRUE(until([&] { return !view.lane(0).standing()->running && !view.lane(1).standing()->running; }));
  const auto record = view.record();
  ASSERT_NE(record, nullptr);
  check(record.get());
  EXPECT_FALSE(record->bySeconds);
  ASSERT_EQ(record->lanes.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    const auto& moments = record->lanes[i].moments;
    EXPECT_EQ(moments.front().source.step, 0);
    EXPECT_EQ(moments.back().source.step, steps(static_cast<int>(i)));
    EXPECT_EQ(moments.back().source.nll, view.lane(static_cast<int>(i)).standing()->heldOut());
    EXPECT_GT(moments.size(), 3u);
    for (size_t m = 1; m < moments.size(); ++m) EXPECT_GT(moments[m].at, moments[m - 1].at);
  }
  EXPECT_EQ(raceAt(record, record->end()).leader(), view.table()->leader());
  EXPECT_EQ(view.record(), record);  // nothing has changed
  view.stop();
  EXPECT_EQ(view.record(), record);
  view.start(project);
  EXPECT_EQ(view.record(), record);
}

TEST_F(RaceViewTest, RacesPausesAndGoesBackToTheStart) {
  view.start(project);
  view.choose(1, "planar");
  button("Start")->click();
  ASSERT_TRUE(until([&] { return steps(0) > 60 && steps(1) > 60 && cell(RaceTable::Gap, 0) != "–"; }));
  ASSERT_TRUE(until([&] { return view.chart()->curve(0).count() > 2 && view.chart()->curve(1).count() > 2; }));
  EXPECT_EQ(view.chart()->entropy().count(), 2);
  button("Pause")->click();
  ASSERT_TRUE(until([&] { return !view.lane(0).standing()->running; }));
  EXPECT_EQ(view.lane(0).standing()->curve.back().steps, steps(0));
  const int there = steps(0);
  QTest::qWait(150);
  EXPECT_EQ(steps(0), there);
  button("Reset")->click();
  ASSERT_TRUE(until([&] { return view.lane(0).standing() && view.lane(1).standing(); }));
  EXPECT_EQ(steps(0), 0);
  EXPECT_FALSE(view.running());
}

TEST_F(RaceViewTest, TheSameStackAndSeedHaveTheSameLossAtTheSameStep) {
  view.start(project);
  view.choose(0, "realnvp");
  view.choose(1, "realnvp");
  view.setRunning(true);
  ASSERT_TRUE(until([&] { return steps(0) > 150 && steps(1) > 150; }));
  const auto& a = view.lane(0).standing()->curve;
  const auto& b = view.lane(1).standing()->curve;
  const size_t both = std::min(a.size(), b.size());
  ASSERT_GE(both, 3U);
  for (size_t i = 0; i < both; ++i) {
    if (a[i].steps != b[i].steps) break;
    EXPECT_EQ(a[i].heldOut, b[i].heldOut) << a[i].steps;
  }
  EXPECT_EQ(a[2].steps, b[2].steps);
}

TEST_F(RaceViewTest, OfTheSameStepsNeitherRunsAhead) {
  view.start(project);
  view.choose(0, "planar");
  view.choose(1, "flowpp");
  view.setRunning(true);
  ASSERT_TRUE(until([&] { return steps(0) > 100 && steps(1) > 100; }));
  view.setRunning(false);
  ASSERT_TRUE(until([&] { return !view.lane(0).standing()->running && !view.lane(1).standing()->running; }));
  EXPECT_LE(std::abs(steps(0) - steps(1)), core::Pace::kLeadSteps);
}

TEST_F(RaceViewTest, OfTheSameClockTheTimeIsTheSame) {
  view.setMode(core::RaceMode::sameClock);
  view.start(project);
  view.choose(0, "planar");
  view.choose(1, "flowpp");
  view.setRunning(true);
  const auto seconds = [&](int place) { return view.lane(place).standing()->seconds; };
  ASSERT_TRUE(until([&] { return steps(0) > 0 && seconds(0) > 0.4 && seconds(1) > 0.4; }));
  view.setRunning(false);
  ASSERT_TRUE(until([&] { return !view.lane(0).standing()->running && !view.lane(1).standing()->running; }));
  EXPECT_LE(std::abs(seconds(0) - seconds(1)), 2 * core::Pace::kLeadSeconds);
  EXPECT_GT(steps(0), steps(1));
}

TEST_F(RaceViewTest, OneOfTheTwoWaysToCompareIsAlwaysChosen) {
  view.start(project);
  for (const char* words : {"Same clock", "Same clock", "Same steps", "Same steps"}) {
    button(words)->click();  // the second time it changes nothing
    EXPECT_EQ(view.mode() == core::RaceMode::sameClock, QString(words) == "Same clock");
    EXPECT_EQ(button("Same clock")->isChecked(), view.mode() == core::RaceMode::sameClock);
    EXPECT_EQ(button("Same steps")->isChecked(), view.mode() == core::RaceMode::sameSteps);
  }
}

TEST_F(RaceViewTest, AStackThatIsRefusedSaysWhyAndTheOtherRunsOn) {
  project.flow = core::parseStack("cnf(hidden=8)", core::Objective::flowMatching);
  project.training.objective = core::Objective::flowMatching;
  view.start(project);
  view.choose(1, "planar");
  view.setRunning(true);
  ASSERT_TRUE(until([&] { return steps(0) > 2 * core::Pace::kLeadSteps && !view.lane(1).refusal().isEmpty(); }));
  ASSERT_TRUE(until([&] { return view.pane(1)->picture()->sentence().contains("planar"); }));
  EXPECT_TRUE(view.pane(1)->picture()->sentence().endsWith('.'));
  ASSERT_TRUE(until([&] { return view.winner() == 0; }));
}

TEST_F(RaceViewTest, SwappingChangesPlacesAndNothingElse) {
  view.start(project);
  view.choose(1, "planar");
  view.setRunning(true);
  ASSERT_TRUE(until([&] { return steps(0) > 50; }));
  const int before = steps(1);
  button("Swap")->click();
  EXPECT_EQ(view.lane(0).entry().name, QString("Planar flow"));
  EXPECT_GE(steps(0), before);
  EXPECT_TRUE(view.running());
  EXPECT_EQ(view.pane(0)->chooser()->currentText(), QString("Planar flow"));
  EXPECT_EQ(view.table()->headerData(0, Qt::Horizontal).toString(), QString("Planar flow"));
}

TEST_F(RaceViewTest, TheWinnerIsTakenAndThePageClosed) {
  core::FlowSpec taken;
  QObject::connect(&view, &RaceView::stackChosen, [&](const core::FlowSpec& flow) { taken = flow; });
  QSignalSpy closed(&view, &RaceView::closed);
  view.start(project);
  view.choose(0, "radial");
  view.choose(1, "nsf");
  EXPECT_FALSE(button("Take the winner")->isEnabled());
  view.setRunning(true);
  ASSERT_TRUE(until([&] { return steps(1) > 100 && view.winner() == 1; }));
  ASSERT_TRUE(button("Take the winner")->isEnabled());
  button("Take the winner")->click();
  ASSERT_NE(presetOf(taken), nullptr);
  EXPECT_EQ(presetOf(taken)->key, "nsf");
  button("✕")->click();
  EXPECT_EQ(closed.count(), 1);
}

TEST_F(RaceViewTest, AnotherSeedDrawsOtherPointsAndWeights) {
  view.start(project);
  ASSERT_TRUE(until([&] { return view.lane(1).standing() && !view.lane(1).standing()->curve.empty(); }));
  const core::Theta before = *view.lane(1).standing()->theta;
  button("New seed")->click();
  ASSERT_TRUE(until([&] { return view.lane(1).standing() && !view.lane(1).standing()->curve.empty(); }));
  EXPECT_GT((*view.lane(1).standing()->theta - before).abs().maxCoeff(), 0);
}

TEST_F(RaceViewTest, PointsHaveNoEntropyAndSaySo) {
  auto points = std::make_shared<core::Points>(core::makeTarget({})->sample(1000, 1, core::Stream::test));
  project.target = {"points", "mine.csv", points};
  view.start(project);
  view.setRunning(true);
  ASSERT_TRUE(until([&] { return steps(0) > 30 && view.chart()->curve(0).count() > 1; }));
  EXPECT_EQ(view.chart()->entropy().count(), 0);
  EXPECT_EQ(cell(RaceTable::Gap, 0), QString("–"));
  EXPECT_NE(cell(RaceTable::HeldOut, 0), QString("–"));
}

TEST_F(RaceViewTest, StoppingEndsAllThreads) {
  QTest::qWait(20);
  const long before = threads();
  view.start(project);
  view.setRunning(true);
  ASSERT_TRUE(until([&] { return steps(0) > 20; }));
  EXPECT_GT(threads(), before + 3);
  view.stop();
  EXPECT_FALSE(view.started());
  EXPECT_TRUE(until([&] { return threads() <= before; })) << threads() << " " << before;
  view.start(project);
  view.hide();  // the page is left
  EXPECT_FALSE(view.started());
  EXPECT_TRUE(until([&] { return threads() <= before; }));
}

TEST_F(RaceViewTest, EverythingIsReachedByTabAndHasAName) {
  view.start(project);
  std::set<QWidget*> reached;
  for (QWidget* w = view.nextInFocusChain(); w != &view && reached.insert(w).second;) w = w->nextInFocusChain();
  int controls = 0;
  for (QWidget* w : view.findChildren<QWidget*>()) {
    const bool control = qobject_cast<QAbstractButton*>(w) || qobject_cast<QComboBox*>(w) || w->inherits("QTableView");
    if (!control || !w->isVisible() || w->inherits("QTableCornerButton")) continue;
    ++controls;
    EXPECT_TRUE((w->focusPolicy() & Qt::TabFocus) != 0) << w->metaObject()->className();
    EXPECT_EQ(reached.count(w), 1U);
    EXPECT_FALSE(w->accessibleName().isEmpty()) << w->metaObject()->className();
  }
  EXPECT_GE(controls, 11);
}

}  // namespace
