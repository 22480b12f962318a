// The page of one dimension, moved by the mouse and by keys as a lecturer would.

#include "app/line/line_view.h"

#include <gtest/gtest.h>

#include <QDoubleSpinBox>
#include <QMouseEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>
#include <cmath>

#include "app/line/line_controls.h"
#include "app/line/line_figure.h"
#include "app/line/line_numbers.h"
#include "app/line/line_text.h"
#include "app/line/line_transport.h"
#include "app/motion.h"

namespace {

using namespace app;
using core::LineKind;
using core::LineMap;
using Role = LineHandle::Role;

class LineViewTest : public testing::Test {
 protected:
  LineViewTest() {
    view.resize(1000, 640);
    view.show();
    QTest::qWait(0);
  }

  void send(QEvent::Type type, const QPointF& at, Qt::MouseButton button, Qt::MouseButtons buttons) {
    QMouseEvent event(type, at, view.figure()->mapToGlobal(at), button, buttons, Qt::NoModifier);
    QCoreApplication::sendEvent(view.figure(), &event);
  }
  void drag(const QPointF& from, const QPointF& to) {
    send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
    for (const double t : {0.3, 0.7, 1.0})
      send(QEvent::MouseMove, from + t * (to - from), Qt::NoButton, Qt::LeftButton);
    send(QEvent::MouseButtonRelease, to, Qt::LeftButton, Qt::NoButton);
  }
  QPointF placeOf(double z, double x) const { return view.figure()->axes().at(z, x); }
  LineHandle handle(Role role, int knot = 0) const {
    for (const LineHandle& handle : view.figure()->handles()) {
      if (handle.role == role && handle.knot == knot) return handle;
    }
    ADD_FAILURE() << "no such handle";
    return {};
  }
  void dragHandle(Role role, double z, double x, int knot = 0) {
    const LineHandle from = handle(role, knot);
    drag(placeOf(from.z, from.x), placeOf(z, x));
  }
  double parameter(int i) const { return view.scene().chosenMap().parameters()[static_cast<size_t>(i)]; }
  QString number(const char* key) const { return view.numbers()->value(key); }

