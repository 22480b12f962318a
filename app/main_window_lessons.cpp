// The window's part in lessons: their list, the plate and pointer over the pages, and the clicker.

#include <QAction>
#include <QEvent>
#include <QFileDialog>
#include <QMenu>
#include <QStackedWidget>
#include <QStandardPaths>

#include "app/canvas/canvas.h"
#include "app/canvas/film_strip.h"
#include "app/documents/keeper.h"
#include "app/lessons/clicker.h"
#include "app/lessons/lesson_list.h"
#include "app/lessons/lesson_plate.h"
#include "app/lessons/lesson_player.h"
#include "app/lessons/pointer.h"
#include "app/lessons/window_stage.h"
#include "app/line/line_view.h"
#include "app/main_window.h"
#include "app/panels/inspector.h"
#include "app/panels/loss_chart.h"
#include "app/panels/target_gallery.h"
#include "app/panels/transport_bar.h"
#include "app/stack/palette.h"
#include "app/stack/stack_view.h"
#include "app/target/target_maker.h"

namespace app {

namespace {

// Tells the canvas how much of it the plate covers, so that its own plates stand above.
class Foot : public QObject {
 public:
  Foot(LessonPlate& plate, Canvas& canvas) : QObject(&plate), plate_(plate), canvas_(canvas) {
    plate.installEventFilter(this);
  }

 protected:
  bool eventFilter(QObject*, QEvent* event) override {
    switch (event->type()) {
      case QEvent::Resize:
      case QEvent::Move:
      case QEvent::Show:
        // Laid out while it is hidden, it covers nothing.
        if (plate_.isVisible()) canvas_.setFoot(std::max(0, canvas_.height() - plate_.y()));
        break;
      case QEvent::Hide: canvas_.setFoot(0); break;
      default: break;
    }
    return false;
  }

 private:
  LessonPlate& plate_;
  Canvas& canvas_;
};

}  // namespace

void MainWindow::makeLessons() {
  lessonStage_ = std::make_unique<WindowStage>(
      *document_, *player_, *canvas_, *line_,
      // A race that was started meanwhile is left, too: the next step is not played beneath it.
      [this](bool on) { showPage(on ? static_cast<QWidget*>(line_) : canvas_); },
      [this](const QString& name) { return thing(name); });
  lessons_ = new LessonPlayer(*lessonStage_, this);
  auto* plate = new LessonPlate(*lessons_, pages_);
  new Foot(*plate, *canvas_);
  new Pointer(*lessons_, this);
  connect(pages_, &QStackedWidget::currentChanged, plate, &QWidget::raise);
  clicker_ = new Clicker(*this, this);
  connect(clicker_, &Clicker::next, this, [this] { lessons_->playing() ? lessons_->next() : player_->walk(1); });
  connect(clicker_, &Clicker::back, this, [this] { lessons_->playing() ? lessons_->back() : player_->walk(-1); });
  connect(clicker_, &Clicker::choice, this, [this](int i) {
    if (lessons_->playing()) lessons_->choose(i);
  });
  connect(lessons_, &LessonPlayer::started, this, [this] {
    showPaint(false);
    clicker_->setOn(true);
    for (QAction* action : {undo_, redo_}) action->setEnabled(false);  // the user's history is put aside, too
  });
  connect(lessons_, &LessonPlayer::ended, this, [this] {
    clicker_->setOn(presenting_);
    undo_->setEnabled(document_->undoStack().canUndo());
    redo_->setEnabled(document_->undoStack().canRedo());
    clicker_->setBlack(false);
    canvas_->setFocus();
  });
}

void MainWindow::goToStep(int times) {
  for (int i = 0; i < times && lessons_->playing() && !lessons_->atEnd(); ++i) lessons_->next();
}

std::optional<core::LessonPlace> MainWindow::lessonPlace() const {
  if (!lessons_->playing()) return {};
  return core::LessonPlace{lessonFile_.toStdString(), lessons_->number(), lessons_->revealed()};
}

// As a lecturer would go there: what the steps before have set up and trained belongs to it.
void MainWindow::goToPlace(const core::LessonPlace& place) {
  const auto before = [&] {
    return std::pair(lessons_->number(), lessons_->revealed()) < std::pair(place.step, place.revealed);
  };
  if (!openLesson(QString::fromStdString(place.file))) return;
  while (lessons_->playing() && !lessons_->atEnd() && before()) lessons_->next();
}

QWidget* MainWindow::thing(const QString& name) const {
  if (name == "strip") return strip_;
  if (name == "stack") return stack_;
  if (name == "inspector") return inspector_;
  if (name == "targets") return gallery_;
  if (name == "layers") return palette_;
  if (name == "loss") return loss_;
  return bar_->thing(name);
}

void MainWindow::fillLessons(QMenu* menu) {
  bool own = false;
  for (const LessonEntry& entry : findLessons()) {
    if (entry.own && !own) menu->addSeparator();
    own = own || entry.own;
    QAction* action = menu->addAction(entry.title);
    action->setToolTip(entry.error.isEmpty() ? entry.summary : entry.error);
    connect(action, &QAction::triggered, this, [this, path = entry.path] { openLesson(path); });
  }
  menu->addSeparator();
  connect(menu->addAction(tr("Open a lesson…")), &QAction::triggered, this, [this] {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open a lesson"), ownLessons(), tr("Lessons (*.yaml)"));
    if (!path.isEmpty()) openLesson(path);
  });
}

// A broken lesson is told of in one sentence, and nothing else happens.
bool MainWindow::openLesson(const QString& path) {
  try {
    const Lesson lesson = loadLesson(path);
    backToPlane();
    maker_->forget();  // what is still being read would come in the midst of it
    keeper_->look();
    thumbnail();
    lessonFile_ = path;
    lessons_->start(lesson);
    return true;
  } catch (const std::exception& error) {
    tell(QString::fromStdString(error.what()));
    return false;
  }
}

}  // namespace app
