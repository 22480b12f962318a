#include "app/target/paint_view.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "app/target/own_target.h"
#include "core/project/edits.h"
#include "core/util/error.h"

namespace app {

namespace {

constexpr int kMergeId = 1300;  // beside those of the target's options
constexpr int kPause = 200;     // milliseconds
constexpr int kLeastSize = 2, kMostSize = 96;
constexpr double kSizeStep = 1.2;  // of the keys
const char* const kName = "painting";

bool isPainting(const core::TargetSpec& target) {
  return target.key == "image" && target.file == kName && target.picture != nullptr;
}

// What was set about a painting stays while one paints on. A new one keeps its faintest ink.
core::TargetSpec targetOf(const Painting& painting, const core::TargetSpec& now) {
  core::TargetSpec target;
  target.key = "image";
  target.file = kName;
  target.picture = std::make_shared<const core::Picture>(painting.picture());
  target.settings = isPainting(now) ? now.settings : core::Settings{{"threshold", "0"}};
  return core::completed(target);
}

}  // namespace

PaintView::PaintView(Document& document, QWidget* parent)
    : QWidget(parent), document_(document), sheet_(new PaintSheet(this)) {
  setAccessibleName(tr("Paint a target"));
  setMinimumWidth(1);  // the canvas beside it has as much
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(8);
  const auto row = [&] {
    auto* made = new QHBoxLayout;
    made->setSpacing(4);
    rows->addLayout(made);
    return made;
  };
  makeTools(row());
  makeSliders(row());
  rows->addWidget(sheet_, 1);
  setTabOrder(softness_, sheet_);
  makeSteps(row());
  rows->addStretch(0);
  pending_.setSingleShot(true);
  pending_.setInterval(kPause);
  connect(&pending_, &QTimer::timeout, this,
          [this] { sheet_->painting().stroking() && ready_ && !ready_() ? pending_.start() : publish(); });
  connect(sheet_, &PaintSheet::painted, this, [this] {
    if (!pending_.isActive()) pending_.start();
  });
  connect(sheet_, &PaintSheet::strokeEnded, this, &PaintView::publish);
  connect(&document, &Document::changed, this, [this](const core::Project& before, const core::Project& after) {
    if (!isVisible() || before.target == after.target) return;
    if (!isPainting(after.target) || before.target.picture != after.target.picture) return follow(after.target);
    // Only its settings are others: the sheet stays, and what was too faint on it may be a target now.
    sheet_->setUnits(core::realOf(core::completed(after.target).settings, "size"));
    if (!sheet_->painting().stroking()) QMetaObject::invokeMethod(this, &PaintView::publish, Qt::QueuedConnection);
  });
  setTool(PaintTool::brush);
  showState();
}

QToolButton* PaintView::add(QBoxLayout* row, const QString& text, const QString& tip, bool checkable) {
  auto* button = new QToolButton(this);
  button->setText(text);
  button->setToolTip(tip);
  button->setAccessibleName(text);
  button->setAccessibleDescription(tip);
  button->setCheckable(checkable);
  button->setFocusPolicy(Qt::StrongFocus);
  row->addWidget(button);
  return button;
}

void PaintView::makeTools(QBoxLayout* row) {
  // No button group: of its buttons Tab would reach one.
  tools_ = {add(row, tr("Brush"), tr("A line of ink (B)"), true),
            add(row, tr("Spray"), tr("Specks of ink, the more the longer it is held (S)"), true),
            add(row, tr("Eraser"), tr("Takes ink away (E)"), true)};
  for (size_t i = 0; i < tools_.size(); ++i)
    connect(tools_[i], &QToolButton::clicked, this, [this, i] { setTool(static_cast<PaintTool>(i)); });
  row->addSpacing(4);
  mirror_ = add(row, tr("Mirror"), tr("The same at the other side, left and right (X)"), true);
  connect(mirror_, &QToolButton::toggled, this, [this](bool on) {
    PaintBrush brush = sheet_->brush();
    brush.mirror = on;
    sheet_->setBrush(brush);
  });
  row->addStretch(1);
  QToolButton* done = add(row, tr("Done"), tr("Close the sheet; the target stays (Esc)"));
  connect(done, &QToolButton::clicked, this, &PaintView::closed);
}

void PaintView::makeSliders(QBoxLayout* row) {
  const auto slider = [&](const QString& name, const QString& tip, int low, int high) {
    auto* label = new QLabel(name, this);
    label->setObjectName("caption");
    auto* made = new QSlider(Qt::Horizontal, this);
    made->setRange(low, high);
    made->setMinimumWidth(60);
    made->setAccessibleName(name);
    made->setToolTip(tip);
    label->setBuddy(made);
    row->addWidget(label);
    row->addSpacing(4);
    row->addWidget(made, 1);
    return made;
  };
  size_ = slider(tr("Size"), tr("How wide brush, spray and eraser are ([ and ])"), kLeastSize, kMostSize);
  row->addSpacing(12);
  softness_ = slider(tr("Softness"), tr("Over how much of its width the ink fades, in per cent"), 0, 100);
  size_->setValue(static_cast<int>(sheet_->brush().size));
  softness_->setValue(static_cast<int>(100 * sheet_->brush().softness));
  const auto take = [this] {
    PaintBrush brush = sheet_->brush();
    brush.size = size_->value();
    brush.softness = softness_->value() / 100.0;
    sheet_->setBrush(brush);
  };
  connect(size_, &QSlider::valueChanged, this, take);
  connect(softness_, &QSlider::valueChanged, this, take);
}

void PaintView::makeSteps(QBoxLayout* row) {
  undo_ = add(row, tr("Undo"), tr("Take the last stroke back (Ctrl+Z)"));
  redo_ = add(row, tr("Redo"), tr("Put the stroke there again (Ctrl+Shift+Z)"));
  clear_ = add(row, tr("Clear"), tr("An empty sheet; the target stays until there is ink again"));
  row->addStretch(1);
  trace_ = add(row, tr("Trace over…"), tr("A picture, faint beneath the ink and no part of the density"), true);
  connect(undo_, &QToolButton::clicked, this, [this] { change(&Painting::undo); });
  connect(redo_, &QToolButton::clicked, this, [this] { change(&Painting::redo); });
  connect(clear_, &QToolButton::clicked, this, [this] { change(&Painting::clear); });
  connect(trace_, &QToolButton::clicked, this, [this] { sheet_->hasGuide() ? traceOver({}) : chooseGuide(); });
}

void PaintView::open() {
  follow(document_.project().target);
  show();
  sheet_->setFocus(Qt::OtherFocusReason);
}

void PaintView::setTool(PaintTool tool) {
  PaintBrush brush = sheet_->brush();
  brush.tool = tool;
  sheet_->setBrush(brush);
  for (size_t i = 0; i < tools_.size(); ++i) tools_[i]->setChecked(static_cast<PaintTool>(i) == tool);
}

void PaintView::traceOver(const QImage& guide) {
  sheet_->setGuide(guide);
  trace_->setChecked(sheet_->hasGuide());
}

void PaintView::chooseGuide() {
  trace_->setChecked(false);
  const QString path = QFileDialog::getOpenFileName(this, tr("A picture to trace over"), {}, pictureFilter());
  if (path.isEmpty()) return;
  try {
    traceOver(imageFromFile(path));
  } catch (const core::InputError& error) {
    emit told(QString::fromStdString(error.what()));
  }
}

// The document's painting may have been undone there, or be of a file that was opened.
void PaintView::follow(const core::TargetSpec& target) {
  if (!isPainting(target)) return;
  sheet_->setUnits(core::realOf(core::completed(target).settings, "size"));
  if (*target.picture == sheet_->painting().picture()) return;
  sheet_->painting().load(*target.picture);
  sheet_->refresh();
  showState();
}

void PaintView::change(const std::function<void(Painting&)>& step) {
  step(sheet_->painting());
  sheet_->refresh();
  publish();
}

// An empty sheet is no target, nor one whose ink is all below the threshold that was set: the last one stays.
void PaintView::publish() {
  pending_.stop();
  showState();
  if (sheet_->painting().empty()) return;
  const core::TargetSpec& now = document_.project().target;
  const core::TargetSpec target = targetOf(sheet_->painting(), now);
  if (isPainting(now) && *now.picture == *target.picture) return;
  try {
    core::makeTarget(target);
  } catch (const core::InputError&) {
    return;
  }
  document_.edit(
      tr("Painting"), [&](const core::Project& p) { return core::setTarget(p, target); }, kMergeId);
}

void PaintView::showState() {
  const Painting& painting = sheet_->painting();
  undo_->setEnabled(painting.canUndo());
  redo_->setEnabled(painting.canRedo());
  clear_->setEnabled(!painting.empty());
}

std::function<void()> PaintView::actionOf(const QKeyEvent& key) {
  if (key.matches(QKeySequence::Undo)) return [this] { change(&Painting::undo); };
  if (key.matches(QKeySequence::Redo) || key.keyCombination() == (Qt::CTRL | Qt::Key_Y) ||
      key.keyCombination() == (Qt::CTRL | Qt::SHIFT | Qt::Key_Z))
    return [this] { change(&Painting::redo); };
  if ((key.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) != 0) return {};
  switch (key.key()) {
    case Qt::Key_B: return [this] { setTool(PaintTool::brush); };
    case Qt::Key_S: return [this] { setTool(PaintTool::spray); };
    case Qt::Key_E: return [this] { setTool(PaintTool::eraser); };
    case Qt::Key_X: return [this] { mirror_->toggle(); };
    case Qt::Key_BracketLeft:
      return [this] { size_->setValue(static_cast<int>(std::floor(size_->value() / kSizeStep))); };
    case Qt::Key_BracketRight:
      return [this] { size_->setValue(static_cast<int>(std::ceil(size_->value() * kSizeStep))); };
    case Qt::Key_Escape: return [this] { emit closed(); };
    default: return {};
  }
}

// The window has other uses for some of these keys; while the panel has the focus they are its own.
bool PaintView::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride && actionOf(*static_cast<QKeyEvent*>(event))) {
    event->accept();
    return true;
  }
  return QWidget::event(event);
}

void PaintView::keyPressEvent(QKeyEvent* event) {
  if (const auto action = actionOf(*event)) return action();
  QWidget::keyPressEvent(event);
}

// The sheet is a square: what it does not need is left below.
void PaintView::resizeEvent(QResizeEvent*) { sheet_->setMaximumHeight(std::max(sheet_->minimumHeight(), width())); }

// A stroke that the closing cut off is one that has ended.
void PaintView::hideEvent(QHideEvent*) { finish(); }

void PaintView::finish() {
  if (!pending_.isActive() && !sheet_->painting().stroking()) return;
  sheet_->painting().end();
  publish();
}

}  // namespace app