  LineView view;
};

TEST_F(LineViewTest, StartsAtTwoZPlusThreeAndSaysThatItIsNormal) {
  EXPECT_EQ(view.scene().chosenMap(), LineMap::affine(2, 3));
  EXPECT_EQ(captionOf(view.scene().flow), QString("X \\sim \\mathcal{N}(3, 2^2)"));
  EXPECT_EQ(formulaOf(view.scene().flow), QString("x = 2z + 3"));
  EXPECT_EQ(number("z"), QString("−1.000"));
  EXPECT_EQ(number("x"), QString("1.000"));
  EXPECT_EQ(number("slope"), QString("2.000"));
  EXPECT_EQ(number("p(z)"), QString("0.2420"));
  EXPECT_EQ(number("p(x)"), QString("0.1210"));
  EXPECT_EQ(number("log p(x)"), QString("−2.112"));
  EXPECT_EQ(number("mass"), QString("1.0000"));
  EXPECT_EQ(number("base area"), QString("0.1499"));
  EXPECT_EQ(number("data area"), QString("0.1499"));
  // Both densities are on screen.
  const LineWindow window = view.figure()->axes().window;
  EXPECT_LT(window.x.low, -3);
  EXPECT_GT(window.x.high, 9);
}

TEST_F(LineViewTest, TheScaleStandsStillOnTheWay) {
  const double before = view.figure()->axes().basePixels(1);
  for (const double part : {0.0, 0.3, 0.7}) {
    view.setPart(part);
    EXPECT_EQ(view.figure()->axes().basePixels(1), before) << part;
  }
  EXPECT_EQ(captionOf(core::LineMap::affine(1, 0)), QString("X \\sim \\mathcal{N}(0, 1)"));
}

TEST_F(LineViewTest, AreasOnScreenAreEqualToo) {
  const LineAxes axes = view.figure()->axes();
  const double wide = axes.zScale() * axes.basePixels(1), high = axes.xScale() * axes.dataPixels(1);
  EXPECT_NEAR(wide / high, 1, 1e-12);
}

TEST_F(LineViewTest, TheSlopeHandleTurnsTheMap) {
  QSignalSpy changed(&view, &LineView::sceneChanged);
  dragHandle(Role::slope, 1, 4);
  EXPECT_NEAR(parameter(0), 1, 0.02);
  EXPECT_EQ(parameter(1), 3);
  EXPECT_NEAR(view.controls()->box("a")->value(), 1, 0.02);
  EXPECT_EQ(number("slope"), decimal(parameter(0), 3));
  EXPECT_GE(changed.count(), 1);
}

TEST_F(LineViewTest, TheInterceptHandleMovesIt) {
  dragHandle(Role::intercept, 0, 1);
  EXPECT_NEAR(parameter(1), 1, 0.03);
  EXPECT_EQ(parameter(0), 2);
}

TEST_F(LineViewTest, TheMapMayFallButNeverLieFlat) {
  dragHandle(Role::slope, 1, 1.5);
  EXPECT_NEAR(parameter(0), -1.5, 0.03);
  dragHandle(Role::slope, 1, 3);
  EXPECT_GE(std::abs(parameter(0)), 0.1);
}

TEST_F(LineViewTest, TheProbeIsDraggedAlongEitherAxisAndTheGraph) {
  const LineAxes axes = view.figure()->axes();
  drag(placeOf(-1, 1), placeOf(-2, 1));
  EXPECT_NEAR(view.scene().probe, -2, 0.02);
  EXPECT_EQ(number("x"), decimal(2 * view.scene().probe + 3, 3));
  drag({axes.px(-2), axes.base.center().y()}, {axes.px(1.5), axes.base.center().y()});
  EXPECT_NEAR(view.scene().probe, 1.5, 0.02);
  EXPECT_EQ(number("p(z)"), decimal(core::baseDensity(view.scene().probe), 4));
  drag({axes.data.center().x(), axes.py(0)}, {axes.data.center().x(), axes.py(5)});
  EXPECT_NEAR(view.scene().probe, 1, 0.02);
}

TEST_F(LineViewTest, ArrowKeysMoveTheProbe) {
  QTest::keyClick(view.figure(), Qt::Key_Right);
  EXPECT_NEAR(view.scene().probe, -0.95, 1e-12);
  QTest::keyClick(view.figure(), Qt::Key_Up, Qt::ShiftModifier);
  EXPECT_NEAR(view.scene().probe, -0.45, 1e-12);
  view.setMap(LineMap::affine(-1, 0));
  QTest::keyClick(view.figure(), Qt::Key_Up);  // upward is leftward now
  EXPECT_NEAR(view.scene().probe, -0.5, 1e-12);
}

TEST_F(LineViewTest, HandlesOfAPlanarMapShapeItsStep) {
  view.setKind(LineKind::planar);
  dragHandle(Role::centre, -1, 0);
  EXPECT_NEAR(-parameter(2) / parameter(1), -1, 0.03);
  const double width = 1 / parameter(1);
  const LineHandle step = handle(Role::step);
  drag(placeOf(step.z, step.x), placeOf(step.z + width, step.x));  // twice as wide, about the same centre
  EXPECT_NEAR(1 / parameter(1), 2 * width, 0.05);
  EXPECT_NEAR(-parameter(2) / parameter(1), -1, 0.05);
}

TEST_F(LineViewTest, APlanarMapCannotBeFolded) {
  view.setKind(LineKind::planar);
  dragHandle(Role::step, 0.7, -4);
  EXPECT_GT(parameter(0) * parameter(1), -1);
  view.controls()->box("w")->setValue(5);
  EXPECT_GT(parameter(0) * parameter(1), -1);
}

TEST_F(LineViewTest, KnotsOfASplineAreDraggedAndTurned) {
  view.setKind(LineKind::spline);
  dragHandle(Role::knot, 1.5, 1.8, 2);
  EXPECT_EQ(view.scene().knot, 2);
  EXPECT_NEAR(view.scene().chosenMap().knots()[2].z, 1.5, 0.02);
  EXPECT_NEAR(view.scene().chosenMap().knots()[2].x, 1.8, 0.02);
  const core::LineKnot knot = view.scene().chosenMap().knots()[2];
  dragHandle(Role::knotSlope, knot.z + 0.4, knot.x + 0.8, 2);
  EXPECT_NEAR(view.scene().chosenMap().knots()[2].slope, 2, 0.15);
  EXPECT_NEAR(view.controls()->box("d")->value(), view.scene().chosenMap().knots()[2].slope, 0.006);
  // Beyond its neighbour it does not go.
  dragHandle(Role::knot, -3.5, 1.8, 2);
  EXPECT_GT(view.scene().chosenMap().knots()[2].z, view.scene().chosenMap().knots()[1].z);
}

TEST_F(LineViewTest, BoxesChangeTheMapAndKindsChangeTheBoxes) {
  view.controls()->box("b")->setValue(-2);
  EXPECT_EQ(view.scene().chosenMap(), LineMap::affine(2, -2));
  QTest::mouseClick(view.controls()->kindButton(LineKind::spline), Qt::LeftButton);
  EXPECT_EQ(view.scene().chosenMap().kind(), LineKind::spline);
  EXPECT_EQ(view.controls()->box("a"), nullptr);
  ASSERT_NE(view.controls()->box("x"), nullptr);
  view.controls()->knotCount()->setValue(5);
  EXPECT_EQ(view.scene().chosenMap().knots().size(), 5U);
  view.controls()->knotNumber()->setValue(4);
  EXPECT_EQ(view.scene().knot, 3);
  view.controls()->box("d")->setValue(1.5);
  EXPECT_EQ(view.scene().chosenMap().knots()[3].slope, 1.5);
  view.controls()->knotCount()->setValue(1);
  EXPECT_EQ(view.scene().knot, 0);
}

TEST_F(LineViewTest, TheStripUnderThePointerIsToldOf) {
  const LineAxes axes = view.figure()->axes();
  send(QEvent::MouseMove, {axes.px(0.75), axes.base.top() + 5}, Qt::NoButton, Qt::NoButton);
  EXPECT_EQ(view.scene().hovered, 7);
  EXPECT_EQ(number("base area"), QString("0.1499"));
  EXPECT_EQ(number("data area"), QString("0.1499"));
  // Above the graph it is the row that is pointed at, and on the left the strip of p(x).
  send(QEvent::MouseMove, {axes.px(-3), axes.py(7.5)}, Qt::NoButton, Qt::NoButton);
  EXPECT_EQ(view.scene().hovered, 10);
  send(QEvent::MouseMove, {axes.data.right() - 3, axes.py(3.5)}, Qt::NoButton, Qt::NoButton);
  EXPECT_EQ(view.scene().hovered, 6);
  QEvent leave(QEvent::Leave);
  QCoreApplication::sendEvent(view.figure(), &leave);
  EXPECT_EQ(view.scene().hovered, -1);
}

TEST_F(LineViewTest, StripsCanBeOfEqualMassOrNone) {
  QTest::mouseClick(view.transport()->equalMass(), Qt::LeftButton);
  EXPECT_EQ(view.scene().stripKind, StripKind::equalMass);
  view.setStrips(10, StripKind::equalMass);
  EXPECT_EQ(number("data area"), QString("0.1000"));
  view.setStrips(0);
  EXPECT_EQ(number("data area"), QString());
}

TEST_F(LineViewTest, TheWayIsScrubbed) {
  view.transport()->way()->setValue(500);
  EXPECT_EQ(view.scene().part, 0.5);
  EXPECT_EQ(number("slope"), QString("1.500"));
  EXPECT_TRUE(view.figure()->handles().empty());
}

TEST_F(LineViewTest, PlayingJumpsToTheMapWhereMotionIsReduced) {
  view.setPart(0);
  QTest::mouseClick(view.transport()->play(), Qt::LeftButton);
  EXPECT_FALSE(view.isPlaying());
  EXPECT_EQ(view.scene().part, 1);
}

TEST_F(LineViewTest, PlayingGoesFromTheIdentityToTheMap) {
  Motion::reduced = false;
  QSignalSpy playing(&view, &LineView::playingChanged);
  view.setPlaying(true);
  EXPECT_TRUE(view.isPlaying());
  QTest::qWait(100);
  EXPECT_GT(view.scene().part, 0);
  EXPECT_LT(view.scene().part, 1);
  EXPECT_TRUE(QTest::qWaitFor([&] { return !view.isPlaying(); }, 5000));
  EXPECT_EQ(view.scene().part, 1);
  EXPECT_EQ(playing.count(), 2);
  Motion::reduced = true;
}

TEST_F(LineViewTest, MapsAreComposed) {
  QTest::mouseClick(view.transport()->compose(), Qt::LeftButton);
  EXPECT_EQ(view.scene().flow.maps().size(), 2U);
  EXPECT_EQ(view.scene().map, 1);
  view.controls()->box("u")->setValue(0);
  EXPECT_EQ(view.scene().flow.maps()[1].parameters()[0], 0);
  EXPECT_EQ(view.scene().flow.maps()[0], LineMap::affine(2, 3));
  EXPECT_EQ(number("x"), QString("1.000"));
  EXPECT_EQ(number("data area"), number("base area"));
}

TEST_F(LineViewTest, AddADimensionIsTold) {
  QSignalSpy wanted(&view, &LineView::dimensionWanted);
  QTest::mouseClick(view.transport()->addDimension(), Qt::LeftButton);
  EXPECT_EQ(wanted.count(), 1);
}

TEST_F(LineViewTest, EveryControlIsReachedByTabAndHasAName) {
  for (const LineKind kind : core::kLineKinds) {
    view.setKind(kind);
    QTest::qWait(0);  // a layout shows its new boxes in the next turn
    QSet<QWidget*> reached;
    QWidget* at = view.figure();
    for (int i = 0; i < 100; ++i) {
      at = at->nextInFocusChain();
      if (at->isVisible() && (at->focusPolicy() & Qt::TabFocus)) reached.insert(at);
    }
    for (QWidget* widget : view.findChildren<QWidget*>()) {
      if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus)) continue;
      EXPECT_TRUE(reached.contains(widget)) << widget->accessibleName().toStdString();
      EXPECT_TRUE(!widget->accessibleName().isEmpty() || widget->inherits("QLineEdit"))
          << widget->metaObject()->className();
    }
    EXPECT_GE(reached.size(), 12);
  }
}

TEST_F(LineViewTest, TakesWhatALessonSetsIntoItsRange) {
  LineScene scene;
  scene.flow = LineMap::affine(9, -20);
  scene.probe = 100;
  scene.part = 2;
  scene.strips = 1000;
  scene.map = 3;
  view.setScene(scene);
  EXPECT_EQ(view.scene().probe, 4);
  EXPECT_EQ(view.scene().part, 1);
  EXPECT_EQ(view.scene().strips, 200);
  EXPECT_EQ(view.scene().map, 0);
  EXPECT_EQ(parameter(0), 9);
  EXPECT_FALSE(view.grab().isNull());
}

}  // namespace
