// What a user had open before a lesson: files, edits, undo and a race are of that document, never of the lesson's.

#include <gtest/gtest.h>

#include <QAction>
#include <QFile>
#include <QMenu>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "app/canvas/canvas.h"
#include "app/lessons/lesson_player.h"
#include "app/main_window.h"
#include "app/race/race_view.h"
#include "core/project/edits.h"

namespace {

using namespace app;

// The session file of a closed window goes into a folder of the test.
class OwnFolder {
 public:
  OwnFolder() : before_(qgetenv("XDG_DATA_HOME")) { qputenv("XDG_DATA_HOME", folder.path().toUtf8()); }
  ~OwnFolder() { before_.isNull() ? qunsetenv("XDG_DATA_HOME") : qputenv("XDG_DATA_HOME", before_); }
  QTemporaryDir folder;

 private:
  QByteArray before_;
};

class OwnWork : public testing::Test {
 protected:
  OwnWork() {
    WindowOptions options;
    options.device = "cpu";
    options.threads = 1;
    options.rememberSession = true;
    window = std::make_unique<MainWindow>(options);
    window->resize(1280, 720);
    window->show();
    EXPECT_TRUE(QTest::qWaitFor([this] { return player().snapshot() && player().snapshot()->state.step > 0; }, 20000));
    // A lesson that shows another target with another stack, trains it, and asks a question.
    lesson = write("mine.yaml",
                   "title: Mine\nsteps:\n"
                   "  - say: One\n    target: circles\n    stack: planar*2\n    train: play\n"
                   "  - say: Two\n    train: play\n"
                   "  - say: Three\n    train: pause\n");
  }
  LessonPlayer& lessons() const { return *window->findChild<LessonPlayer*>(); }
  RaceView& race() const { return *window->findChild<RaceView*>(); }
  Player& player() const { return window->player(); }
  Document& document() const { return window->document(); }
  bool onPlane() const { return window->findChild<Canvas*>()->isVisible(); }
  QAction& action(const QString& text) const {
    for (QAction* a : window->findChildren<QAction*>()) {
      // "Undo" is called "Undo Insert planar" while there is something to undo.
      if (a->text() == text || a->text().startsWith(text + " ")) return *a;
    }
    throw std::runtime_error("no action " + text.toStdString());
  }
  void press(const QString& text) {
    for (auto* button : window->findChildren<QToolButton*>()) {
      if (button->text() == text && button->isVisible()) return button->click();
    }
    FAIL() << "no button " << text.toStdString();
  }
  QString write(const QString& name, const QByteArray& bytes) {
    QFile file(home.folder.filePath(name));
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    return file.fileName();
  }
  bool insert(const char* key) {
    return document().edit(QString("Insert ") + key,
                           [=](const core::Project& p) { return core::insertLayer(p, 0, key); });
  }
  // An edit of the user's, then the lesson. Training rests, so that the user's weights are known.
  void editAndOpenLesson() {
    player().setTraining(false);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !player().snapshot()->running; }, 20000));
    ASSERT_TRUE(insert("planar"));
    ASSERT_TRUE(QTest::qWaitFor([&] { return player().snapshot()->flow->spec() == document().project().flow; }, 20000));
    mine = document().project();
    weights = player().snapshot()->state.theta;
    openLesson();
  }
  void openLesson() {
    ASSERT_TRUE(window->openPath(lesson));
    ASSERT_TRUE(lessons().playing());
    ASSERT_EQ(document().project().target.key, "circles");
    ASSERT_TRUE(QTest::qWaitFor([&] { return player().snapshot()->flow->depth() == 2; }, 20000));
  }
  void expectMine(const core::Document& file) const {
    EXPECT_EQ(file.project.target, mine.target);
    EXPECT_EQ(file.project.flow, mine.flow);
    ASSERT_EQ(file.state.theta.size(), weights.size());
    EXPECT_TRUE((file.state.theta == weights).all());
  }

  OwnFolder home;
  std::unique_ptr<MainWindow> window;
  QString lesson;
  core::Project mine;
  core::Theta weights;
};

