// Everything that a pointer can work is reached by the Tab key as well, is seen while it has the focus, and has a short name
// in the words of the screen.

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QFile>
#include <QHeaderView>
#include <QLineEdit>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <set>

#include "app/canvas/canvas.h"
#include "app/canvas/target_pane.h"
#include "app/lessons/lesson_player.h"
#include "app/main_window.h"
#include "app/race/race_view.h"
#include "app/target/paint_view.h"
#include "core/project/edits.h"

namespace {

using namespace app;

// The longest name that one still listens to.
constexpr int kLongest = 60;

// A name for a failure.
std::string whoIs(const QWidget* w) {
  const auto* button = qobject_cast<const QAbstractButton*>(w);
  return std::string(w->metaObject()->className()) + " '" + w->accessibleName().toStdString() + "'" +
         (button != nullptr ? " text '" + button->text().toStdString() + "'" : "") + " in " +
         (w->parentWidget() != nullptr ? w->parentWidget()->metaObject()->className() : "nothing");
}

// Whether a pointer can do something with it.
bool isControl(const QWidget* w) {
  if (qobject_cast<const QScrollBar*>(w) != nullptr) return false;  // what it scrolls has the focus
  if (w->inherits("QTableCornerButton")) return false;
  if (const auto* header = qobject_cast<const QHeaderView*>(w)) return header->sectionsClickable();
  if (qobject_cast<const QLineEdit*>(w) != nullptr &&
      (qobject_cast<const QAbstractSpinBox*>(w->parentWidget()) != nullptr ||
       qobject_cast<const QComboBox*>(w->parentWidget()) != nullptr))
    return false;  // part of it
  if (qobject_cast<const QAbstractButton*>(w) != nullptr || qobject_cast<const QComboBox*>(w) != nullptr ||
      qobject_cast<const QAbstractSlider*>(w) != nullptr || qobject_cast<const QLineEdit*>(w) != nullptr ||
      qobject_cast<const QAbstractSpinBox*>(w) != nullptr || qobject_cast<const QAbstractItemView*>(w) != nullptr)
    return true;
  // One of our own that follows the pointer or takes the keyboard.
  const bool own = QByteArray(w->metaObject()->className()).startsWith("app::");
  return own && w->focusProxy() == nullptr && (w->hasMouseTracking() || w->focusPolicy() != Qt::NoFocus);
}

// Whether a part of it lies within all that it lies in.
bool isSeen(const QWidget* w) {
  QRect part = w->rect();
  for (const QWidget* in = w; !in->isWindow(); in = in->parentWidget())
    part = part.translated(in->pos()) & in->parentWidget()->rect();
  return !part.isEmpty();
}

class EveryControl : public testing::Test {
 protected:
  EveryControl() {
    WindowOptions options;
    options.device = "cpu";
    options.threads = 1;
    options.rememberSession = false;
    window = std::make_unique<MainWindow>(options);
    window->resize(1440, 900);
    window->show();
    window->activateWindow();
    EXPECT_TRUE(QTest::qWaitForWindowActive(window.get()));  // else nothing has the focus
    EXPECT_TRUE(QTest::qWaitFor([this] { return window->player().snapshot() != nullptr; }, 20000));
  }
  void press(const QString& text) {
    for (auto* button : window->findChildren<QToolButton*>()) {
      if (button->text() == text && button->isVisible()) return button->click();
    }
    FAIL() << "no button " << text.toStdString();
  }
  std::vector<QWidget*> controls() const {
    std::vector<QWidget*> found;
    for (QWidget* w : window->findChildren<QWidget*>()) {
      if (w->window() == window.get() && w->isVisible() && w->isEnabled() && isControl(w)) found.push_back(w);
    }
    return found;
  }
  // Presses Tab from `start` until it comes round.
  std::set<QWidget*> walk(QWidget* start) {
    std::set<QWidget*> reached;
    start->setFocus(Qt::TabFocusReason);
    for (int i = 0; i < 400; ++i) {
      QWidget* at = window->focusWidget();
      if (at == nullptr || !reached.insert(at).second) break;
      QCoreApplication::processEvents();
      EXPECT_TRUE(isSeen(at)) << "has the focus out of sight: " << whoIs(at);
      QTest::keyClick(at, Qt::Key_Tab);
    }
    EXPECT_EQ(window->focusWidget(), start) << "Tab ends at " << whoIs(window->focusWidget());
    return reached;
  }
  void expectAllReached(QWidget* start, int least) {
    const std::vector<QWidget*> all = controls();
    EXPECT_GE(static_cast<int>(all.size()), least);
    const std::set<QWidget*> reached = walk(start);
    for (QWidget* w : all) {
      EXPECT_TRUE((w->focusPolicy() & Qt::TabFocus) != 0) << whoIs(w);
      EXPECT_EQ(reached.count(w), 1U) << "not reached: " << whoIs(w);
      EXPECT_FALSE(w->accessibleName().isEmpty()) << "without a name: " << whoIs(w);
      EXPECT_LE(w->accessibleName().size(), kLongest) << whoIs(w);
      // Who speaks to the computer says what is to be read.
      const auto* button = qobject_cast<QAbstractButton*>(w);
      if (button != nullptr && button->text().size() > 2 && button->text().at(0).isLetter()) {
        EXPECT_TRUE(w->accessibleName().contains(button->text().section(QRegularExpression("[ …▾]"), 0, 0),
                                                 Qt::CaseInsensitive))
            << whoIs(w);
      }
    }
    // And nothing is reached that says nothing.
    for (QWidget* w : reached) EXPECT_FALSE(w->accessibleName().isEmpty()) << "without a name: " << whoIs(w);
  }
  Canvas* canvas() const { return window->findChild<Canvas*>(); }

