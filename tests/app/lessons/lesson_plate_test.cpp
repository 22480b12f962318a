#include "app/lessons/lesson_plate.h"

#include <gtest/gtest.h>

#include <QLineEdit>
#include <QShortcut>
#include <QTest>

#include "app/lessons/clicker.h"
#include "app/lessons/pointer.h"
#include "tests/app/lessons/fake_stage.h"

namespace app {

namespace {

const char* const kLesson =
    "title: Areas\nsteps:\n"
    "  - {say: 'Look at $x$', title: First}\n"
    "  - {say: Think, ask: 'How much?', choices: ['$1$', '$2$', '$3$'], right: 2, answer: Two}\n"
    "  - {say: Done, point: canvas}\n";

struct Shown {
  QWidget window;
  QWidget* canvas = new QWidget(&window);
  FakeStage stage;
  LessonPlayer player{stage};
  LessonPlate* plate = new LessonPlate(player, canvas);
  Pointer* pointer = new Pointer(player, &window);
  Clicker clicker{window};

  Shown() {
    window.resize(1000, 700);
    canvas->setGeometry(100, 50, 800, 500);
    stage.shown = {canvas, {}};
    QObject::connect(&clicker, &Clicker::next, &player, &LessonPlayer::next);
    QObject::connect(&clicker, &Clicker::back, &player, &LessonPlayer::back);
    QObject::connect(&clicker, &Clicker::choice, &player, &LessonPlayer::choose);
    window.show();
    player.start(readLesson(kLesson, "areas.yaml", ""));
    clicker.setOn(true);
  }
  void press(Qt::Key key) { QTest::keyClick(&window, key); }
};

TEST(LessonPlate, StandsLowOnTheCanvasWhileALessonPlays) {
  Shown s;
  EXPECT_TRUE(s.plate->isVisible());
  EXPECT_TRUE(s.canvas->rect().contains(s.plate->geometry()));
  EXPECT_GT(s.plate->geometry().top(), s.canvas->height() / 2 - 1);
  s.canvas->resize(500, 400);
  EXPECT_TRUE(s.canvas->rect().contains(s.plate->geometry()));
  s.player.stop();
  EXPECT_FALSE(s.plate->isVisible());
}

TEST(LessonPlate, SaysEverythingToAScreenReader) {
  Shown s;
  EXPECT_EQ(s.plate->accessibleName(), "Lesson, step 1 of 3");
  EXPECT_TRUE(s.plate->accessibleDescription().contains("Look at x"));
  for (const auto* button : s.plate->findChildren<QAbstractButton*>()) EXPECT_FALSE(button->accessibleName().isEmpty());
}

TEST(LessonPlate, IsPlayedByTheClickersKeys) {
  Shown s;
  s.press(Qt::Key_PageDown);
  EXPECT_EQ(s.player.number(), 1);
  s.press(Qt::Key_PageDown);
  EXPECT_TRUE(s.player.revealed());
  s.press(Qt::Key_PageUp);
  EXPECT_FALSE(s.player.revealed());
  s.press(Qt::Key_3);
  EXPECT_EQ(s.player.chosen(), 2);
  s.press(Qt::Key_PageDown);
  EXPECT_EQ(s.player.number(), 2);
  s.press(Qt::Key_PageDown);
  EXPECT_FALSE(s.player.playing());
}

TEST(LessonPlate, AChoiceIsClicked) {
  Shown s;
  s.player.next();
  const auto choices = s.plate->findChildren<ChoiceButton*>();
  ASSERT_EQ(choices.size(), 3);
  QTest::mouseClick(choices[1], Qt::LeftButton);
  QCoreApplication::processEvents();
  EXPECT_EQ(s.player.chosen(), 1);
  EXPECT_TRUE(s.player.revealed());
  const auto after = s.plate->findChildren<ChoiceButton*>();
  ASSERT_EQ(after.size(), 1) << "the others make room";
  EXPECT_EQ(after[0]->accessibleDescription(), "right");
}

TEST(Clicker, TakesItsKeysFromTheWindowsShortcuts) {
  Shown s;
  int walked = 0;
  QObject::connect(new QShortcut(Qt::Key_PageDown, &s.window), &QShortcut::activated, &s.window, [&] { ++walked; });
  s.press(Qt::Key_PageDown);
  EXPECT_EQ(walked, 0);
  EXPECT_EQ(s.player.number(), 1);
  s.clicker.setOn(false);
  s.press(Qt::Key_PageDown);
  EXPECT_EQ(s.player.number(), 1);
}

TEST(Clicker, BlacksOutAndBack) {
  Shown s;
  for (const Qt::Key key : {Qt::Key_Period, Qt::Key_B}) {
    s.press(key);
    EXPECT_TRUE(s.clicker.isBlack());
    s.press(key);
    EXPECT_FALSE(s.clicker.isBlack());
  }
  s.press(Qt::Key_B);
  s.press(Qt::Key_PageDown);
  EXPECT_FALSE(s.clicker.isBlack());
  EXPECT_EQ(s.player.number(), 0) << "nobody saw a step";
  const QImage picture = s.window.grab().toImage();
  s.press(Qt::Key_B);
  EXPECT_EQ(s.window.grab().toImage().pixelColor(500, 300), QColor(Qt::black));
  s.press(Qt::Key_B);
  EXPECT_EQ(s.window.grab().toImage(), picture);
}

TEST(Clicker, LeavesLettersAndDigitsToATextThatIsTyped) {
  Shown s;
  QLineEdit edit(&s.window);
  edit.show();
  edit.setFocus();
  s.window.activateWindow();
  QTest::keyClicks(&edit, "b.12");
  EXPECT_EQ(edit.text(), "b.12");
  EXPECT_FALSE(s.clicker.isBlack());
}

TEST(Pointer, RingsWhatTheStepPointsAt) {
  Shown s;
  EXPECT_TRUE(s.pointer->ring().isEmpty());
  for (int i = 0; i < 3; ++i) s.player.next();
  EXPECT_TRUE(s.pointer->isVisible());
  EXPECT_TRUE(s.pointer->ring().contains(s.canvas->geometry()));
  s.canvas->hide();
  QTest::qWait(250);
  EXPECT_FALSE(s.pointer->isVisible());
}

}  // namespace

}  // namespace app