TEST_F(OwnWork, IsWhatIsSavedDuringALesson) {
  editAndOpenLesson();
  const QString path = home.folder.filePath("own.pushforward");
  ASSERT_TRUE(window->saveTo(path));
  expectMine(core::loadProject(path.toStdString()));
  EXPECT_TRUE(lessons().playing());  // the class goes on
  EXPECT_EQ(document().path(), path);
  EXPECT_FALSE(window->isWindowModified());
  lessons().stop();
  EXPECT_EQ(document().project().flow, mine.flow);
  EXPECT_FALSE(window->isWindowModified());
}

TEST_F(OwnWork, IsReplacedByAFileThatIsOpenedDuringALesson) {
  const QString path = home.folder.filePath("other.pushforward");
  document().edit("Stack", [](const core::Project& p) {
    return core::setStack(p, core::parseStack("radial*3", p.training.objective));
  });
  ASSERT_TRUE(window->saveTo(path));
  const core::Document other = core::loadProject(path.toStdString());
  editAndOpenLesson();
  ASSERT_TRUE(window->openPath(path));
  EXPECT_FALSE(lessons().playing());
  EXPECT_EQ(document().path(), path);
  lessons().stop();  // nothing that the lesson had put aside comes back over it
  QTest::qWait(50);
  EXPECT_EQ(document().project().flow, other.project.flow);
  EXPECT_EQ(document().project().target, other.project.target);
  EXPECT_EQ(document().undoStack().count(), 0);
}

TEST_F(OwnWork, GetsThePointsThatAreImportedDuringALesson) {
  editAndOpenLesson();
  QByteArray csv = "x,y\n";
  for (int i = 0; i < 400; ++i) csv += QByteArray::number(i % 20) + "," + QByteArray::number(i / 20) + "\n";
  ASSERT_TRUE(window->openPath(write("points.csv", csv)));
  ASSERT_TRUE(QTest::qWaitFor([&] { return document().project().target.key == "points"; }, 5000))
      << window->statusBar()->currentMessage().toStdString();
  EXPECT_FALSE(lessons().playing());
  EXPECT_EQ(document().project().flow, mine.flow);
  action("Undo").trigger();
  EXPECT_EQ(document().project().target, mine.target);
}

TEST_F(OwnWork, GivesWayToANewProjectDuringALesson) {
  editAndOpenLesson();
  action("New").trigger();
  EXPECT_FALSE(lessons().playing());
  lessons().stop();
  EXPECT_EQ(document().project().flow, core::defaultProject().flow);
  EXPECT_EQ(document().project().target, core::defaultProject().target);
  // And is kept where "Where you left off" finds it.
  const QString kept = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/last-session.pushforward";
  ASSERT_TRUE(QFile::exists(kept));
  expectMine(core::loadProject(kept.toStdString()));
}

// Nobody is asked when a window closes: what was open is kept.
TEST_F(OwnWork, IsKeptWhenTheWindowIsClosedDuringALesson) {
  editAndOpenLesson();
  lessons().next();
  window->close();
  const QString kept = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/last-session.pushforward";
  ASSERT_TRUE(kept.startsWith(home.folder.path()));
  ASSERT_TRUE(QFile::exists(kept));
  expectMine(core::loadProject(kept.toStdString()));
}

// Counts what is still told to a window about whether it is modified.
class ModifiedCounter : public QObject {
 public:
  int count = 0;

 protected:
  bool eventFilter(QObject*, QEvent* event) override {
    count += event->type() == QEvent::ModifiedChange ? 1 : 0;
    return false;
  }
};

TEST_F(OwnWork, IsNotAskedForByAWindowThatIsGoing) {
  insert("planar");
  ASSERT_TRUE(window->isWindowModified());
  ModifiedCounter told;
  window->installEventFilter(&told);
  window.reset();
  EXPECT_EQ(told.count, 0);
}

