// A document with many points is written and read while the window goes on, and data that is linked stays where it is.

#include <gtest/gtest.h>

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStatusBar>
#include <QTest>
#include <cmath>

#include "app/documents/document_saver.h"
#include "app/documents/link_choice.h"
#include "app/main_window.h"
#include "core/project/data_link.h"
#include "core/project/edits.h"
#include "core/targets/target.h"
#include "tests/app/documents/own_home.h"

namespace {

using namespace app;

constexpr int kRows = 250'000;

class Large : public testing::Test {
 protected:
  Large() {
    QFile file(data);
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    QByteArray text = "x,y\n";
    for (int i = 0; i < kRows; ++i)
      text += QByteArray::number(std::sin(i)) + "," + QByteArray::number(std::cos(i * 1.7)) + "\n";
    file.write(text);
  }
  std::unique_ptr<MainWindow> newWindow() {
    WindowOptions options;
    options.device = "cpu";
    options.threads = 1;
    options.rememberSession = false;
    auto window = std::make_unique<MainWindow>(options);
    window->resize(1280, 800);
    window->show();
    QObject::connect(window->statusBar(), &QStatusBar::messageChanged,
                     [this](const QString& message) { told << message; });
    EXPECT_TRUE(QTest::qWaitFor([&] { return window->player().snapshot() != nullptr; }, 20000));
    return window;
  }
  void takePoints(MainWindow& window) {
    ASSERT_TRUE(window.openPath(data));
    ASSERT_TRUE(QTest::qWaitFor([&] { return window.document().project().target.key == "points"; }, 20000));
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return window.player().pendingRestore() == nullptr && window.player().snapshot()->state.step > 5; },
        20000));
    window.player().setTraining(false);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !window.player().snapshot()->running; }, 20000));
    QTest::qWait(50);
  }
  bool waitFor(const QString& word) {
    return QTest::qWaitFor([&] { return told.join('\n').contains(word); }, 20000);
  }

  OwnHome home;
  const QString data = home.folder.filePath("p.csv"), saved = home.folder.filePath("f.pushforward");
  QStringList told;
};

TEST_F(Large, IsWrittenAndReadWhileTheWindowGoesOn) {
  const auto window = newWindow();
  takePoints(*window);
  ASSERT_TRUE(window->saveTo(saved));
  EXPECT_TRUE(window->document().path().isEmpty());  // it is being written
  EXPECT_TRUE(window->saveTo(saved));                // another one waits, and none of them spoils the other
  auto* saver = window->findChild<DocumentSaver*>();
  EXPECT_TRUE(saver->busy());
  ASSERT_TRUE(QTest::qWaitFor([&] { return !saver->busy(); }, 20000));
  EXPECT_EQ(window->document().path(), saved);
  EXPECT_FALSE(window->isWindowModified());
  const int step = window->player().state()->step;
  const core::Document file = core::loadProject(saved.toStdString());
  EXPECT_EQ(file.state.step, step);
  ASSERT_EQ(file.project.target.points->rows(), kRows);
  EXPECT_TRUE((*file.project.target.points == *window->document().project().target.points).all());
  EXPECT_EQ(QDir(home.folder.path()).entryList(QDir::Files | QDir::Hidden).filter(".new").size(), 0);

  const auto other = newWindow();
  ASSERT_TRUE(other->openPath(saved));
  EXPECT_TRUE(other->document().path().isEmpty());  // it is being read
  ASSERT_TRUE(QTest::qWaitFor([&] { return other->document().path() == saved; }, 20000));
  EXPECT_EQ(other->document().project().target.points->rows(), kRows);
  EXPECT_EQ(other->player().state()->step, step);
}

TEST_F(Large, AnEditMeanwhileIsUnsaved) {
  const auto window = newWindow();
  takePoints(*window);
  ASSERT_TRUE(window->saveTo(saved));
  window->document().edit("Insert", [](const core::Project& p) { return core::insertLayer(p, 0, "planar"); });
  ASSERT_TRUE(QTest::qWaitFor([&] { return window->document().path() == saved; }, 20000));
  EXPECT_TRUE(window->isWindowModified());
  EXPECT_EQ(core::loadProject(saved.toStdString()).project.flow.depth() + 1, window->document().project().flow.depth());
}

