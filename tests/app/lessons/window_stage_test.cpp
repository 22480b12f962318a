// Lessons in the window: every one that is shipped is played from start to end by a clicker's keys, and what was open is
// back afterwards.

#include "app/lessons/window_stage.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "app/canvas/canvas.h"
#include "app/export/export_dialog.h"
#include "app/lessons/lesson_list.h"
#include "app/lessons/lesson_player.h"
#include "app/line/line_view.h"
#include "app/main_window.h"

namespace {

using namespace app;

class WindowLessons : public testing::Test {
 protected:
  WindowLessons() {
    WindowOptions options;
    options.device = "cpu";
    options.threads = 1;
    options.rememberSession = false;
    window = std::make_unique<MainWindow>(options);
    window->resize(1280, 720);
    window->show();
    QTest::qWait(200);
  }
  LessonPlayer& lessons() const { return *window->findChild<LessonPlayer*>(); }
  std::unique_ptr<MainWindow> window;
};

TEST_F(WindowLessons, ALineHasStripsOfEqualArea) {
  ASSERT_TRUE(window->openPath(":/lessons/01_change_of_variables.yaml"));
  const LineScene& scene = window->findChild<LineView*>()->scene();
  EXPECT_EQ(scene.strips, 10);
  EXPECT_EQ(scene.stripKind, StripKind::equalMass);
}

TEST_F(WindowLessons, WhileOneIsOpenItsFilmIsWhatIsExported) {
  ASSERT_TRUE(window->openPath(":/lessons/01_change_of_variables.yaml"));
  QTest::keyClick(window.get(), Qt::Key_E, Qt::ControlModifier);
  auto* dialog = window->findChild<ExportDialog*>();
  ASSERT_NE(dialog, nullptr);
  ASSERT_TRUE(QTest::qWaitFor([&] { return !dialog->preview().picture().isNull(); }, 20000));
  EXPECT_EQ(dialog->wish().kind, ExportWish::Kind::film);
  EXPECT_EQ(dialog->wish().play, FilmPlay::lesson);
  dialog->hide();
  lessons().stop();
  window->activateWindow();
  QTest::qWait(100);
  QTest::keyClick(window.get(), Qt::Key_E, Qt::ControlModifier);
  EXPECT_EQ(dialog->wish().kind, ExportWish::Kind::picture);
  dialog->open(ExportWish::Kind::film);
  EXPECT_EQ(dialog->wish().play, FilmPlay::depth);
  dialog->hide();
}

TEST_F(WindowLessons, EachIsPlayedFromStartToEndByTheClickerAlone) {
  const core::Project before = window->document().project();
  int count = 0;
  for (const LessonEntry& entry : findLessons({shippedLessons()})) {
    SCOPED_TRACE(entry.path.toStdString());
    ASSERT_TRUE(entry.error.isEmpty()) << entry.error.toStdString();
    ASSERT_TRUE(window->openPath(entry.path));
    ASSERT_TRUE(lessons().playing());
    int presses = 0;
    for (; lessons().playing() && presses < 60; ++presses) {
      QTest::qWait(40);
      const int step = lessons().number();
      QTest::keyClick(window.get(), Qt::Key_PageDown);
      if (presses == 3) {
        QTest::keyClick(window.get(), Qt::Key_PageUp);
        EXPECT_LE(lessons().number(), step);
      }
    }
    EXPECT_FALSE(lessons().playing());
    EXPECT_GE(presses, 5);
    EXPECT_EQ(window->document().project(), before);
    EXPECT_EQ(window->document().undoStack().index(), 0);
    ++count;
  }
  EXPECT_GE(count, 8);
}

TEST_F(WindowLessons, ABrokenOneIsTheWordOfASentenceAndNothingElse) {
  const core::Project before = window->document().project();
  QTemporaryDir folder;
  QFile file(folder.filePath("mine.yaml"));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write("title: Mine\nsteps:\n  - say: Hello\n    target: moon\n");
  file.close();
  EXPECT_FALSE(window->openPath(file.fileName()));
  EXPECT_FALSE(lessons().playing());
  EXPECT_EQ(window->document().project(), before);
}

TEST_F(WindowLessons, ASceneIsOnScreen) {
  QTemporaryDir folder;
  QFile file(folder.filePath("mine.yaml"));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(
      "title: Mine\nsteps:\n"
      "  - say: One\n    target: circles\n    stack: planar*2\n    show: [density, ledger, cell]\n"
      "    probe: {space: data, at: [0.5, 0.25]}\n    cell: {at: [0, 0], side: 0.4}\n    direction: density\n"
      "    depth: 1\n    forget: true\n"
      "  - say: Two\n    stage: line\n    line: {map: affine, a: 0.5, b: 1}\n");
  file.close();
  ASSERT_TRUE(window->openPath(file.fileName()));
  const core::Project& p = window->document().project();
  EXPECT_EQ(p.target.key, "circles");
  EXPECT_EQ(p.flow.depth(), 2);
  EXPECT_TRUE(p.view.density && p.view.ledger && !p.view.grid && !p.view.particles);
  ASSERT_TRUE(p.view.stage.probe && p.view.stage.cell);
  EXPECT_EQ(p.view.stage.probe->at, core::Vec2(0.5, 0.25));
  EXPECT_EQ(p.view.stage.cell->side, 0.4);
  EXPECT_TRUE(p.view.stage.forget);
  EXPECT_EQ(p.view.reading, core::Reading::density);
  EXPECT_EQ(window->player().depth(), 1);
  lessons().next();
  EXPECT_FALSE(window->findChild<Canvas*>()->isVisible());
  lessons().back();
  EXPECT_TRUE(window->findChild<Canvas*>()->isVisible());
  lessons().stop();
  EXPECT_NE(p.target.key, "circles");
}

}  // namespace
