// The export dialog writes what its preview shows, in every format there is, and leaves nothing behind where it does not.

#include "app/export/export_dialog.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "app/export/flow_words.h"
#include "app/figure/lesson_reel.h"
#include "app/film/film_format.h"
#include "core/export/exporter.h"
#include "core/flow/flow_spec.h"
#include "tests/support/random_flow.h"

namespace {

using namespace app;

using Kind = ExportWish::Kind;

// A small flow with a past of three moments.
std::shared_ptr<const ExportContent> someContent() {
  auto content = std::make_shared<ExportContent>();
  core::Project& project = content->document.project;
  project.flow = core::parseStack("spline*2(bins=4,conditioner=grid)", core::Objective::maximumLikelihood);
  const core::Flow flow(project.flow);
  core::TrainState& state = content->document.state;
  state = core::TrainState::start(flow, 1);
  state.theta = state.average = testing_support::randomTheta(flow, 1, 0.1);
  state.step = 20;
  for (const int step : {0, 10, 20}) {
    const core::Theta theta = state.average * static_cast<core::Real>(step / 20.0);
    content->history.push_back(figureSource(project, theta, 0, step));
  }
  content->source = content->history.back();
  content->depth = 1.5;
  content->window = {-3, 3, -3, 3};
  return content;
}

class Export : public testing::Test {
 protected:
  Export() : dialog([this] { return content; }, nullptr) {
    QObject::connect(&dialog, &ExportDialog::told, [this](const QString& sentence) { told = sentence; });
  }

  void wish(Kind kind, const std::string& format, QSize size = {160, 120}) {
    dialog.open(kind);
    if (kind == Kind::flow) {
      auto* list = dialog.findChild<QListWidget*>("flowFormats");
      for (int i = 0; i < list->count(); ++i)
        if (list->item(i)->data(Qt::UserRole) == QString::fromStdString(format)) list->setCurrentRow(i);
      return;
    }
    ExportWish w = dialog.wish();
    w.format = format;
    w.figure.size = size;
    w.fps = 10;
    w.seconds = 1;
    dialog.form().setWish(w);
  }
  // What is told at the end.
  QString exported(const QString& path) {
    told.clear();
    dialog.exportTo(path);
    EXPECT_TRUE(QTest::qWaitFor([this] { return !dialog.busy(); }, 60000));
    return told;
  }
  QStringList files() const {
    return QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
  }

