// The part of the window that deals with the target: its options, and the user's own by file, clipboard, formula and word.

#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QInputDialog>
#include <QMenu>
#include <QMimeData>
#include <QStatusBar>
#include <QToolButton>

#include "app/canvas/canvas.h"
#include "app/main_window.h"
#include "app/target/own_target.h"
#include "app/target/paint_view.h"
#include "app/target/target_maker.h"
#include "app/target/target_options.h"
#include "core/project/edits.h"
#include "core/util/error.h"

namespace app {

namespace {

constexpr int kStepsBetweenPaintings = 60;

}  // namespace

QWidget* MainWindow::targetButton() {
  auto* button = new QToolButton;
  button->setObjectName("plain");
  button->setText(tr("Options") + QString::fromUtf8(" ▾"));
  button->setToolTip(tr("What can be set about this target, its formula and its entropy"));
  button->setAccessibleName(tr("Options of the target"));
  button->setFocusPolicy(Qt::StrongFocus);
  targetButton_ = button;
  maker_ = new TargetMaker(*document_, this);
  targetOptions_ = new TargetOptions(*document_, *maker_, button);
  connect(maker_, &TargetMaker::told, this, [this](const QString& word) { statusBar()->showMessage(word); });
  connect(button, &QToolButton::clicked, this, [this] { targetOptions_->openBelow(*targetButton_); });
  return button;
}

void MainWindow::fillOwnTargets(QMenu* menu) {
  const auto add = [&](const QString& text, const QKeySequence& key, auto action) {
    QAction* a = menu->addAction(text);
    a->setShortcut(key);
    connect(a, &QAction::triggered, this, action);
  };
  add(tr("Paint…"), {}, [this] { showPaint(true); });
  add(tr("Points or a picture from a file…"), QKeySequence("Ctrl+I"), [this] { importTarget(); });
  add(tr("Formula…"), {}, [this] {
    const auto open = [this] { targetOptions_->openBelow(*targetButton_); };
    document_->project().target.key == "formula" ? open() : takeTarget(tr("Normalising…"), firstFormula, open);
  });
  add(tr("Word…"), {}, [this] { typeWord(); });
}

void MainWindow::showPaint(bool on) {
  if (on) {
    // A new target costs the session a pool of points: one that came before it has trained on the last would leave it no
    // time to train at all.
    paint_->setReady([this, told = -1]() mutable {
      const auto& s = player_->snapshot();
      if (s == nullptr || !player_->training()) return true;
      const auto generation = static_cast<int>(s->generation);
      if (generation == told || s->state.step < kStepsBetweenPaintings) return false;
      told = generation;
      return true;
    });
    backToPlane();
    paint_->open();
  } else if (paint_->isVisible()) {
    paint_->hide();
    canvas_->setFocus();
  }
}

void MainWindow::takeTarget(const QString& word, const std::function<core::TargetSpec()>& make,
                            const std::function<void()>& then) {
  maker_->ask(
      word, make,
      [this, then](const core::TargetSpec& target) {
        setTarget(target);
        if (then) then();
      },
      [this](const QString& why) { tell(why); });
}

void MainWindow::setTarget(const core::TargetSpec& target) {
  const QString name = QString::fromStdString(core::makeTarget(target)->info().label);
  document_->edit(tr("Target: %1").arg(name), [&](const core::Project& p) { return core::setTarget(p, target); });
}

void MainWindow::importTarget() {
  const QString path = QFileDialog::getOpenFileName(this, tr("Your own target"), {}, ownTargetFilter());
  if (!path.isEmpty()) openPath(path);
}

void MainWindow::typeWord() {
  bool taken = false;
  const QString word = QInputDialog::getText(this, tr("A word as target"), tr("Its letters become the density:"),
                                             QLineEdit::Normal, {}, &taken);
  if (!taken) return;
  try {
    setTarget(targetFromWord(word));  // fonts are this thread's
  } catch (const core::InputError& error) {
    tell(QString::fromStdString(error.what()));
  }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const QMimeData* data = event->mimeData();
  if (data->hasUrls() || data->hasImage()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const auto urls = event->mimeData()->urls();
  if (!urls.isEmpty() && urls.first().isLocalFile()) {
    openPath(urls.first().toLocalFile());
  } else {
    paste(event->mimeData());
  }
}

}  // namespace app