TEST_F(Large, ClosingWaitsForTheSaving) {
  const auto window = newWindow();
  takePoints(*window);
  ASSERT_TRUE(window->saveTo(saved));
  window->close();
  EXPECT_TRUE(window->isVisible());
  EXPECT_TRUE(told.join('\n').contains("the window closes when that is done"));
  ASSERT_TRUE(QTest::qWaitFor([&] { return !window->isVisible(); }, 20000));
  EXPECT_EQ(core::loadProject(saved.toStdString()).project.target.points->rows(), kRows);
}

TEST_F(Large, ASavingThatFailsKeepsTheWindowOpen) {
  const auto window = newWindow();
  takePoints(*window);
  EXPECT_TRUE(window->saveTo("/sys/new.pushforward"));
  window->close();
  EXPECT_TRUE(waitFor("/sys/new.pushforward: cannot write: "));
  QTest::qWait(100);
  EXPECT_TRUE(window->isVisible());
  EXPECT_TRUE(window->document().path().isEmpty());
}

TEST_F(Large, OpeningAFileThatIsBrokenChangesNothing) {
  const auto window = newWindow();
  QFile file(saved);
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write("{\"format\": \"pushforward\"," + QByteArray(4 << 20, ' '));
  file.close();
  const core::Project before = window->document().project();
  EXPECT_TRUE(window->openPath(saved));
  EXPECT_TRUE(waitFor("f.pushforward: damaged"));
  EXPECT_TRUE(window->document().project() == before);
}

TEST_F(Large, DataThatIsLinkedStaysWhereItIs) {
  const auto window = newWindow();
  takePoints(*window);
  {
    LinkChoice choice(window->document().project(), {});
    ASSERT_TRUE(choice.possible());
    EXPECT_FALSE(choice.chosen());  // unless one says so
    choice.findChild<QCheckBox*>()->click();
    ASSERT_TRUE(choice.chosen());
    window->document().setLink(choice.chosen());
  }
  EXPECT_FALSE(LinkChoice(core::defaultProject(), {}).possible());
  ASSERT_TRUE(window->saveTo(saved));
  ASSERT_TRUE(QTest::qWaitFor([&] { return window->document().path() == saved; }, 20000));
  const core::Document alone = core::fromJson(core::readWholeFile(saved.toStdString()), "alone");
  EXPECT_EQ(alone.project.target.points->rows(), core::kStandInPoints);
  EXPECT_FALSE(window->document().project().link->hash.empty());
  window->document().edit("Insert", [](const core::Project& p) { return core::insertLayer(p, 0, "planar"); });
  window->document().undoStack().undo();
  EXPECT_TRUE(window->document().project().link);  // it is no part of what was built

  const auto open = [&](const QString& word) {
    told.clear();
    const auto other = newWindow();
    EXPECT_TRUE(other->openPath(saved));
    EXPECT_TRUE(QTest::qWaitFor([&] { return other->document().path() == saved; }, 20000));
    EXPECT_TRUE(waitFor(word)) << told.join('\n').toStdString();
    EXPECT_EQ(other->player().state()->step, window->player().state()->step);
    return other->document().project();
  };
  EXPECT_EQ(open("Opened f.pushforward").target.points->rows(), kRows);
  QFile file(data);
  ASSERT_TRUE(file.open(QIODevice::Append));
  file.write("0.5,0.5\n");
  file.close();
  EXPECT_EQ(open("p.csv has changed").target.points->rows(), kRows + 1);
  QFile::remove(data);
  const core::Project without = open("p.csv is not there");
  EXPECT_EQ(without.target.points->rows(), core::kStandInPoints);
  LinkChoice choice(without, {});
  EXPECT_TRUE(choice.chosen() && choice.chosen()->standIn);  // there is no other choice
  EXPECT_FALSE(choice.findChild<QCheckBox*>()->isEnabled());
}

}  // namespace
