#include "app/documents/recovery_bar.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <algorithm>
#include <cmath>

namespace app {

namespace {

QString counted(qint64 count, const QString& one, const QString& many) {
  return count == 1 ? one : many.arg(QLocale(QLocale::English).toString(count));
}

// What of it stands nowhere else.
QString whatIsNew(const core::Document& content, const QString& document) {
  int saved = 0;
  if (!document.isEmpty()) {
    try {
      saved = core::loadProject(document.toStdString()).state.step;
    } catch (const std::exception&) {
      // It may be gone by now.
    }
  }
  const int steps = content.state.step - saved;
  const QString name = document.isEmpty() ? RecoveryBar::tr("untitled work") : QFileInfo(document).completeBaseName();
  if (steps <= 0) return RecoveryBar::tr("%1 had unsaved changes").arg(name);
  const QString trained = counted(steps, RecoveryBar::tr("1 step"), RecoveryBar::tr("%1 steps"));
  return document.isEmpty() ? RecoveryBar::tr("%1 of training were not saved").arg(trained)
                            : RecoveryBar::tr("%1 had %2 of training since it was saved").arg(name, trained);
}

}  // namespace

QString ago(const QDateTime& then, const QDateTime& now) {
  const qint64 minutes = std::max<qint64>(0, then.secsTo(now) / 60);
  if (minutes == 0) return RecoveryBar::tr("just now");
  if (minutes < 60) return counted(minutes, RecoveryBar::tr("a minute ago"), RecoveryBar::tr("%1 minutes ago"));
  if (minutes < 24 * 60) return counted(minutes / 60, RecoveryBar::tr("an hour ago"), RecoveryBar::tr("%1 hours ago"));
  return RecoveryBar::tr("on %1").arg(QLocale(QLocale::English).toString(then.date(), "d MMMM"));
}

RecoveryBar::RecoveryBar(Recover recover, QWidget* parent)
    : QFrame(parent), recover_(std::move(recover)), label_(new QLabel) {
  setObjectName("notice");
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(16, 6, 12, 6);
  row->setSpacing(8);
  label_->setAccessibleName(tr("Work that was left behind"));
  label_->setMinimumWidth(1);
  row->addWidget(label_, 1);
  const auto button = [&](const QString& text, const QString& tip, auto slot) {
    auto* b = new QToolButton;
    b->setText(text);
    b->setToolTip(tip);
    b->setAccessibleName(text);
    b->setFocusPolicy(Qt::StrongFocus);
    connect(b, &QToolButton::clicked, this, slot);
    row->addWidget(b);
  };
  button(tr("Recover"), tr("Open that work; the file itself stays as it is until you save"), &RecoveryBar::recover);
  button(tr("Discard"), tr("Forget that work; the file itself stays as it is"), &RecoveryBar::discard);
  hide();
}

void RecoveryBar::offer(std::vector<LeftBehind> left) {
  const bool offering = !waiting_.empty();  // goes on; what is new waits behind it
  waiting_.insert(waiting_.begin(), std::make_move_iterator(left.begin()), std::make_move_iterator(left.end()));
  if (!offering) showNext();
}

QString RecoveryBar::text() const { return waiting_.empty() ? QString() : label_->text(); }

void RecoveryBar::showNext() {
  for (; !waiting_.empty(); waiting_.pop_back()) {
    const LeftBehind& left = waiting_.back();
    try {
      content_ = core::loadProject(left.place->file().toStdString());
    } catch (const std::exception&) {
      continue;
    }
    const QDateTime then = QFileInfo(left.place->file()).lastModified();
    label_->setText(tr("Pushforward ended unexpectedly %1; %2")
                        .arg(ago(then, QDateTime::currentDateTime()), whatIsNew(content_, left.document)));
    label_->setToolTip(left.document);
    show();
    return;
  }
  hide();
}

void RecoveryBar::recover() {
  if (waiting_.empty()) return;
  LeftBehind left = std::move(waiting_.back());
  const core::Document content = std::move(content_);
  waiting_.pop_back();
  recover_(std::move(left), content);
  showNext();
}

void RecoveryBar::discard() {
  if (waiting_.empty()) return;
  waiting_.back().place->removeFile();
  waiting_.pop_back();
  showNext();
}

}  // namespace app
