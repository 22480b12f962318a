// The part of the window that deals with files: menu, opening, saving, recent.

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QStandardPaths>
#include <QVBoxLayout>

#include "app/canvas/canvas.h"
#include "app/documents/document_files.h"
#include "app/documents/document_gallery.h"
#include "app/documents/document_saver.h"
#include "app/documents/keeper.h"
#include "app/documents/link_choice.h"
#include "app/documents/open_dialog.h"
#include "app/lessons/lesson_player.h"
#include "app/lessons/window_stage.h"
#include "app/main_window.h"
#include "app/motion.h"
#include "app/target/own_target.h"
#include "app/target/paint_view.h"
#include "app/target/target_maker.h"
#include "core/project/edits.h"

namespace app {

namespace {

constexpr int kRecent = 8;
constexpr qint64 kAtOnce = 3 << 20;  // bytes of a file that is read before the window goes on: a tenth of a second
constexpr QSize kThumbnail(320, 200);

}  // namespace

void MainWindow::makeMenu(QMenu* menu) {
  const auto add = [this](QMenu* to, const QString& text, const QKeySequence& key, auto action) {
    auto* a = to->addAction(text);
    a->setShortcut(key);
    connect(a, &QAction::triggered, this, action);
    addAction(a);  // so that its key works while the menu is shut
    return a;
  };
  add(menu, tr("New"), QKeySequence::New, [this] { newProject(); });
  add(menu, tr("Open…"), QKeySequence::Open, [this] { open(); });
  add(menu, tr("Recent and examples…"), QKeySequence("Ctrl+Shift+O"), [this] { showGallery(); });
  add(menu, tr("Save"), QKeySequence::Save, [this] { save(); });
  add(menu, tr("Save as…"), QKeySequence("Ctrl+Shift+S"), [this] { saveAs(); });
  add(menu, tr("Export…"), QKeySequence("Ctrl+E"), [this] { showExport(); });
  auto* own = menu->addMenu(tr("Your own target"));
  fillOwnTargets(own);
  for (QAction* action : own->actions()) addAction(action);
  menu->addSeparator();
  QAction* undo = undo_ = document_->undoStack().createUndoAction(this, tr("Undo"));
  undo->setShortcut(QKeySequence::Undo);
  QAction* redo = redo_ = document_->undoStack().createRedoAction(this, tr("Redo"));
  redo->setShortcuts({QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")});
  for (QAction* action : {undo, redo}) {
    menu->addAction(action);
    addAction(action);
  }
  auto* copies = menu->addMenu(tr("Copy"));
  fillCopies(copies);
  for (QAction* action : copies->actions()) addAction(action);
  add(menu, tr("Paste points, a picture or a stack"), QKeySequence::Paste,
      [this] { paste(QApplication::clipboard()->mimeData()); });
  menu->addSeparator();
  auto* lessons = menu->addMenu(tr("Lessons"));
  lessons->setToolTipsVisible(true);
  connect(lessons, &QMenu::aboutToShow, this, [this, lessons] {
    lessons->clear();
    fillLessons(lessons);
  });
  auto* looks = menu->addMenu(tr("Theme"));
  for (const auto& [text, mode] :
       {std::pair{tr("System"), ThemeMode::system}, {tr("Light"), ThemeMode::light}, {tr("Dark"), ThemeMode::dark}}) {
    add(looks, text, {}, [this, m = mode] { setTheme(m); });
  }
  QAction* still = add(menu, tr("Less motion"), {}, [this] { setLessMotion(!Motion::reduced); });
  still->setCheckable(true);
  still->setChecked(Motion::reduced);
  still->setToolTip(tr("Nothing moves by itself but the picture that is being learned; the warp goes layer by layer"));
  add(menu, tr("Targets and layers"), QKeySequence(Qt::Key_F7), [this] { left_->setVisible(!left_->isVisible()); });
  add(menu, tr("Stack and loss"), QKeySequence(Qt::Key_F8), [this] { right_->setVisible(!right_->isVisible()); });
  add(menu, tr("Present"), QKeySequence(Qt::Key_F11), [this] { present(left_->isVisible() || right_->isVisible()); });
  menu->addSeparator();
  add(menu, tr("Keys…"), {}, [this] { showKeys(); });
  add(menu, tr("Quit"), QKeySequence::Quit, [this] { close(); });
}

// Nothing is lost and nobody is asked: what was open is kept, and found under Open Recent.
bool MainWindow::keepSession(bool wait) {
  if (!options_.rememberSession || player_->snapshot() == nullptr || sessionFile().isEmpty()) return false;
  core::Document kept = content();
  kept.thumbnail = thumbnail();
  wait = wait || (!isLarge(kept.project) && !saver_->busy());
  const auto good = std::make_shared<bool>(true);  // a full disk must not keep the window from closing
  saver_->save(sessionFile(), std::move(kept),
               [good](const DocumentSaver::Outcome& outcome) { *good = outcome.error.isEmpty(); });
  if (wait) saver_->wait();
  return *good;
}

void MainWindow::newProject() {
  maker_->forget();
  backToPlane();
  keepSession(keeper_->unsaved());
  ++opened_;
  document_->replace(core::defaultProject(), {});
  player_->resetTraining();
  player_->setTraining(true);
  keeper_->begin({}, {edits_, 0});
}

bool MainWindow::openPath(const QString& path) {
  maker_->forget();
  backToPlane();
  try {
    if (QFileInfo(path).suffix().toLower() == "yaml") return openLesson(path);
    if (QFileInfo(path).suffix().toLower() == "pushforward") {
      readProject(path);
    } else {
      takeTarget(tr("Reading %1…").arg(QFileInfo(path).fileName()), [path] { return targetFromFile(path); });
    }
    return true;
  } catch (const std::exception& error) {
    starting_ = false;
    tell(QString::fromStdString(error.what()));
    return false;
  }
}

// What is small is there at once; the rest is read, and linked data looked for, while the window goes on.
void MainWindow::readProject(const QString& path) {
  if (saver_->busy()) saver_->wait();  // it may be this very file that is being written
  const auto file = std::make_shared<core::Document>();
  const bool large = !isExample(path) && QFileInfo(path).size() > kAtOnce;
  if (!large) *file = readDocument(path);
  if (!large && !file->project.link) return arrived(*file, path);
  const auto read = [file, path, large] {
    if (large) *file = readDocument(path);
    core::takeUpLink(*file, path.toStdString());
    core::makeTarget(file->project.target)->window();  // it takes a while, and is kept for whoever asks next
    return file->project.target;
  };
  maker_->ask(
      tr("Opening %1…").arg(QFileInfo(path).fileName()), read,
      [this, file, path](const core::TargetSpec&) { arrived(*file, path); },
      [this](const QString& why) {
        starting_ = false;
        tell(why);
      });
}

void MainWindow::arrived(const core::Document& file, const QString& path) {
  backToPlane();
  // What the program starts with is nobody's work, and no reason to forget where one left off.
  if (!std::exchange(starting_, false)) keepSession(keeper_->unsaved());
  const bool untitled = isExample(path) || path == sessionFile();
  tell(file.linkSentence.empty() ? tr("Opened %1; press Space to train on").arg(QFileInfo(path).fileName())
                                 : QString::fromStdString(file.linkSentence));
  openDocument(file, untitled ? QString() : path);
  if (untitled) return;
  remember(path);
  if (options_.keepSeconds > 0) offerLeftBehind({path}, false);
}

void MainWindow::openDocument(const core::Document& file, const QString& path) {
  ++opened_;
  player_->setPlaying(false);
  document_->replace(file.project, path);
  player_->restore(file.state);
  player_->setDepth(file.project.view.depth < 0 ? file.project.flow.depth() : file.project.view.depth);
  const core::Window& window = file.project.view.window;
  if (window.x1 > window.x0) canvas_->setWindow(window);
  thumbnail_ = file.thumbnail;
  keeper_->begin(path, {edits_, file.state.step});
  if (file.lesson) goToPlace(*file.lesson);
}

core::Document MainWindow::content() const {
  core::Document content;
  if (const core::Project* aside = lessonStage_->asideProject()) {  // a lesson is on screen
    content.project = *aside;
    content.state =
        lessonStage_->asideState().value_or(core::TrainState::start(core::Flow(aside->flow), aside->training.seed));
    return content;
  }
  content.project = document_->project();
  content.project.view.depth = player_->depth();
  content.project.view.window = canvas_->window();
  content.state = player_->state().value();
  return content;
}

// Of the user's own: a lesson's picture is none of it.
std::string MainWindow::thumbnail() {
  if (lessons_->playing()) return thumbnail_;
  QByteArray png;
  QBuffer buffer(&png);
  buffer.open(QIODevice::WriteOnly);
  canvas_->grab();
  const QImage whole = canvas_->picture().scaled(kThumbnail, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation);
  const QPoint corner((whole.width() - kThumbnail.width()) / 2, (whole.height() - kThumbnail.height()) / 2);
  whole.copy(QRect(corner, kThumbnail)).save(&buffer, "PNG");
  return thumbnail_ = png.toStdString();
}

bool MainWindow::saveTo(const QString& path, bool wait, const std::function<void()>& failed) {
  if (!lessons_->playing()) backToPlane();
  if (player_->snapshot() == nullptr) return false;
  core::Document saved = content();
  saved.thumbnail = thumbnail();
  saved.lesson = lessonPlace();
  const WorkMark mark{edits_, saved.state.step};
  wait = wait || (!isLarge(saved.project) && !saver_->busy());
  const auto good = std::make_shared<bool>(true);
  const std::optional<core::DataLink> link = saved.project.link;
  saver_->save(path, std::move(saved), [=, this, opened = opened_](const DocumentSaver::Outcome& outcome) {
    *good = outcome.error.isEmpty();
    if (!*good) {
      closes_ = false;
      if (failed) failed();
      return tell(outcome.error);
    }
    const std::string& more = outcome.written.sentence;
    const QString word = tr("Saved %1").arg(QFileInfo(path).fileName());
    tell(more.empty() ? word : word + "; " + QString::fromStdString(more));
    remember(path);
    if (opened != opened_) return;  // another document is open by now
    if (!lessons_->playing() && document_->project().link == link) document_->setLink(outcome.written.link);
    document_->setPath(path);
    if (edits_ != mark.edits) document_->undoStack().resetClean();
    keeper_->begin(path, mark);
    keeper_->look();  // there may be more than was saved by now
  });
  if (wait) saver_->wait();
  return *good;
}

// Files are of the user's document: a lesson that has put it aside gives it back first, and a race its cores.
void MainWindow::backToPlane() {
  if (lessons_->playing()) lessons_->stop();
  paint_->finish();
  showPage(canvas_);
}

void MainWindow::save() {
  if (saver_->busy()) saver_->wait();  // it may be about to have another path
  document_->path().isEmpty() ? saveAs() : (void)saveTo(document_->path());
}

void MainWindow::saveAs() {
  QString suggested = document_->path();
  if (suggested.isEmpty()) {
    const core::TargetSpec& target = document_->project().target;
    suggested = QString::fromStdString(core::isOwn(target.key) ? "flow" : target.key) + ".pushforward";
  }
  LinkChoice choice(document_->project(), QFileInfo(document_->path()).path());
  const bool asks = choice.possible() && !lessons_->playing();
  const QString path =
      askWhereTo(this, tr("Save"), suggested, ".pushforward", documentFilter(), asks ? &choice : nullptr);
  if (path.isEmpty()) return;
  const std::optional<core::DataLink> before = document_->project().link;
  if (asks) document_->setLink(choice.chosen());
  saveTo(path, false, [this, before, opened = opened_] {
    if (opened == opened_) document_->setLink(before);  // what was chosen was for that file
  });
}

void MainWindow::open() {
  const QString path = askForDocument(this, QFileInfo(document_->path()).path());
  if (!path.isEmpty()) openPath(path);
}

QString MainWindow::sessionFile() const {
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
  if (folder.isEmpty() || !QDir().mkpath(folder)) return {};
  return folder + "/last-session.pushforward";
}

void MainWindow::remember(const QString& path) {
  QSettings settings;
  QStringList recent = settings.value("recent").toStringList();
  recent.removeAll(QFileInfo(path).absoluteFilePath());
  recent.prepend(QFileInfo(path).absoluteFilePath());
  settings.setValue("recent", recent.mid(0, kRecent));
}

void MainWindow::showGallery() {
  std::vector<DocumentEntry> recent;
  if (QFileInfo::exists(sessionFile())) recent.push_back({sessionFile(), tr("Where you left off"), {}});
  for (const QString& path : QSettings().value("recent").toStringList()) {
    if (!QFileInfo::exists(path)) continue;
    recent.push_back({path, QFileInfo(path).completeBaseName(), path});
  }
  if (documents_ == nullptr) {
    documents_ = new DocumentGallery(this);
    connect(documents_, &DocumentGallery::chosen, this, &MainWindow::openPath);
    connect(documents_, &DocumentGallery::browseWanted, this, &MainWindow::open);
  }
  documents_->openIn(*this, recent);
}

void MainWindow::showKeys() {
  QDialog dialog(this);
  dialog.setWindowTitle(tr("Keys"));
  auto* column = new QVBoxLayout(&dialog);
  column->setContentsMargins(24, 20, 24, 16);
  const std::pair<const char*, QString> keys[] = {
      {"Space", tr("train or pause")},
      {".", tr("one training step")},
      {"R", tr("start over with the same seed")},
      {"W", tr("play or pause the warp")},
      {"PgUp &nbsp; PgDn", tr("one layer towards the base, towards the data (also ,)")},
      {"C &nbsp; G &nbsp; P &nbsp; D &nbsp; A", tr("density, grid, particles, data points, axes on or off")},
      {"Q", tr("the target over the model: its contours, the difference, beside it")},
      {"L &nbsp; U &nbsp; M &nbsp; T", tr("probe and ledger, cell, mass of a region, ellipses")},
      {"J &nbsp; F &nbsp; X", tr("next colouring, forget the Jacobian, the other direction")},
      {"Arrows &nbsp; [ &nbsp; ]", tr("on the picture: move probe or cell, shrink or grow the cell")},
      {"K", tr("the other class, or along the slider, of a target with a condition")},
      {"Home", tr("show the whole target again; the wheel zooms, a drag moves")},
      {"Alt+Up &nbsp; Alt+Down", tr("move the chosen card")},
      {"Ctrl+D &nbsp; Del &nbsp; E", tr("duplicate, remove, switch the chosen card")},
      {"B &nbsp; S &nbsp; E &nbsp; [ &nbsp; ] &nbsp; X",
       tr("on the sheet: brush, spray, eraser, size, mirror; Esc: done")},
      {"Ctrl+Z &nbsp; Ctrl+Shift+Z", tr("undo, redo; on the sheet: of its strokes")},
      {"Ctrl+S &nbsp; Ctrl+O &nbsp; Ctrl+I", tr("save, open, import points or a picture")},
      {"Ctrl+Shift+O", tr("recent files and examples")},
      {"1 &nbsp; 2 &nbsp; F1 &nbsp; H", tr("one dimension, race, lessons, replay of the training")},
      {"F7 &nbsp; F8 &nbsp; F11", tr("left panel, right panel, present")}};
  QString html = "<table cellspacing='0' cellpadding='5'>";
  for (const auto& [key, what] : keys)
    html += QString("<tr><td><b>%1</b></td><td>&nbsp;&nbsp;%2</td></tr>").arg(key, what);
  auto* label = new QLabel(html + "</table>");
  label->setTextFormat(Qt::RichText);
  column->addWidget(label);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
  column->addWidget(buttons);
  dialog.exec();
}

}  // namespace app
