// The part of the window that deals with files: menu, opening, saving, recent.

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QStandardPaths>
#include <QVBoxLayout>

#include "app/canvas/canvas.h"
#include "app/lessons/lesson_player.h"
#include "app/main_window.h"
#include "app/motion.h"
#include "app/target/own_target.h"
#include "app/target/paint_view.h"
#include "app/target/target_maker.h"
#include "core/project/edits.h"

namespace app {

namespace {

constexpr int kRecent = 8;
const char kFilter[] = "Pushforward (*.pushforward)";

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
  auto* recent = menu->addMenu(tr("Open recent"));
  connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecent(recent); });
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
void MainWindow::keepSession() {
  if (!options_.rememberSession || player_->snapshot() == nullptr || sessionFile().isEmpty()) return;
  try {
    core::saveProject(sessionFile().toStdString(), content());
  } catch (const std::exception&) {
    // A full disk must not keep the window from closing.
  }
}

void MainWindow::newProject() {
  maker_->forget();
  backToPlane();
  keepSession();
  document_->replace(core::defaultProject(), {});
  player_->resetTraining();
  player_->setTraining(true);
}

bool MainWindow::openPath(const QString& path) {
  maker_->forget();
  backToPlane();
  try {
    if (QFileInfo(path).suffix().toLower() == "yaml") return openLesson(path);
    if (QFileInfo(path).suffix().toLower() == "pushforward") {
      const core::Document file = core::loadProject(path.toStdString());
      keepSession();
      player_->setPlaying(false);
      document_->replace(file.project, path == sessionFile() ? QString() : path);
      player_->restore(file.state);
      player_->setDepth(file.project.view.depth < 0 ? file.project.flow.depth() : file.project.view.depth);
      if (file.project.view.window.x1 > file.project.view.window.x0) canvas_->setWindow(file.project.view.window);
      if (path != sessionFile()) remember(path);
      tell(tr("Opened %1; press Space to train on").arg(QFileInfo(path).fileName()));
    } else {
      takeTarget(tr("Reading %1…").arg(QFileInfo(path).fileName()), [path] { return targetFromFile(path); });
    }
    return true;
  } catch (const std::exception& error) {
    tell(QString::fromStdString(error.what()));
    return false;
  }
}

core::Document MainWindow::content() {
  core::Document content;
  content.project = document_->project();
  content.project.view.depth = player_->depth();
  content.project.view.window = canvas_->window();
  // The newest state there is, and the stack it belongs to; edits that the training thread has not heard of yet, and files
  // that it has not taken up, come on top.
  const auto& s = player_->snapshot();
  const core::Wanted::Restore* pending = player_->pendingRestore();
  const core::FlowSpec& spec = pending != nullptr ? pending->flow : s->flow->spec();
  content.state = pending != nullptr ? pending->state : s->state;
  if (!(spec == content.project.flow)) {
    const core::Flow flow(content.project.flow);
    const core::TrainState fresh = core::TrainState::start(flow, content.project.training.seed);
    content.state = content.state.transplanted(core::Flow(spec), flow, fresh);
  }
  QByteArray png;
  QBuffer buffer(&png);
  buffer.open(QIODevice::WriteOnly);
  canvas_->grab().toImage().scaled(320, 200, Qt::KeepAspectRatio, Qt::SmoothTransformation).save(&buffer, "PNG");
  content.thumbnail = png.toStdString();
  return content;
}

bool MainWindow::saveTo(const QString& path) {
  backToPlane();
  if (player_->snapshot() == nullptr) return false;
  try {
    core::saveProject(path.toStdString(), content());
    document_->setPath(path);
    remember(path);
    tell(tr("Saved %1").arg(QFileInfo(path).fileName()));
    return true;
  } catch (const std::exception& error) {
    tell(QString::fromStdString(error.what()));
    return false;
  }
}

// Files are of the user's document: a lesson that has put it aside gives it back first, and a race its cores.
void MainWindow::backToPlane() {
  if (lessons_->playing()) lessons_->stop();
  paint_->finish();
  showPage(canvas_);
}

void MainWindow::save() { document_->path().isEmpty() ? saveAs() : (void)saveTo(document_->path()); }

void MainWindow::saveAs() {
  backToPlane();
  QString path = QFileDialog::getSaveFileName(this, tr("Save"), document_->path(), kFilter);
  if (path.isEmpty()) return;
  if (QFileInfo(path).suffix().isEmpty()) path += ".pushforward";
  saveTo(path);
}

void MainWindow::open() {
  const QString path = QFileDialog::getOpenFileName(this, tr("Open"), QFileInfo(document_->path()).path(), kFilter);
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

void MainWindow::fillRecent(QMenu* menu) {
  menu->clear();
  if (QFileInfo::exists(sessionFile()))
    connect(menu->addAction(tr("Where you left off")), &QAction::triggered, this, [this] { openPath(sessionFile()); });
  for (const QString& path : QSettings().value("recent").toStringList()) {
    QAction* action = menu->addAction(QFileInfo(path).fileName());
    action->setToolTip(path);
    connect(action, &QAction::triggered, this, [this, path] { openPath(path); });
  }
  if (menu->isEmpty()) menu->addAction(tr("Nothing yet"))->setEnabled(false);
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
