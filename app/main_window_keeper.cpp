// The part of the window that keeps unsaved work from being lost: what is new, and what was left behind.

#include <QCloseEvent>
#include <QSettings>
#include <QStatusBar>

#include "app/documents/document_saver.h"
#include "app/documents/keeper.h"
#include "app/documents/recovery_bar.h"
#include "app/export/export_dialog.h"
#include "app/lessons/lesson_player.h"
#include "app/main_window.h"

namespace app {

void MainWindow::makeKeeper() {
  keeper_ = new Keeper([this] { return mark(); }, [this] { return content(); }, options_.keepSeconds, this);
  keeper_->begin({}, {edits_, 0});
  connect(keeper_, &Keeper::failed, this, &MainWindow::tell);
  saver_ = new DocumentSaver(this);
  connect(saver_, &DocumentSaver::told, this, [this](const QString& word) { statusBar()->showMessage(word); });
  connect(saver_, &DocumentSaver::idle, this, [this] {
    if (std::exchange(closes_, false)) close();
  });
  connect(document_, &Document::changed, this, [this](const core::Project& before, const core::Project& after) {
    const bool looks = before.target == after.target && before.flow == after.flow && before.scaling == after.scaling &&
                       before.training == after.training;
    if (!looks && !document_->trying()) ++edits_;
  });
}

// A lesson changes nothing of the user's own.
std::optional<WorkMark> MainWindow::mark() const {
  if (player_->snapshot() == nullptr || lessons_->playing()) return {};
  const auto* pending = player_->pendingRestore();
  return WorkMark{edits_, (pending != nullptr ? pending->state : player_->snapshot()->state).step};
}

QWidget* MainWindow::recoveryBar() {
  recovery_ = new RecoveryBar([this](LeftBehind left, const core::Document& content) {
    backToPlane();
    keepSession(keeper_->unsaved());
    openDocument(content, left.document);
    document_->undoStack().resetClean();
    keeper_->adopt(std::move(left));
    tell(tr("Recovered: save it to keep it; Space trains on"));
  });
  return recovery_;
}

void MainWindow::offerLeftBehind(const QStringList& documents, bool own) {
  recovery_->offer(findLeftBehind(documents, own));
}

// What could not be kept for the next time stays in the swap file. A large document takes a second or two: the window is
// gone already then.
void MainWindow::closeEvent(QCloseEvent* event) {
  if (export_ != nullptr && export_->busy() && !std::exchange(stopsExport_, true)) {
    event->ignore();
    return tell(tr("An export is under way and would be lost: close again to stop it"));
  }
  if (saver_->busy()) {
    event->ignore();
    closes_ = true;
    return tell(tr("Still saving: the window closes when that is done"));
  }
  backToPlane();
  QSettings().setValue("geometry", saveGeometry());
  if (isLarge(document_->project())) hide();
  const bool kept = keepSession(true);
  keeper_->end(options_.rememberSession && keeper_->unsaved() && !kept);
  event->accept();
}

}  // namespace app
