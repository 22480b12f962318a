// The window without a screen: edits reach the training, bad files leave everything as it was.

#include <gtest/gtest.h>

#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "app/canvas/canvas.h"
#include "app/canvas/colour_map.h"
#include "app/main_window.h"
#include "app/race/race_view.h"
#include "app/target/paint_view.h"
#include "core/project/edits.h"

namespace {

using namespace app;

class Window : public testing::Test {
 protected:
  Window() : window(options()) {
    window.resize(1280, 800);
    window.show();
    EXPECT_TRUE(QTest::qWaitFor([this] { return window.player().snapshot() && step() > 20; }, 20000));
  }
  static WindowOptions options() {
    WindowOptions o;
    o.device = "cpu";
    o.rememberSession = false;
    return o;
  }
  int step() const { return const_cast<MainWindow&>(window).player().snapshot()->state.step; }
  QString write(const QString& name, const QByteArray& bytes) {
    QFile file(folder.filePath(name));
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    return file.fileName();
  }
  void press(const QString& text) {
    for (auto* button : window.findChildren<QToolButton*>()) {
      if (button->text() == text && button->isVisible()) return button->click();
    }
    FAIL() << text.toStdString();
  }
  // Opening `path` is refused with one sentence, and the project is as it was.
  void expectRefused(const QString& path) {
    const core::Project before = window.document().project();
    window.statusBar()->clearMessage();
    // What stands there may be followed by a word of training's before one looks.
    QString message;
    const auto hears =
        QObject::connect(window.statusBar(), &QStatusBar::messageChanged, &window, [&](const QString& m) {
          if (m.contains(path)) message = m;
        });
    if (window.openPath(path)) {  // it is being read
      EXPECT_TRUE(QTest::qWaitFor([&] { return !message.isEmpty(); }, 20000)) << path.toStdString();
    }
    if (message.isEmpty()) message = window.statusBar()->currentMessage();
    QObject::disconnect(hears);
    EXPECT_TRUE(window.document().project() == before);
    EXPECT_GT(message.size(), 10);
    EXPECT_FALSE(message.contains('\n'));
  }