  QTemporaryDir folder;
  std::shared_ptr<const ExportContent> content = someContent();
  ExportDialog dialog;
  QString told;
};

TEST_F(Export, WritesAPictureInEveryFormat) {
  for (const char* format : {"png", "svg", "pdf"}) {
    wish(Kind::picture, format);
    const QString path = folder.filePath(QString("a.") + format);
    EXPECT_TRUE(exported(path).startsWith("Saved a.")) << told.toStdString();
    EXPECT_GT(QFileInfo(path).size(), 1000) << format;
  }
  EXPECT_EQ(QImage(folder.filePath("a.png")).size(), QSize(160, 120));
}

TEST_F(Export, WritesAFilmInEveryFormatThatThereIs) {
  for (const FilmFormat& format : filmFormats()) {
    if (missing(format)) continue;
    for (const FilmPlay play : {FilmPlay::depth, FilmPlay::training, FilmPlay::both}) {
      wish(Kind::film, format.key);
      ExportWish w = dialog.wish();
      w.play = play;
      dialog.form().setWish(w);
      const QString name = QString("film%1").arg(static_cast<int>(play));
      const QString ending = endingOf(w);
      const QString path = folder.filePath(name + ending);
      EXPECT_TRUE(exported(path).startsWith("Saved")) << format.key << ": " << told.toStdString();
      EXPECT_TRUE(ending == "/" ? QFileInfo(path).isDir() : QFileInfo(path).size() > 1000) << format.key;
    }
  }
}

TEST_F(Export, WritesTheFlowInEveryFormat) {
  for (const core::Exporter& e : core::exporters()) {
    wish(Kind::flow, e.key);
    const QString path = folder.filePath("flow" + QString::fromStdString(e.ending));
    EXPECT_TRUE(exported(path).startsWith("Saved flow")) << e.key << ": " << told.toStdString();
    EXPECT_GT(QFileInfo(path).size(), 500) << e.key;
  }
  wish(Kind::flow, "csv");
  EXPECT_TRUE(exported(folder.filePath("s.csv")).contains("1000 samples")) << told.toStdString();
  QFile file(folder.filePath("s.csv"));
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_EQ(file.readAll().count('\n'), 1001);
}

TEST_F(Export, ACancelledFilmLeavesNothing) {
  wish(Kind::film, "png", {640, 480});
  ExportWish w = dialog.wish();
  w.seconds = 30;
  dialog.form().setWish(w);
  dialog.exportTo(folder.filePath("frames/"));
  QTest::qWait(150);
  for (QPushButton* button : dialog.findChildren<QPushButton*>())
    if (button->isVisible() && button->text().startsWith("Cancel")) button->click();
  ASSERT_TRUE(QTest::qWaitFor([this] { return !dialog.busy(); }, 20000));
  EXPECT_TRUE(told.contains("cancelled")) << told.toStdString();
  EXPECT_EQ(files(), QStringList());
}

// Whether a choice of what plays is greyed out, and why.
std::pair<bool, QString> offered(const ExportDialog& dialog, const char* box, int i) {
  const auto* model = qobject_cast<QStandardItemModel*>(dialog.findChild<QComboBox*>(box)->model());
  return {model->item(i)->isEnabled(), model->item(i)->toolTip()};
}
std::pair<bool, QString> offered(const ExportDialog& dialog, FilmPlay play) {
  return offered(dialog, "plays", static_cast<int>(play));
}
std::pair<bool, QString> offered(const ExportDialog& dialog, FilmLoop loop) {
  return offered(dialog, "loops", static_cast<int>(loop));
}

TEST_F(Export, OffersWhatThereIsToPlayAndSaysWhyNotTheRest) {
  wish(Kind::film, "webp");
  EXPECT_TRUE(offered(dialog, FilmPlay::depth).first);
  EXPECT_TRUE(offered(dialog, FilmPlay::training).first);
  EXPECT_TRUE(offered(dialog, FilmLoop::pingPong).first);
  EXPECT_FALSE(offered(dialog, FilmPlay::race).first);
  EXPECT_TRUE(offered(dialog, FilmPlay::race).second.contains("race"));
  EXPECT_FALSE(offered(dialog, FilmPlay::lesson).first);
  EXPECT_TRUE(offered(dialog, FilmPlay::lesson).second.contains("lesson"));
}

TEST_F(Export, WritesTheRaceThatWasRun) {
  auto raced = std::make_shared<ExportContent>(*content);
  auto record = std::make_shared<RaceRecord>();
  for (const char* name : {"One", "Other"}) {
    RaceRecord::Lane lane{name, {}};
    for (const FigureSource& moment : raced->history) lane.moments.push_back({double(moment.step), moment});
    record->lanes.push_back(lane);
  }
  raced->race = record;
  content = raced;
  dialog.open(FilmPlay::race);
  wish(Kind::film, "webp");
  EXPECT_EQ(dialog.wish().play, FilmPlay::race);
  EXPECT_TRUE(offered(dialog, FilmPlay::race).first);
  const QString path = folder.filePath("race.webp");
  EXPECT_TRUE(exported(path).startsWith("Saved race.webp")) << told.toStdString();
  EXPECT_GT(QFileInfo(path).size(), 1000);
}

TEST_F(Export, WhileALessonIsOpenItIsAllThatThereIs) {
  auto taught = std::make_shared<ExportContent>(*content);
  taught->lesson = untrainedReel(
      readLesson("title: A test\nsteps:\n  - say: One.\n    stack: planar\n    show: [density]\n    train: play\n    "
                 "wait: {seconds: 1}\n",
                 "test.yaml", "."));
  const auto own = content;
  content = taught;
  dialog.open(FilmPlay::lesson);
  wish(Kind::film, "webp");
  EXPECT_EQ(dialog.wish().play, FilmPlay::lesson);
  EXPECT_TRUE(offered(dialog, FilmPlay::lesson).first);
  EXPECT_FALSE(offered(dialog, FilmLoop::pingPong).first);
  EXPECT_NE(dialog.findChild<QComboBox*>("loops")->currentIndex(), static_cast<int>(FilmLoop::pingPong));
  EXPECT_FALSE(offered(dialog, FilmPlay::depth).first);
  for (QPushButton* button : dialog.findChildren<QPushButton*>()) {
    if (button->text() == "Picture" || button->text() == "Trained flow") {
      EXPECT_FALSE(button->isEnabled());
      EXPECT_FALSE(button->toolTip().isEmpty());
    }
  }
  const QString path = folder.filePath("lesson.webp");
  EXPECT_TRUE(exported(path).startsWith("Saved lesson.webp")) << told.toStdString();
  EXPECT_GT(QFileInfo(path).size(), 1000);
  // It is over: everything else is there again.
  dialog.hide();
  content = own;
  dialog.open(Kind::film);
  EXPECT_EQ(dialog.wish().play, FilmPlay::depth);
  EXPECT_FALSE(offered(dialog, FilmPlay::lesson).first);
}

TEST_F(Export, WhatCannotBeWrittenIsToldInOneSentence) {
  for (const Kind kind : {Kind::picture, Kind::film, Kind::flow}) {
    wish(kind, kind == Kind::picture ? "png" : kind == Kind::film ? "webp" : "json");
    const QString path = folder.filePath("nowhere/a" + endingOf(dialog.wish()));
    EXPECT_TRUE(exported(path).contains("nowhere")) << told.toStdString();
    EXPECT_FALSE(told.contains('\n'));
  }
  EXPECT_EQ(files(), QStringList());
}

TEST_F(Export, ThePreviewIsThePictureInSmall) {
  wish(Kind::picture, "png", {1600, 1200});
  dialog.preview().show(dialog.wish(), content);
  ASSERT_TRUE(QTest::qWaitFor([this] { return !dialog.preview().picture().isNull(); }, 20000));
  const QSize size = dialog.preview().picture().size();
  EXPECT_NEAR(size.width() * 3.0 / 4, size.height(), 1);
  EXPECT_TRUE(dialog.preview().size().width() >= size.width());
}

TEST_F(Export, AnImpossibleWishIsSaidBeforeAnythingIsWritten) {
  QString complaint;
  QObject::connect(&dialog.preview(), &ExportPreview::complained, [&](const QString& s) { complaint = s; });
  wish(Kind::picture, "png", {16384, 16384});
  dialog.preview().show(dialog.wish(), content);
  ASSERT_TRUE(QTest::qWaitFor([&] { return !complaint.isEmpty(); }, 20000));
  EXPECT_FALSE(complaint.contains('\n'));
  EXPECT_FALSE(exported(folder.filePath("a.png")).startsWith("Saved"));
  EXPECT_EQ(files(), QStringList());
}

// As a person does it: the file dialog is accepted, and what it asks is answered.
TEST_F(Export, WhatBelongsToAnExportIsNotReplacedUnasked) {
  wish(Kind::flow, "onnx");
  const QString path = folder.filePath("f.onnx"), beside = folder.filePath("f.sample.onnx");
  const auto write = [&] {
    QFile file(beside);
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("mine");
  };
  const auto saved = [&](const QString& answer) {
    QString question;
    told.clear();
    QTimer clock;
    QObject::connect(&clock, &QTimer::timeout, [&] {
      for (QWidget* widget : QApplication::topLevelWidgets()) {
        if (auto* box = qobject_cast<QMessageBox*>(widget); box != nullptr && box->isVisible()) {
          question = box->text();
          for (QAbstractButton* button : box->buttons())
            if (button->text().remove('&') == answer) return button->click();
        }
      }
      if (auto* files = dialog.findChild<QFileDialog*>(); files != nullptr && files->isVisible()) {
        for (auto* name : files->findChildren<QLineEdit*>("fileNameEdit")) name->setText(path);
        QMetaObject::invokeMethod(files, "accept", Qt::QueuedConnection);
      }
    });
    clock.start(50);
    for (QPushButton* button : dialog.findChildren<QPushButton*>())
      if (button->text().startsWith("Save")) button->click();
    EXPECT_TRUE(QTest::qWaitFor([this] { return !dialog.busy(); }, 60000));
    return question;
  };
  EXPECT_EQ(saved("Replace"), "");  // there is nothing to ask about
  EXPECT_TRUE(QFile::exists(path) && QFile::exists(beside));
  QFile::remove(path);
  write();
  EXPECT_EQ(saved("Cancel"), "f.sample.onnx belongs to the export and is there already. Replace it?");
  EXPECT_FALSE(QFile::exists(path));
  EXPECT_EQ(QFileInfo(beside).size(), 4);
  EXPECT_NE(saved("Replace"), "");
  EXPECT_TRUE(QFile::exists(path));
  EXPECT_GT(QFileInfo(beside).size(), 100);
}

TEST_F(Export, AFlowIsSeenBeforeItIsWritten) {
  for (const core::Exporter& e : core::exporters()) {
    wish(Kind::flow, e.key);
    // The dialog's own name for it.
    const FlowWords words = wordsOf(dialog.wish(), *content, "f");
    const QString shown = wordsOf(dialog.wish(), *content, nameFor(content->source.name)).use;
    EXPECT_TRUE(words.files.startsWith("f" + QString::fromStdString(e.ending) + ", ")) << words.files.toStdString();
    EXPECT_GE(words.use.count('\n'), 1) << e.key;
    EXPECT_GE(words.head.count('\n'), 3) << e.key;
    ASSERT_TRUE(QTest::qWaitFor(
        [&] {
          for (const auto* text : dialog.findChildren<QPlainTextEdit*>())
            if (text->isVisible() && text->toPlainText() == shown) return true;
          return false;
        },
        20000))
        << e.key;
  }
  wish(Kind::flow, "csv");
  EXPECT_TRUE(wordsOf(dialog.wish(), *content, "f").head.startsWith("x,y\n"));
  ExportWish onnx;
  onnx.kind = Kind::flow;
  onnx.format = "onnx";
  const auto files = filesOf(onnx, *content, "f.onnx");
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[1].path, "f.sample.onnx");
}

