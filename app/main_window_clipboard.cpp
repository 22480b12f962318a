// The part of the window that copies and pastes.

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QMimeData>

#include "app/canvas/canvas.h"
#include "app/clipboard/copied_text.h"
#include "app/main_window.h"
#include "app/stage/ledger_plate.h"
#include "app/target/own_target.h"
#include "app/target/target_maker.h"
#include "core/project/edits.h"
#include "core/util/error.h"

namespace app {

void MainWindow::fillCopies(QMenu* menu) {
  const auto add = [&](const QString& text, const QKeySequence& key, auto action) {
    QAction* a = menu->addAction(text);
    a->setShortcut(key);
    connect(a, &QAction::triggered, this, action);
    return a;
  };
  add(tr("Picture"), QKeySequence::Copy, [this] { copyPicture(); });
  add(tr("Stack as text"), QKeySequence("Ctrl+Shift+C"), [this] {
    copyText(QString::fromStdString(core::toText(document_->project().flow)), tr("The stack is copied as text"));
  });
  QAction* csv = add(tr("Ledger as CSV"), {}, [this] {
    copyText(ledgerAsCsv(canvas_->tools().ledger().model()), tr("The ledger is copied as CSV"));
  });
  QAction* latex = add(tr("Ledger as LaTeX table"), {}, [this] {
    copyText(ledgerAsLatex(canvas_->tools().ledger().model()), tr("The ledger is copied as a LaTeX table"));
  });
  connect(menu, &QMenu::aboutToShow, this, [this, csv, latex] {
    const bool open = canvas_->tools().ledger().model().rowCount() > 0;
    for (QAction* action : {csv, latex}) action->setEnabled(open);
  });
}

void MainWindow::copyText(const QString& text, const QString& word) {
  if (text.isEmpty()) return tell(tr("There is no ledger to copy: probe a point first (L)"));
  QApplication::clipboard()->setText(text);
  tell(word);
}

void MainWindow::copyPicture() {
  QApplication::clipboard()->setImage(canvas_->seen());
  tell(tr("The picture is copied"));
}

void MainWindow::paste(const QMimeData* data) {
  if (data == nullptr) return;
  try {
    const auto stack = data->hasText() ? stackFromText(data->text(), document_->project().training.objective)
                                       : std::optional<core::FlowSpec>();
    if (!stack) return takeTarget(tr("Reading what was pasted…"), clipboardTarget(*data));
    document_->edit(tr("Paste a stack"), [&](const core::Project& p) { return core::setStack(p, *stack); });
    tell(tr("Pasted a stack of %1 layers").arg(stack->depth()));
  } catch (const core::InputError& error) {
    tell(QString::fromStdString(error.what()));
  }
}

}  // namespace app