  QTemporaryDir folder;
  MainWindow window;
};

TEST_F(Window, IsAlreadyTrainingAndPlayingWhenItOpens) {
  EXPECT_TRUE(window.player().training());
  EXPECT_TRUE(window.player().playing());
  const double depth = window.player().depth();
  EXPECT_TRUE(QTest::qWaitFor([&] { return window.player().depth() != depth; }, 3000));
  EXPECT_TRUE(QTest::qWaitFor([&] { return !window.player().takeIntervals().empty(); }, 5000));
}

TEST_F(Window, EditsWhileTrainingKeepTheWeightsOfTheLayersThatStay) {
  window.player().setTraining(false);
  QTest::qWait(300);
  const auto before = window.player().snapshot();
  window.document().edit("Insert", [](const core::Project& p) { return core::insertLayer(p, 2, "planar"); });
  ASSERT_TRUE(QTest::qWaitFor([&] { return window.player().snapshot()->flow->depth() == 5; }, 3000));
  const auto after = window.player().snapshot();
  core::Points x(3, 2);
  x << 0, 0, 1, 0.5f, -1, 0.3f;
  const core::Values a = before->flow->logDensity(*before->theta, x), b = after->flow->logDensity(*after->theta, x);
  EXPECT_LT((a - b).abs().maxCoeff(), 1e-4);
}

TEST_F(Window, ResetGoesBackToTheSameStart) {
  window.player().setTraining(false);
  QTest::qWait(200);
  window.player().resetTraining();
  ASSERT_TRUE(QTest::qWaitFor([&] { return step() == 0; }, 3000));
  const core::Flow flow(window.document().project().flow);
  EXPECT_TRUE((window.player().snapshot()->state.theta == flow.initialTheta(1)).all());
}

TEST_F(Window, BadFilesAreToldInOneSentenceAndChangeNothing) {
  expectRefused(write("text.csv", "x,y\n1,2\nthree,4\n"));
  expectRefused(write("nan.csv", "1,2\nnan,4\n"));
  expectRefused(write("one.csv", "1\n2\n3\n"));
  expectRefused(write("empty.csv", ""));
  expectRefused(write("foreign.pushforward", "{\"format\": \"something else\"}"));
  expectRefused(write("truncated.pushforward", "{\"format\": \"pushforward\", \"version\": 1, \"layers\": ["));
  expectRefused(write("newer.pushforward", "{\"format\": \"pushforward\", \"version\": 99}"));
  expectRefused(folder.filePath("missing.pushforward"));
  expectRefused(write("picture.xyz", "?"));
  expectRefused(write("a_file_with_a_name_that_is_far_longer_than_any_sentence_would_quote_of_a_word.xyz", "?"));
}

TEST_F(Window, SavingRightAfterOpeningKeepsTheWeightsOfTheFile) {
  const QString path = folder.filePath("a.pushforward"), copy = folder.filePath("b.pushforward");
  ASSERT_TRUE(window.saveTo(path));
  const core::Document before = core::loadProject(path.toStdString());
  QTest::qWait(300);  // it trains on
  ASSERT_TRUE(window.openPath(path));
  ASSERT_TRUE(window.saveTo(copy));  // the training thread may not have heard of the file yet
  const core::Document after = core::loadProject(copy.toStdString());
  EXPECT_EQ(after.state.step, before.state.step);
  EXPECT_TRUE((after.state.theta == before.state.theta).all());
}

TEST_F(Window, AnUndoneCardsPlaceIsNotInheritedByAnother) {
  auto& document = window.document();
  const auto insert = [&] {
    document.edit("Insert", [](const core::Project& p) { return core::insertLayer(p, 0, "affine"); });
    return document.project().flow.layers[0].id;
  };
  const int first = insert();
  document.undoStack().undo();
  EXPECT_NE(insert(), first);
}

TEST_F(Window, AnUnwritableFileLosesNothing) {
  EXPECT_FALSE(window.saveTo("/nonexistent-folder/flow.pushforward"));
  EXPECT_GT(window.statusBar()->currentMessage().size(), 10);
  EXPECT_TRUE(window.document().path().isEmpty());
}

TEST_F(Window, PointsFromAFileAreLearnedAndReportedInTheirUnits) {
  // A stack with too few parameters to learn these points by heart: the held-out NLL would rise again.
  window.document().edit("Stack", [](const core::Project& p) {
    return core::setStack(p, core::parseStack("affine*2(hidden=8)", p.training.objective));
  });
  QByteArray csv = "x,y\n";
  core::Rng rng(3);
  for (int i = 0; i < 4000; ++i)
    csv += QByteArray::number(1000 + 50 * rng.normal()) + "," + QByteArray::number(-3 + 0.01 * rng.normal()) + "\n";
  ASSERT_TRUE(window.openPath(write("far.csv", csv)));
  // H of N(1000, 50^2) x N(-3, .01^2) = log(2 pi e) + log 50 + log .01 = 2.1447 nats.
  EXPECT_TRUE(QTest::qWaitFor(
      [&] {
        const auto& s = window.player().snapshot();
        return s->heldOut && !s->entropy && std::abs(*s->heldOut - 2.1447) < 0.15;
      },
      20000));
}

TEST_F(Window, APaintingIsLearnedSavedAndPaintedOn) {
  window.showPaint(true);
  PaintSheet* sheet = window.findChild<PaintView*>()->sheet();
  QTest::mouseClick(sheet, Qt::LeftButton, {}, sheet->toWidget(60, 60).toPoint());
  const core::Project& project = window.document().project();
  ASSERT_EQ(project.target.file, "painting");
  EXPECT_TRUE(
      QTest::qWaitFor([&] { return window.player().snapshot()->scaling == project.scaling && step() > 20; }, 20000));
  const QString path = folder.filePath("painted.pushforward");
  ASSERT_TRUE(window.saveTo(path));
  const Painting::Sheet ink = sheet->painting().ink();
  QTest::keyClick(sheet, Qt::Key_Escape);
  MainWindow other(options());
  ASSERT_TRUE(other.openPath(path));
  other.show();
  other.showPaint(true);
  EXPECT_EQ(other.findChild<PaintView*>()->sheet()->painting().ink(), ink);
}

TEST_F(Window, TheSheetIsThereWhereThePlaneIs) {
  auto* paint = window.findChild<PaintView*>();
  auto* canvas = window.findChild<Canvas*>();
  for (const QString page : {"1D", "Race"}) {
    window.showPaint(true);
    EXPECT_TRUE(paint->isVisible() && canvas->isVisible());
    press(page);
    EXPECT_FALSE(paint->isVisible()) << page.toStdString();
    window.showPaint(true);  // and back from there
    EXPECT_TRUE(paint->isVisible() && canvas->isVisible());
  }
  press("Done");
  EXPECT_FALSE(paint->isVisible());
  window.showPaint(false);
  EXPECT_TRUE(canvas->isVisible());
}

TEST_F(Window, SpaceIsTheRacesWhileThereIsOne) {
  auto* race = window.findChild<RaceView*>();
  window.activateWindow();
  EXPECT_TRUE(QTest::qWaitFor([this] { return window.isActiveWindow(); }, 5000));
  press("Race");
  EXPECT_FALSE(window.player().training());
  for (const bool runs : {true, false}) {
    QTest::keyClick(window.focusWidget(), Qt::Key_Space);  // a button of its own, which the key would press once more
    QTest::qWait(200);
    EXPECT_EQ(race->running(), runs);
    EXPECT_FALSE(window.player().training());
  }
  press("✕");
  EXPECT_TRUE(window.player().training());
  window.findChild<QToolButton*>("play")->setFocus();
  QTest::keyClick(window.focusWidget(), Qt::Key_Space);
  QTest::qWait(200);
  EXPECT_FALSE(window.player().training());
  EXPECT_FALSE(race->running());
}

TEST_F(Window, OnANarrowCanvasNoPlateCoversAnother) {
  window.resize(1280, 720);
  auto* canvas = window.findChild<Canvas*>();
  window.showPaint(true);
  ASSERT_TRUE(QTest::qWaitFor([&] { return canvas->width() < 400; }, 5000));
  canvas->grab();
  EXPECT_TRUE(canvas->rect().contains(canvas->formulaBox()));
  EXPECT_TRUE(canvas->rect().contains(canvas->integralBox()));
  EXPECT_FALSE(canvas->formulaBox().intersects(canvas->integralBox()));
  window.showPaint(false);
  ASSERT_TRUE(QTest::qWaitFor([&] { return canvas->width() > 700; }, 5000));
  canvas->grab();
  EXPECT_EQ(canvas->formulaBox().top(), canvas->integralBox().top());  // side by side
}

TEST_F(Window, FlowMatchingIsOfferedToVectorFieldsAlone) {
  QPushButton* objective = nullptr;
  for (QPushButton* button : window.findChildren<QPushButton*>()) {
    if (button->accessibleName().startsWith("Objective")) objective = button;
  }
  ASSERT_NE(objective, nullptr);
  emit objective->menu()->aboutToShow();
  QAction* matching = objective->menu()->actions().last();
  EXPECT_FALSE(matching->isEnabled());
  EXPECT_TRUE(matching->toolTip().contains("vector field")) << matching->toolTip().toStdString();
}

TEST_F(Window, ReverseKlHasItsOwnReadOuts) {
  const auto number = [this](const QString& name) {
    for (QLabel* label : window.findChildren<QLabel*>()) {
      if (label->accessibleName() == name) return label;
    }
    return static_cast<QLabel*>(nullptr);
  };
  EXPECT_FALSE(number("ESS")->isVisible());
  EXPECT_TRUE(number("True entropy")->isVisible());
  window.document().edit("Target", [](const core::Project& p) { return core::setTarget(p, core::parseTarget("u1")); });
  window.document().edit("Reverse KL",
                         [](const core::Project& p) { return core::setObjective(p, core::Objective::reverseKl); });
  EXPECT_TRUE(number("ESS")->isVisible());
  EXPECT_TRUE(number("Grid KL")->isVisible());
  EXPECT_FALSE(number("True entropy")->isVisible());
}

TEST(ColourMap, RunsFromVioletToYellow) {
  EXPECT_NEAR(qRed(viridis()[0]), 0x44, 4);
  EXPECT_NEAR(qBlue(viridis()[0]), 0x54, 4);
  EXPECT_NEAR(qRed(viridis()[255]), 253, 8);
  EXPECT_NEAR(qGreen(viridis()[255]), 231, 8);
}

TEST(DensityImage, PutsRowZeroBelowAndTheLargestInYellow) {
  core::DensityGrid grid{{0, 2, 0, 1}, 2, 1, {-1.0f, 0.0f}};
  grid.height = 2;
  grid.logDensity = {-100, -100, -100, 0};  // the largest at the upper right
  const QImage image = densityImage(grid, largest(grid));
  EXPECT_EQ(image.pixel(1, 0), viridis()[255]);
  EXPECT_EQ(image.pixel(0, 1), viridis()[0]);
}

}  // namespace