TEST_F(OwnWork, EditsOfALessonLeaveTheHistoryAlone) {
  const core::Project first = document().project();
  editAndOpenLesson();
  ASSERT_EQ(document().undoStack().count(), 1);
  EXPECT_TRUE(insert("radial"));  // the class tries something out
  EXPECT_EQ(document().project().flow.depth(), 3);
  EXPECT_EQ(document().undoStack().count(), 1);
  EXPECT_FALSE(action("Undo").isEnabled());
  action("Undo").trigger();
  EXPECT_EQ(document().project().flow.depth(), 3);
  lessons().next();
  EXPECT_TRUE(insert("radial"));
  lessons().stop();
  EXPECT_EQ(document().project(), mine);
  EXPECT_EQ(document().undoStack().count(), 1);
  EXPECT_EQ(document().undoStack().index(), 1);
  EXPECT_TRUE(window->isWindowModified());
  ASSERT_TRUE(action("Undo").isEnabled());
  action("Undo").trigger();
  EXPECT_EQ(document().project(), first);
  EXPECT_FALSE(action("Undo").isEnabled());
  EXPECT_TRUE(insert("radial"));  // the user's own again
  EXPECT_TRUE(action("Undo").isEnabled());
}

TEST_F(OwnWork, WhatWasUndoneBeforeALessonIsRedoneAfterIt) {
  player().setTraining(false);
  insert("planar");
  const core::Project edited = document().project();
  action("Undo").trigger();
  openLesson();
  EXPECT_FALSE(action("Redo").isEnabled());
  EXPECT_TRUE(insert("radial"));
  lessons().stop();
  EXPECT_FALSE(action("Undo").isEnabled());
  ASSERT_TRUE(action("Redo").isEnabled());
  action("Redo").trigger();
  EXPECT_EQ(document().project(), edited);
}

TEST_F(OwnWork, ALessonEndsARaceAndGivesBackTheTrainingFromBeforeIt) {
  const core::Project before = document().project();
  ASSERT_TRUE(player().training());
  press("Race");
  ASSERT_TRUE(race().started());
  ASSERT_FALSE(player().training());
  race().setRunning(true);
  // As from the menu, where files are not opened by their path.
  QMenu* menu = nullptr;
  for (QMenu* m : window->findChildren<QMenu*>()) {
    if (m->title() == "Lessons") menu = m;
  }
  ASSERT_NE(menu, nullptr);
  emit menu->aboutToShow();
  ASSERT_FALSE(menu->actions().isEmpty());
  menu->actions().first()->trigger();
  ASSERT_TRUE(lessons().playing());
  EXPECT_FALSE(race().started());
  EXPECT_FALSE(race().isVisible());
  lessons().stop();
  EXPECT_TRUE(onPlane());
  EXPECT_TRUE(player().training());
  EXPECT_EQ(document().project(), before);
}

TEST_F(OwnWork, ARaceDuringALessonIsLeftByItsNextStep) {
  editAndOpenLesson();
  ASSERT_TRUE(player().training());
  const core::FlowSpec shown = document().project().flow;
  press("Race");
  ASSERT_TRUE(race().started());
  EXPECT_EQ(race().lane(0).entry().flow, shown);  // the lesson's stack is the one on screen
  EXPECT_FALSE(player().training());
  lessons().next();
  EXPECT_TRUE(lessons().playing());
  EXPECT_FALSE(race().started());
  EXPECT_TRUE(onPlane());
  EXPECT_TRUE(player().training());  // as step two has it
  press("Race");
  ASSERT_TRUE(race().started());
  lessons().next();
  EXPECT_FALSE(race().started());
  EXPECT_FALSE(player().training());  // step three, whatever was before the race
}

TEST_F(OwnWork, AWinnerThatIsTakenDuringALessonIsNotTheUsers) {
  editAndOpenLesson();
  press("Race");
  ASSERT_TRUE(race().started());
  emit race().stackChosen(core::parseStack("radial*3", core::Objective::maximumLikelihood));
  EXPECT_EQ(document().project().flow.depth(), 3);
  EXPECT_TRUE(lessons().playing());
  lessons().stop();
  EXPECT_EQ(document().project(), mine);
  EXPECT_EQ(document().undoStack().count(), 1);
  EXPECT_TRUE(onPlane());
  EXPECT_FALSE(player().training());
}

TEST_F(OwnWork, ALessonThatEndsUnderARaceGivesEverythingBack) {
  editAndOpenLesson();
  press("Race");
  ASSERT_TRUE(race().started());
  lessons().stop();
  EXPECT_FALSE(race().started());
  EXPECT_TRUE(onPlane());
  EXPECT_FALSE(player().training());  // as the user had left it
  EXPECT_EQ(document().project(), mine);
}

}  // namespace
