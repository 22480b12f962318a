// The window's program, killed while it trains: what it had learned is offered at the next start, and the document is as it
// was.

#include <gtest/gtest.h>

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTest>
#include <random>

#include "app/documents/recovery_bar.h"
#include "app/documents/swap_place.h"
#include "app/main_window.h"
#include "core/project/edits.h"
#include "tests/app/documents/own_home.h"

namespace {

using namespace app;

class KilledProgram : public testing::Test {
 protected:
  KilledProgram() : document(home.folder.filePath("mine.pushforward")) {
    // The program's own folder bears its name.
    QCoreApplication::setOrganizationName("pushforward");
    QCoreApplication::setApplicationName("pushforward");
    core::Document d;
    d.project = core::setStack(core::defaultProject(),
                               core::parseStack("affine*2(hidden=8)", core::Objective::maximumLikelihood));
    d.state = core::TrainState::start(core::Flow(d.project.flow), 1);
    d.state.step = d.state.updates = kSaved;
    core::saveProject(document.toStdString(), d);
    bytes = read();
  }
  ~KilledProgram() override {
    QCoreApplication::setOrganizationName({});
    QCoreApplication::setApplicationName({});
  }
  QByteArray read() const { return read(document); }
  static QByteArray read(const QString& path) {
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::ReadOnly));
    return file.readAll();
  }
  // It trains at once, whatever is open.
  std::unique_ptr<QProcess> start(const QString& path) const {
    auto program = std::make_unique<QProcess>();
    QStringList words{"--device", "cpu", "--threads", "1", "--keep-every", "0.03", "--train"};
    if (!path.isEmpty()) words << path;
    program->start(PUSHFORWARD_BINARY, words);
    EXPECT_TRUE(program->waitForStarted(10000));
    return program;
  }
  // Files of swap in the folders where they can be.
  QStringList swaps() const {
    QStringList found;
    if (QFileInfo::exists(swapBeside(document))) found << swapBeside(document);
    const QDir own(ownFolder());
    for (const QString& name : own.entryList({"*.swap"}, QDir::Files | QDir::Hidden)) found << own.filePath(name);
    return found;
  }
  static QString ownFolder() { return QFileInfo(newOwnSwap()).absolutePath(); }
  static void kill(QProcess& program) {
    program.kill();  // SIGKILL
    EXPECT_TRUE(program.waitForFinished(10000));
  }
  static WindowOptions options(const QString& file) {
    WindowOptions o;
    o.device = "cpu";
    o.threads = 1;
    o.rememberSession = false;
    o.keepSeconds = 0.05;
    o.file = file;
    return o;
  }
  // As a user does who starts the program again.
  void recover(const QString& path, int least) {
    MainWindow window(options(path));
    window.resize(1000, 700);
    window.show();
    auto* bar = window.findChild<RecoveryBar*>();
    ASSERT_TRUE(bar->isVisible());
    EXPECT_TRUE(bar->text().startsWith("Pushforward ended unexpectedly just now; ")) << bar->text().toStdString();
    EXPECT_TRUE(bar->text().contains(path.isEmpty() ? "of training were not saved" : "mine had "))
        << bar->text().toStdString();
    bar->recover();
    EXPECT_FALSE(bar->isVisible());
    EXPECT_EQ(window.document().path(), path);
    EXPECT_TRUE(window.isWindowModified());
    EXPECT_GE(window.player().state()->step, least);
    EXPECT_FALSE(window.player().training());
    EXPECT_EQ(read(), bytes);  // nothing is saved that nobody has saved
    window.close();
  }

  static constexpr int kSaved = 100;
  OwnHome home;
  QString document;
  QByteArray bytes;
};

TEST_F(KilledProgram, LosesNothingThatItHasLearned) {
  const unsigned seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  int most = 0;
  for (int i = 0; i < 50 && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    const QString path = i % 2 == 0 ? document : QString();
    const auto program = start(path);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !swaps().empty(); }, 20000));
    QTest::qWait(static_cast<int>(random() % 300));
    kill(*program);
    EXPECT_EQ(read(), bytes);
    int step = 0;
    {
      auto left = findLeftBehind({document}, true);
      ASSERT_EQ(left.size(), 1u);
      EXPECT_EQ(left[0].document, path);
      const core::Document content = core::loadProject(left[0].place->file().toStdString());
      step = content.state.step;
      EXPECT_GT(step, path.isEmpty() ? 0 : kSaved);
      EXPECT_TRUE(content.state.allFinite());
      if (i % 10 > 1) left[0].place->removeFile();
    }
    if (i % 10 <= 1) recover(path, step);
    EXPECT_TRUE(swaps().empty()) << swaps().join(' ').toStdString();
    most = std::max(most, step);
  }
  std::printf("up to step %d\n", most);
}

TEST_F(KilledProgram, ThatLivesStillIsNotTakenForDead) {
  const auto program = start(document);
  ASSERT_TRUE(QTest::qWaitFor([&] { return !swaps().empty(); }, 20000));
  EXPECT_TRUE(findLeftBehind({document}, true).empty());
  MainWindow window(options(document));
  window.show();
  EXPECT_FALSE(window.findChild<RecoveryBar*>()->isVisible());
  window.close();
  EXPECT_TRUE(QFileInfo::exists(swapBeside(document)));
  kill(*program);
  EXPECT_EQ(findLeftBehind({document}, true).size(), 1u);
}

TEST_F(KilledProgram, AsksNobodyAndForgetsNothingThatIsNotDecidedOn) {
  const auto program = start(document);
  ASSERT_TRUE(QTest::qWaitFor([&] { return !swaps().empty(); }, 20000));
  kill(*program);
  const QString swap = swapBeside(document);
  const QByteArray left = read(swap);
  {
    MainWindow window(options(document));
    window.show();
    auto* bar = window.findChild<RecoveryBar*>();
    ASSERT_TRUE(bar->isVisible());
    window.player().setTraining(true);  // on with the document itself: that work is kept elsewhere
    EXPECT_TRUE(QTest::qWaitFor([&] { return swaps().size() == 2; }, 20000));
    window.close();
  }
  EXPECT_EQ(swaps(), QStringList{swap});
  EXPECT_EQ(read(swap), left);
  MainWindow window(options(document));
  window.show();
  auto* bar = window.findChild<RecoveryBar*>();
  ASSERT_TRUE(bar->isVisible());
  bar->discard();
  EXPECT_FALSE(bar->isVisible());
  EXPECT_TRUE(swaps().empty());
  EXPECT_EQ(window.player().state().value_or(core::TrainState{}).step, kSaved);
  EXPECT_EQ(read(), bytes);
}

}  // namespace
