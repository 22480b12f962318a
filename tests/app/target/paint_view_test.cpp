#include "app/target/paint_view.h"

#include <gtest/gtest.h>

#include <QAbstractSlider>
#include <QApplication>
#include <QPointingDevice>
#include <QTabletEvent>
#include <QTest>
#include <QToolButton>
#include <algorithm>

#include "core/project/edits.h"

namespace app {
namespace {

class PaintViewTest : public testing::Test {
 protected:
  PaintViewTest() {
    view.resize(420, 520);
    view.open();
    view.activateWindow();
    EXPECT_TRUE(QTest::qWaitForWindowActive(&view));
    QObject::connect(&document, &Document::refused, [this](const QString& why) { refused += why; });
  }
  QWidget* named(const QString& name) const {
    for (QWidget* w : view.findChildren<QWidget*>()) {
      if (w->accessibleName() == name) return w;
    }
    ADD_FAILURE() << "nothing is named " << name.toStdString();
    return nullptr;
  }
  void click(const QString& name) { qobject_cast<QToolButton*>(named(name))->click(); }
  // In pixels of the sheet.
  QPoint at(double x, double y) const { return view.sheet()->toWidget(x, y).toPoint(); }
  // QTest::mouseMove has no button pressed.
  void moveTo(QPoint to) {
    QMouseEvent move(QEvent::MouseMove, to, view.sheet()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(view.sheet(), &move);
  }
  void drag(QPoint from, QPoint to) {
    QTest::mousePress(view.sheet(), Qt::LeftButton, {}, from);
    moveTo(to);
    QTest::mouseRelease(view.sheet(), Qt::LeftButton, {}, to);
  }
  const core::TargetSpec& target() const { return document.project().target; }
  const core::Picture& picture() const { return *target().picture; }
  // The share of the target's mass where x and y are in these bounds.
  double mass(double x0, double x1, double y0, double y1) const {
    const core::Points points = core::makeTarget(target())->sample(4000, 1, core::Stream::test);
    int inside = 0;
    for (int i = 0; i < points.rows(); ++i)
      inside += points(i, 0) > x0 && points(i, 0) < x1 && points(i, 1) > y0 && points(i, 1) < y1;
    return inside / 4000.0;
  }

  Document document{core::defaultProject()};
  PaintView view{document};
  QString refused;
};

TEST_F(PaintViewTest, WhatIsPaintedIsTheTargetAtTheSamePlace) {
  drag(at(40, 40), at(100, 40));
  EXPECT_EQ(target().key, "image");
  EXPECT_EQ(target().file, "painting");
  // A sixth of the sheet is a unit; the middle of the line is at (70, 40).
  EXPECT_GT(mass(-2.5, -0.2, 1.7, 2.5), 0.95);
  EXPECT_GT(mass(-2.1, -0.6, -3, 3), 0.6);
  drag(at(200, 230), at(230, 230));
  EXPECT_GT(mass(1.3, 2.9, -2.9, -2), 0.2);
  EXPECT_GT(mass(-2.5, -0.2, 1.7, 2.5), 0.4);
  EXPECT_TRUE(refused.isEmpty()) << refused.toStdString();
}

TEST_F(PaintViewTest, TheTargetFollowsWhileTheStrokeGoesOn) {
  view.setPause(0);
  QTest::mousePress(view.sheet(), Qt::LeftButton, {}, at(60, 60));
  QCoreApplication::processEvents();
  ASSERT_EQ(target().key, "image");
  EXPECT_LT(mass(0, 3, -3, 3), 0.01);
  moveTo(at(200, 60));
  QCoreApplication::processEvents();
  EXPECT_GT(mass(0, 3, -3, 3), 0.3);
  EXPECT_TRUE(view.sheet()->painting().stroking());  // the picture that came back did not end it
  QTest::mouseRelease(view.sheet(), Qt::LeftButton, {}, at(200, 60));
}

TEST_F(PaintViewTest, AStrokeWaitsForWhoLearnsAndItsEndDoesNot) {
  view.setPause(0);
  bool ready = false;
  view.setReady([&] { return ready; });
  const core::TargetSpec before = target();
  QTest::mousePress(view.sheet(), Qt::LeftButton, {}, at(60, 60));
  for (int i = 0; i < 5; ++i) QCoreApplication::processEvents();
  EXPECT_EQ(target(), before);
  ready = true;
  QCoreApplication::processEvents();
  EXPECT_EQ(target().key, "image");
  ready = false;
  moveTo(at(200, 60));
  QTest::mouseRelease(view.sheet(), Qt::LeftButton, {}, at(200, 60));
  EXPECT_GT(mass(0, 3, -3, 3), 0.3);
}

TEST_F(PaintViewTest, WithoutInkTheTargetIsAsItWas) {
  const core::TargetSpec before = target();
  click("Eraser");
  drag(at(40, 40), at(200, 200));
  EXPECT_EQ(target(), before);
  click("Brush");
  drag(at(40, 40), at(200, 200));
  const core::TargetSpec painted = target();
  EXPECT_NE(painted, before);
  click("Clear");
  EXPECT_TRUE(view.sheet()->painting().empty());
  EXPECT_EQ(target(), painted);
  EXPECT_TRUE(refused.isEmpty()) << refused.toStdString();
}

TEST_F(PaintViewTest, ItsUndoIsThatOfTheStrokes) {
  drag(at(40, 40), at(100, 40));
  const core::Picture one = picture();
  drag(at(40, 200), at(100, 200));
  const core::Picture two = picture();
  EXPECT_FALSE(one == two);
  QTest::keyClick(view.sheet(), Qt::Key_Z, Qt::ControlModifier);
  EXPECT_TRUE(picture() == one);
  QTest::keyClick(view.sheet(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  EXPECT_TRUE(picture() == two);
  click("Undo");
  EXPECT_TRUE(picture() == one);
  click("Redo");
  EXPECT_TRUE(picture() == two);
  EXPECT_FALSE(named("Redo")->isEnabled());
}

TEST_F(PaintViewTest, TheSheetFollowsTheUndoOfTheDocument) {
  const core::TargetSpec before = target();
  drag(at(40, 40), at(100, 40));
  const auto first = view.sheet()->painting().ink();
  // Another edit between them: the two strokes are two entries, however fast the test is.
  document.edit("Seed", [](const core::Project& p) {
    core::Project next = p;
    ++next.training.seed;
    return next;
  });
  drag(at(40, 200), at(100, 200));
  document.undoStack().undo();
  EXPECT_EQ(view.sheet()->painting().ink(), first);
  document.undoStack().undo();
  document.undoStack().undo();
  EXPECT_EQ(target(), before);
}

TEST_F(PaintViewTest, OpenedAgainItShowsThePaintingOfTheDocument) {
  drag(at(40, 40), at(150, 190));
  const auto ink = view.sheet()->painting().ink();
  PaintView other(document);
  EXPECT_TRUE(other.sheet()->painting().empty());
  other.open();
  EXPECT_EQ(other.sheet()->painting().ink(), ink);
  EXPECT_GT(qAlpha(other.sheet()->inkImage().pixel(40, 40)), 200);
  EXPECT_EQ(qAlpha(other.sheet()->inkImage().pixel(200, 40)), 0);
}

TEST_F(PaintViewTest, WhatWasSetAboutAPaintingStays) {
  drag(at(128, 40), at(128, 60));
  document.edit("Size", [](const core::Project& p) {
    core::TargetSpec next = p.target;
    next.settings["size"] = "3";
    return core::setTarget(p, core::completed(next));
  });
  drag(at(128, 60), at(128, 80));
  EXPECT_EQ(core::realOf(target().settings, "size"), 3);
}

TEST_F(PaintViewTest, InkBelowTheThresholdIsNoErrorAndChangesNothing) {
  drag(at(60, 128), at(200, 128));
  document.edit("Threshold", [](const core::Project& p) {
    core::TargetSpec next = p.target;
    next.settings["threshold"] = "0.99";
    return core::setTarget(p, core::completed(next));
  });
  const core::TargetSpec before = target();
  click("Clear");
  click("Spray");
  qobject_cast<QAbstractSlider*>(named("Size"))->setValue(90);
  QTest::mouseClick(view.sheet(), Qt::LeftButton, {}, at(128, 128));  // specks, none of them full
  const auto& ink = view.sheet()->painting().ink();
  const int most = *std::max_element(ink.begin(), ink.end());
  ASSERT_GT(most, 0);
  ASSERT_LT(most, 250);
  EXPECT_EQ(target(), before);
  EXPECT_TRUE(refused.isEmpty()) << refused.toStdString();
}

TEST_F(PaintViewTest, ItsKeysAreItsOwnWhileItHasTheFocus) {
  auto* size = qobject_cast<QAbstractSlider*>(named("Size"));
  const int before = size->value();
  for (QWidget* focus : {static_cast<QWidget*>(view.sheet()), static_cast<QWidget*>(size)}) {
    SCOPED_TRACE(focus->accessibleName().toStdString());
    QTest::keyClick(focus, Qt::Key_S);
    EXPECT_EQ(view.sheet()->brush().tool, PaintTool::spray);
    QTest::keyClick(focus, Qt::Key_E);
    EXPECT_EQ(view.sheet()->brush().tool, PaintTool::eraser);
    QTest::keyClick(focus, Qt::Key_B);
    EXPECT_EQ(view.sheet()->brush().tool, PaintTool::brush);
    QTest::keyClick(focus, Qt::Key_X);
    EXPECT_TRUE(view.sheet()->brush().mirror);
    QTest::keyClick(focus, Qt::Key_X);
    EXPECT_FALSE(view.sheet()->brush().mirror);
    QTest::keyClick(focus, Qt::Key_BracketRight);
    EXPECT_GT(size->value(), before);
    EXPECT_EQ(view.sheet()->brush().size, size->value());
    QTest::keyClick(focus, Qt::Key_BracketLeft);
    EXPECT_NEAR(size->value(), before, 1);
    size->setValue(before);
  }
  for (const int value : {size->minimum(), size->maximum()}) {  // no key is stuck at an end
    size->setValue(value);
    QTest::keyClick(view.sheet(), value == size->minimum() ? Qt::Key_BracketRight : Qt::Key_BracketLeft);
    EXPECT_NE(size->value(), value);
  }
  bool closed = false;
  QObject::connect(&view, &PaintView::closed, [&] { closed = true; });
  QTest::keyClick(view.sheet(), Qt::Key_Escape);
  EXPECT_TRUE(closed);
}

TEST_F(PaintViewTest, AGuideIsNoPartOfTheDensity) {
  const core::TargetSpec before = target();
  const QImage without = view.sheet()->grab().toImage();
  QImage guide(60, 40, QImage::Format_RGB32);
  guide.fill(Qt::white);
  view.traceOver(guide);
  EXPECT_TRUE(qobject_cast<QToolButton*>(named("Trace over…"))->isChecked());
  const QImage with = view.sheet()->grab().toImage();
  const QPoint spot = at(100, 100), corner = at(100, 10);
  EXPECT_GT(qGray(with.pixel(spot)), qGray(without.pixel(spot)) + 30);
  EXPECT_EQ(with.pixel(corner), without.pixel(corner));  // it is wide, not high
  EXPECT_EQ(target(), before);
  drag(at(40, 40), at(60, 40));
  EXPECT_GT(mass(-3, 0, 0, 3), 0.99);
  click("Trace over…");
  EXPECT_FALSE(view.sheet()->hasGuide());
}

TEST_F(PaintViewTest, APenIsAsWideAsItIsPressed) {
  const auto pen = [&](QEvent::Type type, QPointF at, double pressure, QPointingDevice::PointerType pointer) {
    const QPointingDevice device("pen", 1, QInputDevice::DeviceType::Stylus, pointer,
                                 QInputDevice::Capability::Pressure, 1, 3);
    const bool up = type == QEvent::TabletRelease;
    QTabletEvent event(type, &device, at, view.sheet()->mapToGlobal(at), pressure, 0, 0, 0, 0, 0, {},
                       type == QEvent::TabletMove ? Qt::NoButton : Qt::LeftButton, up ? Qt::NoButton : Qt::LeftButton);
    QApplication::sendEvent(view.sheet(), &event);
    EXPECT_TRUE(event.isAccepted());
  };
  const auto line = [&](double y, double pressure, QPointingDevice::PointerType pointer) {
    pen(QEvent::TabletPress, at(40, y), pressure, pointer);
    pen(QEvent::TabletMove, at(200, y), pressure, pointer);
    pen(QEvent::TabletRelease, at(200, y), 0, pointer);
  };
  const auto width = [&](int middle) {
    int n = 0;
    for (int y = middle - 30; y < middle + 30; ++y)
      n += view.sheet()->painting().ink()[static_cast<size_t>(y) * Painting::kSide + 120] > 0;
    return n;
  };
  line(60, 0.3, QPointingDevice::PointerType::Pen);
  line(160, 1, QPointingDevice::PointerType::Pen);
  EXPECT_GT(width(60), 3);
  EXPECT_GT(width(160), 2 * width(60));
  EXPECT_EQ(target().key, "image");
  line(60, 1, QPointingDevice::PointerType::Eraser);  // the other end of the pen
  EXPECT_EQ(width(60), 0);
}

TEST_F(PaintViewTest, ClosingEndsTheStroke) {
  QTest::mousePress(view.sheet(), Qt::LeftButton, {}, at(60, 60));
  EXPECT_NE(target().key, "image");
  view.hide();
  EXPECT_EQ(target().key, "image");
  EXPECT_FALSE(view.sheet()->painting().stroking());
}

TEST_F(PaintViewTest, AStrokeIsFinishedForAFile) {
  view.setReady([] { return false; });
  QTest::mousePress(view.sheet(), Qt::LeftButton, {}, at(60, 60));
  moveTo(at(120, 60));
  EXPECT_NE(target().key, "image");
  view.finish();
  EXPECT_EQ(target().key, "image");
  const core::TargetSpec own = target();
  document.replace(core::defaultProject(), "");
  moveTo(at(180, 60));  // of a stroke that is over
  QCoreApplication::processEvents();
  EXPECT_NE(target().key, "image");
}

TEST_F(PaintViewTest, ASettingLeavesTheSheetAsItIs) {
  drag(at(40, 40), at(100, 40));
  click("Clear");
  document.edit("Blur", [](const core::Project& p) {
    core::TargetSpec target = p.target;
    target.settings["blur"] = "2";
    return core::setTarget(p, target);
  });
  QCoreApplication::processEvents();
  EXPECT_TRUE(view.sheet()->painting().empty());
  // What was too faint is the target when the threshold falls.
  drag(at(200, 200), at(230, 200));
  const core::Picture before = picture();
  document.edit("Size", [](const core::Project& p) {
    core::TargetSpec target = p.target;
    target.settings["size"] = "4";
    return core::setTarget(p, target);
  });
  QCoreApplication::processEvents();
  EXPECT_EQ(view.sheet()->painting().picture(), before);
  EXPECT_EQ(picture(), before);
}

TEST_F(PaintViewTest, AReleaseThatWentElsewhereEndsTheStroke) {
  QTest::mousePress(view.sheet(), Qt::LeftButton, {}, at(60, 60));
  moveTo(at(90, 60));
  const QPoint to = at(150, 60);
  QMouseEvent move(QEvent::MouseMove, to, view.sheet()->mapToGlobal(to), Qt::NoButton, Qt::NoButton, {});
  QApplication::sendEvent(view.sheet(), &move);
  EXPECT_FALSE(view.sheet()->painting().stroking());
  EXPECT_EQ(target().key, "image");
}

}  // namespace
}  // namespace app
