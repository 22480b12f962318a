// The target against the model: what the button writes to the view, what frames answer, and what a file of points cannot.

#include <gtest/gtest.h>

#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <cmath>

#include "app/canvas/plates.h"
#include "app/canvas/target_pane.h"
#include "app/main_window.h"
#include "tests/app/stage/stage_fixture.h"

namespace {

using namespace app;
using core::Comparison;

class ComparisonTest : public testing_support::StageToolsTest {
 protected:
  Comparison comparison() const { return document.project().view.comparison; }
  QList<QAction*> choices() const {
    for (auto* button : canvas.findChildren<QToolButton*>()) {
      if (button->text() == "Target") return button->findChild<QMenu*>()->actions();
    }
    return {};
  }
  bool isDown() const {
    for (auto* button : canvas.findChildren<QToolButton*>()) {
      if (button->text() == "Target") return button->isChecked();
    }
    return false;
  }
  void usePoints() {
    auto points = std::make_shared<core::Points>(400, 2);
    for (Eigen::Index k = 0; k < 400; ++k)
      points->row(k) << static_cast<core::Real>(std::sin(1.0 * k)), static_cast<core::Real>(std::cos(0.3 * k));
    core::TargetSpec spec;
    spec.key = "points";
    spec.file = "mine.csv";
    spec.points = points;
    document.edit("Target", [&](const core::Project& p) { return core::setTarget(p, spec); });
  }
};

TEST_F(ComparisonTest, TheButtonGoesThroughTheWays) {
  for (const Comparison next : {Comparison::contours, Comparison::difference, Comparison::beside, Comparison::off}) {
    press("Target");
    EXPECT_EQ(comparison(), next);
    EXPECT_EQ(isDown(), next != Comparison::off);
    EXPECT_TRUE(choices()[static_cast<int>(next)]->isChecked());
  }
  EXPECT_EQ(document.undoStack().count(), 0);  // as other choices of the view
}

TEST_F(ComparisonTest, FramesAnswerAndTheDifferenceTakesTheColours) {
  ASSERT_TRUE(waitFor([](const core::Frame&) { return true; }));
  EXPECT_EQ(frame->target, nullptr);
  press("Target");
  ASSERT_TRUE(waitFor([](const core::Frame& f) { return f.target != nullptr && f.target->levels.size() == 3; }));
  EXPECT_FALSE(frame->difference);
  EXPECT_EQ(unitOf(*frame), "p, per unit of area");
  press("Colour");  // log|det J|
  press("Target");
  EXPECT_EQ(stage().colouring, core::Colouring::density);
  ASSERT_TRUE(waitFor([](const core::Frame& f) { return f.difference.has_value(); }));
  EXPECT_EQ(unitOf(*frame), QString::fromUtf8("density, model − target"));
  EXPECT_GT(frame->difference->totalVariation, 0.05);  // an untrained flow is far from two moons
  EXPECT_LT(frame->difference->totalVariation, 1);
  const ColourScale scale = scaleOf(*frame);
  EXPECT_EQ(scale.low, -scale.high);
  EXPECT_EQ(scale.ticks[2].text, "0");
  // The colours mean one thing at a time.
  press("Colour");
  EXPECT_EQ(comparison(), Comparison::off);
}

TEST_F(ComparisonTest, BesideATargetBothHaveOneScale) {
  ASSERT_TRUE(waitFor([](const core::Frame&) { return true; }));
  for (int i = 0; i < 3; ++i) press("Target");
  ASSERT_TRUE(waitFor([](const core::Frame& f) { return f.target != nullptr; }));
  EXPECT_FLOAT_EQ(static_cast<float>(scaleOf(*frame).high),
                  std::max(frame->target->top, std::exp(largest(frame->density))));
}

TEST_F(ComparisonTest, PointsHaveNoDensityToCompareWith) {
  press("Target");
  EXPECT_TRUE(choices()[1]->isEnabled());
  usePoints();
  for (const int i : {1, 2}) {
    EXPECT_FALSE(choices()[i]->isEnabled());
    EXPECT_EQ(choices()[i]->toolTip(), "A file of points has no density to compare with");
  }
  EXPECT_TRUE(choices()[3]->isEnabled());
  EXPECT_FALSE(isDown());
  press("Target");
  EXPECT_EQ(comparison(), Comparison::beside);
  EXPECT_TRUE(isDown());
  ASSERT_TRUE(waitFor([&](const core::Frame& f) { return f.request.comparison == Comparison::off; }));
  press("Target");
  EXPECT_EQ(comparison(), Comparison::off);
  document.edit("Target", [](const core::Project& p) { return core::setTarget(p, core::parseTarget("moons")); });
  EXPECT_TRUE(choices()[1]->isEnabled());
  EXPECT_NE(choices()[1]->toolTip(), "A file of points has no density to compare with");
}

class TargetPaneTest : public testing::Test {
 protected:
  TargetPaneTest() {
    WindowOptions options;
    options.device = "cpu";
    options.threads = 1;
    options.rememberSession = false;
    window = std::make_unique<MainWindow>(options);
    window->resize(1280, 800);
    window->show();
    pane = window->findChild<TargetPane*>();
    canvas = window->findChild<Canvas*>();
  }
  void choose(Comparison comparison) {
    core::View view = window->document().project().view;
    view.comparison = comparison;
    window->document().setView(view);
    QCoreApplication::processEvents();
  }
  std::unique_ptr<MainWindow> window;
  TargetPane* pane = nullptr;
  Canvas* canvas = nullptr;
};

TEST_F(TargetPaneTest, StandsBesideTheCanvasInTheSameWindow) {
  QCoreApplication::processEvents();
  EXPECT_FALSE(pane->isVisible());
  const int whole = canvas->width();
  choose(Comparison::beside);
  ASSERT_TRUE(pane->isVisible());
  EXPECT_LE(std::abs(pane->width() - canvas->width()), 1);
  EXPECT_EQ(pane->height(), canvas->height());
  EXPECT_LT(canvas->width(), whole / 2);
  // What turns over the one zooms the other.
  const core::Window before = canvas->window();
  QWheelEvent turn(QPointF(pane->width() / 2.0, pane->height() / 2.0), pane->mapToGlobal(QPointF(0, 0)), {}, {0, 120},
                   Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(pane, &turn);
  EXPECT_LT(canvas->window().x1 - canvas->window().x0, 0.9 * (before.x1 - before.x0));
  EXPECT_NEAR(canvas->window().x0 + canvas->window().x1, before.x0 + before.x1, 1e-9);
  const core::Window zoomed = canvas->window();
  QTest::mousePress(pane, Qt::LeftButton, {}, {100, 100});
  QTest::mouseMove(pane, {150, 100});
  QTest::mouseRelease(pane, Qt::LeftButton, {}, {150, 100});
  EXPECT_NEAR(canvas->window().x0, zoomed.x0 - 50.0 / pane->width() * (zoomed.x1 - zoomed.x0), 1e-9);
  choose(Comparison::off);
  EXPECT_FALSE(pane->isVisible());
  EXPECT_EQ(canvas->width(), whole);
}

TEST_F(TargetPaneTest, GivesWayToTheSheetAndToOtherPages) {
  choose(Comparison::beside);
  ASSERT_TRUE(pane->isVisible());
  window->showPaint(true);
  EXPECT_FALSE(pane->isVisible());
  window->showPaint(false);
  EXPECT_TRUE(pane->isVisible());
  window->showLine(true);
  EXPECT_FALSE(pane->isVisible());
  window->showLine(false);
  EXPECT_TRUE(pane->isVisible());
}

TEST_F(TargetPaneTest, ShowsTheTargetAsTheCanvasWouldAndPointsAsPoints) {
  choose(Comparison::beside);
  core::View view = window->document().project().view;
  view.axes = false;
  window->document().setView(view);
  const auto brightest = [this] {
    const QImage picture = pane->grab().toImage();
    int most = 0;
    for (int j = picture.height() / 4; j < picture.height() - 20; j += 2) {
      for (int i = 20; i < picture.width() - 20; i += 2) most = std::max(most, qGreen(picture.pixel(i, j)));
    }
    return most;
  };
  EXPECT_TRUE(QTest::qWaitFor([&] { return brightest() > 200; }, 20000));  // viridis at its top
  auto points = std::make_shared<core::Points>(core::Points::Random(300, 2));
  core::TargetSpec spec;
  spec.key = "points";
  spec.points = points;
  window->document().edit("Target", [&](const core::Project& p) { return core::setTarget(p, spec); });
  ASSERT_TRUE(pane->isVisible());
  QCoreApplication::processEvents();
  EXPECT_LT(brightest(), 140);
  EXPECT_GT(brightest(), 80);  // dots
}

}  // namespace
