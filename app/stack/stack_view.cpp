#include "app/stack/stack_view.h"

#include <QDragEnterEvent>
#include <QTimerEvent>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "app/stack/layer_mime.h"

namespace app {

namespace {

QLabel* endLabel(const QString& text, const QString& tip, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  label->setObjectName("caption");
  label->setAlignment(Qt::AlignCenter);
  label->setFixedHeight(24);
  label->setToolTip(tip);
  return label;
}

}  // namespace

StackView::StackView(Document& document, QWidget* parent)
    : QWidget(parent),
      document_(document),
      model_(document),
      base_(new QToolButton(this)),
      baseOptions_(new BaseOptions(document, this)),
      list_(new CardList(model_, this)),
      data_(endLabel("data", "Where the flow ends: x, distributed like the target once it has learned", this)) {
  setAccessibleName("Stack");
  setAcceptDrops(true);
  base_->setObjectName("plain");
  base_->setFixedHeight(24);
  base_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  base_->setToolTip(tr("Where every flow starts: what z is drawn from. Click to choose another base or temperature"));
  base_->setAccessibleName(tr("Base"));
  const auto nameBase = [this] { base_->setText(BaseOptions::nameOf(document_.project()) + " ▾"); };
  nameBase();
  connect(&document, &Document::changed, this, nameBase);
  connect(base_, &QToolButton::clicked, this, [this] { baseOptions_->openBelow(*base_); });
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(base_);
  layout->addWidget(list_);
  layout->addWidget(data_);

  connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
    if (current.isValid()) document_.select(current.row());
  });
  connect(&document, &Document::selectionChanged, this, &StackView::selectRow);
  // The selection stays with its card; the document counts cards, and the count may have moved.
  connect(&model_, &StackModel::followed, this, [this] {
    if (list_->currentIndex().isValid()) {
      document_.select(list_->currentIndex().row());
    } else {
      selectRow(document_.selected());
    }
  });
  selectRow(document.selected());
}

void StackView::selectRow(int row) {
  if (row == list_->currentIndex().row()) return;
  if (row < 0) {
    list_->setCurrentIndex({});
  } else if (row < model_.rowCount()) {
    list_->setCurrentIndex(model_.index(row));
    list_->scrollTo(model_.index(row));
  }
}

void StackView::setDepth(double T) {
  const double whole = std::floor(T);
  list_->setGlowing(T > 0 && T != whole ? static_cast<int>(whole) : -1);
}

int StackView::positionAt(const QPoint& point) const {
  // On "base" and "data" it is what is next to them now: the ends, or what a long list has been scrolled to.
  return list_->insertionAt(std::clamp(point.y() - list_->y(), 0, list_->height()));
}

void StackView::dragEnterEvent(QDragEnterEvent* event) {
  if (!model_.canDropMimeData(event->mimeData(), event->dropAction(), -1, 0, {})) return;
  event->acceptProposedAction();
  dragAt_ = event->position().toPoint();
  list_->showInsertion(positionAt(dragAt_));
  scroll_.start(16, this);
}

void StackView::dragMoveEvent(QDragMoveEvent* event) {
  if (!model_.canDropMimeData(event->mimeData(), event->dropAction(), -1, 0, {})) return event->ignore();
  event->acceptProposedAction();
  dragAt_ = event->position().toPoint();
  list_->showInsertion(positionAt(dragAt_));
}

void StackView::dragLeaveEvent(QDragLeaveEvent*) { endDrag(); }

void StackView::dropEvent(QDropEvent* event) {
  const int position = positionAt(event->position().toPoint());
  endDrag();
  const auto dragged = fromMime(event->mimeData());
  if (!dragged || !model_.canDropMimeData(event->mimeData(), event->dropAction(), position, 0, {})) return;
  event->acceptProposedAction();
  const bool changed = model_.dropMimeData(event->mimeData(), event->dropAction(), position, 0, {});
  if (!changed) return;
  const int row = dragged->kind.isEmpty() ? model_.rowOf(dragged->card) : position;
  list_->setCurrentIndex(model_.index(row));
  list_->scrollTo(model_.index(row));
}

void StackView::timerEvent(QTimerEvent* event) {
  if (event->timerId() != scroll_.timerId()) return QWidget::timerEvent(event);
  if (list_->scrollNear(dragAt_.y() - list_->y())) list_->showInsertion(positionAt(dragAt_));
}

void StackView::endDrag() {
  scroll_.stop();
  list_->showInsertion(-1);
}

}  // namespace app
