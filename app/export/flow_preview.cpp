#include "app/export/flow_preview.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/theme.h"
#include "core/util/thread_clock.h"

namespace app {

namespace {

QLabel* title(const QString& text) {
  auto* label = new QLabel(text.toUpper());
  label->setObjectName("section");
  return label;
}

QPlainTextEdit* lines(const QString& name) {
  auto* text = new QPlainTextEdit;
  text->setReadOnly(true);
  text->setFrameShape(QFrame::NoFrame);
  text->setLineWrapMode(QPlainTextEdit::NoWrap);
  text->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
  text->setAccessibleName(name);
  text->setTabChangesFocus(true);
  QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
  font.setPointSizeF(9.5);
  text->setFont(font);
  text->document()->setDocumentMargin(10);
  return text;
}

}  // namespace

FlowPreview::FlowPreview(QWidget* parent)
    : QWidget(parent),
      files_(new QLabel),
      useTitle_(title(tr("To paste"))),
      headTitle_(title(tr("How it begins"))),
      use_(lines(tr("Lines that use the exported flow"))),
      head_(lines(tr("The first lines of the file"))),
      copy_(new QToolButton) {
  setMinimumSize(320, 240);
  files_->setWordWrap(true);
  use_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  files_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  copy_->setObjectName("plain");
  copy_->setText(tr("Copy"));
  copy_->setToolTip(tr("Put these lines on the clipboard"));
  copy_->setAccessibleName(tr("Copy the lines that use the exported flow"));
  copy_->setFocusPolicy(Qt::StrongFocus);
  connect(copy_, &QToolButton::clicked, this,
          [this] { QApplication::clipboard()->setText(use_->toPlainText() + "\n"); });
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 12, 0);
  column->setSpacing(6);
  column->addWidget(title(tr("What is written")));
  column->addWidget(files_);
  column->addSpacing(10);
  auto* line = new QHBoxLayout;
  line->addWidget(useTitle_);
  line->addStretch(1);
  line->addWidget(copy_);
  column->addLayout(line);
  column->addWidget(use_);
  column->addSpacing(10);
  column->addWidget(headTitle_);
  column->addWidget(head_, 1);
  pool_.setMaxThreadCount(1);
  restyle();
}

FlowPreview::~FlowPreview() {
  pool_.clear();
  pool_.waitForDone();
}

void FlowPreview::restyle() {
  const Theme& t = theme();
  const QString style =
      QString("QPlainTextEdit { background: %1; color: %2; border-radius: 6px; }").arg(t.card.name(), t.text.name());
  for (QPlainTextEdit* text : {use_, head_}) text->setStyleSheet(style);
}

void FlowPreview::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) restyle();
  QWidget::changeEvent(event);
}

// Training changes the numbers, of which little is to be seen: it is made anew for another format, name or stack.
void FlowPreview::show(const ExportWish& wish, const std::shared_ptr<const ExportContent>& content,
                       const QString& name) {
  if (content == nullptr) return;
  const core::FlowSpec& stack = content->document.project.flow;
  if (made_ && wish == shown_ && name == name_ && stack == stack_) return;
  made_ = true;
  shown_ = wish;
  name_ = name;
  stack_ = stack;
  pool_.clear();
  pool_.start([this, wish, content, name, serial = ++serial_] {
    core::beNice();
    FlowWords words;
    QString complaint;
    try {
      words = wordsOf(wish, *content, name);
    } catch (const std::exception& error) {
      complaint = QString::fromUtf8(error.what());
    }
    QMetaObject::invokeMethod(
        this, [this, words, complaint, serial] { arrived(words, complaint, serial); }, Qt::QueuedConnection);
  });
}

void FlowPreview::arrived(const FlowWords& words, const QString& complaint, int serial) {
  if (serial != serial_) return;
  if (!complaint.isEmpty()) {
    made_ = false;  // what was wrong may be right the next time
    emit complained(complaint);
  }
  files_->setText(words.files);
  use_->setPlainText(words.use);
  const int rows = static_cast<int>(words.use.count('\n')) + 1;
  use_->setFixedHeight(rows * use_->fontMetrics().lineSpacing() + 26 +
                       use_->horizontalScrollBar()->sizeHint().height());
  head_->setPlainText(words.head);
  headTitle_->setText((words.isText ? tr("How it begins") : tr("What is in it")).toUpper());
}

}  // namespace app