  std::unique_ptr<MainWindow> window;
};

TEST_F(EveryControl, OfTheWindow) { expectAllReached(canvas(), 40); }

TEST_F(EveryControl, WithAllToolsOfTheStage) {
  press("Probe");
  press("Cell");
  press("Mass");
  core::View view = window->document().project().view;
  view.stage.probe = core::Spot{{0.3, 0.2}, -1};
  view.stage.brush = core::Brush{{{-1, -1}, {1, -1}, {0, 1}}, -1};
  window->document().setView(view);
  ASSERT_TRUE(canvas()->tools().ledger().isVisible());
  expectAllReached(canvas(), 41);
}

TEST_F(EveryControl, WithTheTargetBeside) {
  for (int i = 0; i < 3; ++i) press("Target");
  ASSERT_EQ(window->document().project().view.comparison, core::Comparison::beside);
  QCoreApplication::processEvents();
  ASSERT_TRUE(window->findChild<TargetPane*>()->isVisible());
  expectAllReached(canvas(), 40);
}

TEST_F(EveryControl, WithALayerThatIsBentByHand) {
  window->document().edit("planar", [](const core::Project& p) {
    return core::setStack(p, core::parseStack("planar*2 rotation cnf", p.training.objective));
  });
  for (int layer = 0; layer < 4; ++layer) {
    SCOPED_TRACE(layer);
    window->document().select(layer);
    QTest::qWait(400);  // the inspector looks a few times a second
    expectAllReached(canvas(), 40);
  }
}

TEST_F(EveryControl, OfTheOtherObjectives) {
  window->document().edit("Target", [](const core::Project& p) { return core::setTarget(p, core::parseTarget("u1")); });
  window->document().edit("Reverse KL",
                          [](const core::Project& p) { return core::setObjective(p, core::Objective::reverseKl); });
  expectAllReached(canvas(), 40);
}

TEST_F(EveryControl, OfTheLine) {
  press("1D");
  ASSERT_FALSE(canvas()->isVisible());
  expectAllReached(window->focusWidget(), 30);
  for (QToolButton* button : window->findChildren<QToolButton*>()) {
    if (button->isVisible() && button->text() == "Compose") button->click();
  }
  expectAllReached(window->focusWidget(), 30);
}

TEST_F(EveryControl, OfTheSheetThatOnePaintsOn) {
  window->showPaint(true);
  auto* paint = window->findChild<PaintView*>();
  ASSERT_TRUE(paint->isVisible());
  EXPECT_LE(std::abs(paint->width() - canvas()->width()), 1);
  // With ink and one stroke taken back, all its buttons can be pressed.
  for (int y : {60, 90}) {
    const QPoint at = paint->sheet()->toWidget(128, y).toPoint();
    QTest::mouseClick(paint->sheet(), Qt::LeftButton, {}, at);
  }
  QTest::keyClick(paint->sheet(), Qt::Key_Z, Qt::ControlModifier);
  EXPECT_EQ(window->document().project().target.file, "painting");
  expectAllReached(paint->sheet(), 48);
  QTest::keyClick(paint->sheet(), Qt::Key_Escape);
  EXPECT_FALSE(paint->isVisible());
  EXPECT_TRUE(canvas()->hasFocus());
}

TEST_F(EveryControl, OfTheRace) {
  press("Race");
  RaceView* race = window->findChild<RaceView*>();
  ASSERT_TRUE(race->started());
  expectAllReached(window->focusWidget(), 30);
}

TEST_F(EveryControl, OfALesson) {
  QTemporaryDir folder;
  QFile file(folder.filePath("mine.yaml"));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(
      "title: Mine\nsteps:\n  - say: One\n    show: [density, ledger]\n    probe: {space: data, at: [0.5, 0.25]}\n"
      "  - say: Two\n    ask: Which?\n    choices: [This one, That one]\n    right: 1\n    answer: This.\n"
      "  - say: Three\n    stage: line\n");
  file.close();
  ASSERT_TRUE(window->openPath(file.fileName())) << file.fileName().toStdString();
  auto* lessons = window->findChild<LessonPlayer*>();
  QToolButton* menu = nullptr;
  for (QToolButton* button : window->findChildren<QToolButton*>()) {
    if (button->accessibleName() == "Menu") menu = button;
  }
  ASSERT_NE(menu, nullptr);
  for (int step = 0; lessons->playing(); ++step) {
    SCOPED_TRACE(step);
    QCoreApplication::processEvents();
    expectAllReached(menu, 30);
    lessons->next();
  }
}

}  // namespace