TEST_F(Export, TheSuggestedNameCanBeThatOfAModule) {
  EXPECT_EQ(nameFor("Two moons"), "two_moons");
  EXPECT_EQ(nameFor("million.csv"), "million");
  EXPECT_EQ(nameFor("/home/a/My cat (2).PNG"), "my_cat_2");
  EXPECT_EQ(nameFor(QString::fromUtf8("“Hallo”")), "hallo");
  EXPECT_EQ(nameFor("8 gaussians"), "flow8_gaussians");
  EXPECT_EQ(nameFor(""), "flow");
}

// The lines to paste are true: Python runs them beside what was exported.
TEST_F(Export, TheLinesToPasteRun) {
  for (const char* format : {"pytorch", "npz", "json", "csv"}) {
    wish(Kind::flow, format);
    const QString path = folder.filePath("f" + endingOf(dialog.wish()));
    ASSERT_TRUE(exported(path).startsWith("Saved f")) << told.toStdString();
    const FlowWords words = wordsOf(dialog.wish(), *content, "f");
    QProcess python;
    python.setWorkingDirectory(folder.path());
    python.setProcessChannelMode(QProcess::MergedChannels);
    python.start(QFile::exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", {"-B", "-c", words.use});
    ASSERT_TRUE(python.waitForFinished(120000)) << format;
    EXPECT_EQ(python.exitCode(), 0) << format << ": " << python.readAll().toStdString();
  }
}

TEST_F(Export, EachKindKeepsWhatWasChosenForIt) {
  wish(Kind::picture, "svg", {300, 200});
  dialog.open(Kind::film);
  dialog.open(Kind::picture);
  EXPECT_EQ(dialog.wish().format, "svg");
  EXPECT_EQ(dialog.wish().figure.size, QSize(300, 200));
}

}  // namespace
