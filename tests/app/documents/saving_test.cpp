// The window and its files: what is opened goes on where it was, and a saving that fails loses nothing.

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QSettings>
#include <QStatusBar>
#include <QTest>
#include <csignal>
#include <cstring>

#include "app/documents/document_files.h"
#include "app/documents/document_gallery.h"
#include "app/documents/open_dialog.h"
#include "app/lessons/lesson_player.h"
#include "app/main_window.h"
#include "core/project/edits.h"
#include "tests/app/documents/own_home.h"

namespace {

using namespace app;

std::unique_ptr<MainWindow> newWindow() {
  WindowOptions options;
  options.device = "cpu";
  options.threads = 1;
  options.rememberSession = false;
  auto window = std::make_unique<MainWindow>(options);
  window->resize(1280, 800);
  window->show();
  EXPECT_TRUE(QTest::qWaitFor(
      [&] { return window->player().snapshot() && window->player().snapshot()->state.step > 20; }, 20000));
  return window;
}

void pause(MainWindow& window) {
  window.player().setTraining(false);
  EXPECT_TRUE(QTest::qWaitFor(
      [&] { return !window.player().snapshot()->running && window.player().pendingRestore() == nullptr; }, 20000));
  QTest::qWait(50);
}

// So many steps and no more.
void step(MainWindow& window, int count) {
  const int first = window.player().state()->step;
  for (int i = 0; i < count; ++i) window.player().stepTraining();
  ASSERT_TRUE(QTest::qWaitFor([&] { return window.player().snapshot()->state.step == first + count; }, 20000));
}

bool sameBits(const core::Theta& a, const core::Theta& b) {
  return a.size() == b.size() &&
         std::memcmp(a.data(), b.data(), sizeof(core::Real) * static_cast<size_t>(a.size())) == 0;
}

class Saving : public testing::Test {
 protected:
  OwnHome home;
};

TEST_F(Saving, AndOpeningGivesATrainingThatNeverRested) {
  const auto never = newWindow();
  pause(*never);
  const QString path = home.folder.filePath("a.pushforward");
  ASSERT_TRUE(never->saveTo(path));
  const auto opened = newWindow();
  ASSERT_TRUE(opened->openPath(path));
  pause(*opened);
  EXPECT_EQ(opened->document().project().flow, never->document().project().flow);
  EXPECT_EQ(opened->document().project().training, never->document().project().training);
  for (MainWindow* window : {never.get(), opened.get()}) step(*window, 60);
  const core::TrainState a = *never->player().state(), b = *opened->player().state();
  EXPECT_TRUE(sameBits(a.theta, b.theta) && sameBits(a.average, b.average));
  EXPECT_TRUE(sameBits(a.mean, b.mean) && sameBits(a.square, b.square));
  EXPECT_EQ(a.updates, b.updates);
  core::Points x(3, 2);
  x << 0, 0, 1, 0.5f, -1, 0.3f;
  const core::Values p = never->player().snapshot()->flow->logDensity(a.average, x);
  EXPECT_TRUE((p == opened->player().snapshot()->flow->logDensity(b.average, x)).all());
}

// Where nothing can be written, not even by root, and on a disk that is full.
TEST_F(Saving, ThatFailsIsToldOfAndLosesNothing) {
  const auto window = newWindow();
  const QString path = home.folder.filePath("old.pushforward");
  ASSERT_TRUE(window->saveTo(path));
  const core::Document old = core::loadProject(path.toStdString());
  EXPECT_FALSE(window->saveTo("/sys/new.pushforward"));
  EXPECT_TRUE(window->statusBar()->currentMessage().startsWith("/sys/new.pushforward: cannot write: "));
  EXPECT_EQ(window->document().path(), path);
  window->document().edit("Insert", [](const core::Project& p) { return core::insertLayer(p, 0, "planar"); });
  struct rlimit before {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small = {4096, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const bool saved = window->saveTo(path);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_FALSE(saved);
  EXPECT_TRUE(window->statusBar()->currentMessage().endsWith(": cannot write: File too large"));
  EXPECT_TRUE(window->isWindowModified());
  EXPECT_EQ(core::loadProject(path.toStdString()).project, old.project);
  EXPECT_EQ(QDir(home.folder.path()).entryList(QDir::Files | QDir::Hidden).filter("pushforward").size(), 1);
}

TEST_F(Saving, DuringALessonKeepsThePlaceInIt) {
  const auto window = newWindow();
  pause(*window);
  const core::Project mine = window->document().project();
  const core::TrainState state = *window->player().state();
  ASSERT_TRUE(window->openPath(":/lessons/03_cheap_determinants.yaml"));
  window->goToStep(3);
  auto* lessons = window->findChild<LessonPlayer*>();
  const int number = lessons->number();
  const bool revealed = lessons->revealed();
  EXPECT_GT(number, 0);
  const QString path = home.folder.filePath("class.pushforward");
  ASSERT_TRUE(window->saveTo(path));
  EXPECT_TRUE(lessons->playing());  // the class is not interrupted
  const auto other = newWindow();
  ASSERT_TRUE(other->openPath(path));
  auto* opened = other->findChild<LessonPlayer*>();
  ASSERT_TRUE(opened->playing());
  EXPECT_EQ(opened->number(), number);
  EXPECT_EQ(opened->revealed(), revealed);
  QTest::qWait(100);
  opened->stop();  // and beneath it lies the document
  EXPECT_EQ(other->document().project().flow, mine.flow);
  EXPECT_EQ(other->document().project().target, mine.target);
  pause(*other);
  EXPECT_TRUE(sameBits(other->player().state()->theta, state.theta));
}

TEST_F(Saving, OfAnExampleNeverWritesTheExample) {
  const auto window = newWindow();
  ASSERT_FALSE(examples().empty());
  for (const DocumentEntry& example : examples()) {
    SCOPED_TRACE(example.path.toStdString());
    EXPECT_FALSE(thumbnailOf(example.path).isNull());
    EXPECT_LT(QFile(example.path).size(), 400'000);
    ASSERT_TRUE(window->openPath(example.path));
    EXPECT_TRUE(window->document().path().isEmpty());
    EXPECT_GT(window->player().state()->step, 100);
    EXPECT_TRUE(window->player().state()->allFinite());
  }
  EXPECT_TRUE(QSettings().value("recent").toStringList().filter(":/").isEmpty());
}

TEST_F(Saving, PutsThePictureIntoTheListsOfFiles) {
  const auto window = newWindow();
  const QString path = home.folder.filePath("seen.pushforward");
  ASSERT_TRUE(window->saveTo(path));
  const QImage picture = thumbnailOf(path);
  EXPECT_EQ(picture.size(), QSize(320, 200));
  EXPECT_TRUE(thumbnailOf(home.folder.filePath("missing.pushforward")).isNull());
  OpenDialog dialog(nullptr, home.folder.path());
  emit dialog.currentChanged(path);
  EXPECT_FALSE(dialog.picture().pixmap().isNull());
  emit dialog.currentChanged(home.folder.path());
  EXPECT_TRUE(dialog.picture().pixmap().isNull());
  DocumentGallery gallery;
  gallery.openIn(*window, {{path, "seen", path}});
  ASSERT_EQ(gallery.tiles().size(), 1 + examples().size());
  QString chosen;
  QObject::connect(&gallery, &DocumentGallery::chosen, [&](const QString& which) { chosen = which; });
  QTest::keyClick(gallery.tiles()[0], Qt::Key_Return);
  EXPECT_EQ(chosen, path);
  EXPECT_FALSE(gallery.isVisible());
}

}  // namespace
