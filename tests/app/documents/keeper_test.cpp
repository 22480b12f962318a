// Unsaved work is copied beside its document, and the copy goes when the work is saved or thrown away.

#include "app/documents/keeper.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTest>
#include <csignal>

#include "tests/app/documents/own_home.h"

namespace {

using namespace app;

constexpr double kEvery = 0.02;

class Kept : public testing::Test {
 protected:
  Kept() : document(home.folder.filePath("moons.pushforward")) {
    content.project = core::defaultProject();
    content.state = core::TrainState::start(core::Flow(content.project.flow), 1);
    core::saveProject(document.toStdString(), content);
  }
  std::unique_ptr<Keeper> newKeeper() {
    return std::make_unique<Keeper>([this] { return mark; },
                                    [this] {
                                      ++asked;
                                      content.state.step = mark->step;
                                      return content;
                                    },
                                    kEvery);
  }
  void work() { ++mark->step; }
  // Until the newest work lies in the swap file.
  void expectKept(const Keeper& keeper) {
    EXPECT_TRUE(QTest::qWaitFor(
        [&] {
          return !keeper.file().isEmpty() && QFileInfo::exists(keeper.file()) &&
                 core::loadProject(keeper.file().toStdString()).state.step == mark->step;
        },
        5000));
  }

  OwnHome home;
  QString document;
  core::Document content;
  std::optional<WorkMark> mark = WorkMark{0, 0};
  int asked = 0;
};

TEST_F(Kept, LiesBesideTheDocumentUntilThatIsSaved) {
  const auto keeper = newKeeper();
  keeper->begin(document, *mark);
  QTest::qWait(100);
  EXPECT_EQ(asked, 0);  // there is nothing new
  EXPECT_FALSE(keeper->unsaved());
  work();
  expectKept(*keeper);
  EXPECT_EQ(keeper->file(), home.folder.filePath(".moons.pushforward.swap"));
  EXPECT_TRUE(keeper->unsaved());
  EXPECT_EQ(core::loadProject(document.toStdString()).state.step, 0);  // the document itself is never written
  asked = 0;
  QTest::qWait(100);
  EXPECT_EQ(asked, 0);  // it is kept already
  work();
  expectKept(*keeper);
  keeper->begin(document, *mark);  // saved
  EXPECT_FALSE(QFileInfo::exists(swapBeside(document)));
  EXPECT_FALSE(keeper->unsaved());
}

TEST_F(Kept, LiesInTheProgramsFolderIfThereIsNoDocument) {
  const auto keeper = newKeeper();
  keeper->begin({}, *mark);
  work();
  expectKept(*keeper);
  EXPECT_TRUE(keeper->file().startsWith(home.folder.path()));
  const QString file = keeper->file();
  keeper->end();
  EXPECT_FALSE(QFileInfo::exists(file));
}

TEST_F(Kept, IsNotWrittenWhileALessonIsOnScreen) {
  const auto keeper = newKeeper();
  keeper->begin(document, *mark);
  mark.reset();
  QTest::qWait(100);
  EXPECT_EQ(asked, 0);
}

TEST_F(Kept, ByALivingProgramIsNotLeftBehind) {
  const auto keeper = newKeeper();
  keeper->begin(document, *mark);
  work();
  expectKept(*keeper);
  EXPECT_TRUE(findLeftBehind({document}, true).empty());
  // Another window on the same document keeps its work elsewhere.
  const auto other = newKeeper();
  other->begin(document, {0, 0});
  expectKept(*other);
  EXPECT_NE(other->file(), keeper->file());
  // One that ends without a trace of its work elsewhere leaves it there.
  keeper->end(true);
  const auto left = findLeftBehind({document}, true);
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].document, document);
  EXPECT_EQ(left[0].place->file(), swapBeside(document));
}

TEST_F(Kept, AndRecoveredIsKeptOnUntilItIsSaved) {
  {
    const auto keeper = newKeeper();
    keeper->begin(document, *mark);
    work();
    expectKept(*keeper);
    keeper->end(true);
  }
  auto left = findLeftBehind({document}, true);
  ASSERT_EQ(left.size(), 1u);
  const auto keeper = newKeeper();
  keeper->begin(document, *mark);
  keeper->adopt(std::move(left[0]));
  EXPECT_TRUE(keeper->unsaved());
  QTest::qWait(60);
  expectKept(*keeper);
  work();
  expectKept(*keeper);
  keeper->begin(document, *mark);
  EXPECT_FALSE(QFileInfo::exists(swapBeside(document)));
}

// A limit on the size of files is a full disk that needs no disk.
TEST_F(Kept, TellsOnceThatTheDiskIsFullAndLosesNothing) {
  const auto keeper = newKeeper();
  keeper->begin(document, *mark);
  QSignalSpy failed(keeper.get(), &Keeper::failed);
  work();
  expectKept(*keeper);
  struct rlimit before {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small = {4096, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const int kept = mark->step;
  work();
  const bool told = QTest::qWaitFor([&] { return !failed.empty(); }, 5000);
  asked = 0;
  work();
  const bool again = QTest::qWaitFor([&] { return asked > 1; }, 5000);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_TRUE(told && again);
  EXPECT_EQ(failed.size(), 1);
  const QString sentence = failed[0][0].toString();
  EXPECT_TRUE(sentence.contains("File too large")) << sentence.toStdString();
  EXPECT_FALSE(sentence.contains('\n'));
  // What was kept before is there still, and what is new is kept as soon as there is room.
  EXPECT_EQ(core::loadProject(swapBeside(document).toStdString()).state.step, kept);
  expectKept(*keeper);
  keeper->begin(document, *mark);
  EXPECT_FALSE(QFileInfo::exists(swapBeside(document)));
  EXPECT_TRUE(findLeftBehind({document}, true).empty());
}

TEST_F(Kept, TellsOnceIfThereIsNoPlaceAtAll) {
  qputenv("XDG_DATA_HOME", "/dev/null/nowhere");
  const auto keeper = newKeeper();
  keeper->begin({}, *mark);
  QSignalSpy failed(keeper.get(), &Keeper::failed);
  work();
  EXPECT_TRUE(QTest::qWaitFor([&] { return !failed.empty(); }, 5000));
  work();
  QTest::qWait(100);
  EXPECT_EQ(failed.size(), 1);
}

}  // namespace
