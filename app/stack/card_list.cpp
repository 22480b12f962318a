#include "app/stack/card_list.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDrag>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QToolTip>
#include <cmath>

#include "app/stack/stack_model.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr int kScrollEdge = 28;
constexpr int kRowsAtLeast = 4;

class CardDelegate : public QStyledItemDelegate {
 public:
  explicit CardDelegate(CardList& list) : QStyledItemDelegate(&list), list_(list) {}

  void paint(QPainter* painter, const QStyleOptionViewItem&, const QModelIndex& index) const override {
    paintCard(*painter, list_.cardRect(index.row()), list_.lookOf(index));
  }
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {120, kCardPitch}; }

 private:
  CardList& list_;
};

}  // namespace

CardList::CardList(StackModel& model, QWidget* parent)
    : QListView(parent), model_(model), gap_(new InsertionGap(this)) {
  setModel(&model);
  setItemDelegate(new CardDelegate(*this));
  setAccessibleName("Layers of the flow, from base to data");
  setToolTip("The layers from base to data. Drag to reorder, Alt+Up and Alt+Down to move, E to switch on and off");
  setFrameShape(QFrame::NoFrame);
  setStyleSheet("QListView { background: transparent; }");
  viewport()->setAutoFillBackground(false);
  setUniformItemSizes(true);
  setSelectionMode(SingleSelection);
  setEditTriggers(NoEditTriggers);
  setVerticalScrollMode(ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setMouseTracking(true);
  setDragDropMode(DragOnly);
  setDragEnabled(true);
  setDropIndicatorShown(false);  // ours is the line in the gap
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  connect(gap_, &InsertionGap::moved, viewport(), qOverload<>(&QWidget::update));
  for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
    connect(&model, signal, this, [this] { fitToRows(); });
  connect(&model, &QAbstractItemModel::modelReset, this, [this] { fitToRows(); });
  fitToRows();
}

void CardList::fitToRows() {
  setMaximumHeight(std::max(1, model_.rowCount()) * kCardPitch);
  updateGeometry();
}

void CardList::setRowsWanted(int rows) {
  if (rows == rowsWanted_) return;
  rowsWanted_ = rows;
  updateGeometry();
}

QSize CardList::sizeHint() const { return {240, std::clamp(model_.rowCount(), 1, rowsWanted_) * kCardPitch}; }
QSize CardList::minimumSizeHint() const { return {160, std::clamp(model_.rowCount(), 1, kRowsAtLeast) * kCardPitch}; }

QRect CardList::cardRect(int row) const {
  const QRect place = visualRect(model_.index(row));
  return QRect(place.left() + 1, place.top() + kCardGap / 2, place.width() - 2, kCardHeight)
      .translated(0, gap_->shiftOf(row));
}

CardLook CardList::lookOf(const QModelIndex& index) const {
  CardLook look;
  look.title = index.data(Qt::DisplayRole).toString();
  look.hint = index.data(StackModel::HalfRole).toString();
  look.bar = familyColor(static_cast<core::Family>(index.data(StackModel::FamilyRole).toInt()));
  look.enabled = index.data(StackModel::EnabledRole).toBool();
  look.selected = selectionModel()->isSelected(index);
  look.hovered = hot_.row == index.row();
  look.focused = hasFocus() && currentIndex() == index;
  look.glowing = glowing_ == index.row() || lit_ == index.row();
  look.buttons = (look.hovered || look.selected) && !gap_->isOpen();
  look.hotButton = look.hovered ? hot_.button : -1;
  if (dragged_ == index.row()) look.opacity = 0.35;
  return look;
}

int CardList::insertionAt(int y) const {
  const int content = y - viewport()->y() + verticalScrollBar()->value();
  return std::clamp(static_cast<int>(std::lround(static_cast<double>(content) / kCardPitch)), 0, model_.rowCount());
}

bool CardList::scrollNear(int y) {
  QScrollBar* bar = verticalScrollBar();
  const int before = bar->value();
  // The nearer the edge, the faster.
  if (y < kScrollEdge) bar->setValue(before - (kScrollEdge - std::max(y, 0)) / 3 - 1);
  if (y > height() - kScrollEdge) bar->setValue(before + (kScrollEdge - std::max(height() - y, 0)) / 3 + 1);
  return bar->value() != before;
}

void CardList::setGlowing(int row) {
  if (row == glowing_) return;
  glowing_ = row;
  viewport()->update();
}

void CardList::setLit(int row) {
  if (row == lit_) return;
  lit_ = row;
  if (row >= 0) scrollTo(model_.index(row));
  viewport()->update();
}

void CardList::paintEvent(QPaintEvent* event) {
  if (model_.rowCount() == 0) {
    QPainter painter(viewport());
    painter.setFont(uiFont(9));
    painter.setPen(theme().muted);
    painter.drawText(viewport()->rect(), Qt::AlignCenter, "Drag a layer here");
  }
  QListView::paintEvent(event);
  if (!gap_->isOpen()) return;
  QPainter painter(viewport());
  gap_->paintLine(painter, gap_->place() * kCardPitch - verticalScrollBar()->value(), viewport()->rect());
}

void CardList::startDrag(Qt::DropActions) {
  const QModelIndex index = currentIndex();
  if (!index.isValid()) return;
  const QRect card = cardRect(index.row());
  auto* drag = new QDrag(this);
  drag->setMimeData(model_.mimeData({index}));
  drag->setPixmap(cardPixmap(card.size(), lookOf(index), devicePixelRatioF()));
  drag->setHotSpot(pressedAt_ - card.topLeft());
  dragged_ = index.row();
  setHot({});
  drag->exec(Qt::MoveAction);  // the model has moved the card by then: nothing is to be removed here
  dragged_ = -1;
  setState(NoState);
  viewport()->update();
}

CardList::Hit CardList::hitAt(const QPoint& position) const {
  const QModelIndex index = indexAt(position);
  if (!index.isValid() || !cardRect(index.row()).contains(position)) return {};
  Hit hit{index.row(), -1};
  for (int i = 0; i < kCardButtons; ++i) {
    if (cardButton(cardRect(hit.row), i).contains(position)) hit.button = i;
  }
  return hit;
}

void CardList::setHot(Hit hit) {
  if (hit == hot_) return;
  hot_ = hit;
  viewport()->update();
}

void CardList::mousePressEvent(QMouseEvent* event) {
  pressedAt_ = event->position().toPoint();
  const Hit hit = hitAt(pressedAt_);
  setHot(hit);
  if (event->button() == Qt::LeftButton && hit.button >= 0) {
    pressed_ = hit;  // neither a selection nor the start of a drag
    return;
  }
  if (hit.row < 0) return;  // beside a card: keep what is selected
  QListView::mousePressEvent(event);
}

void CardList::mouseMoveEvent(QMouseEvent* event) {
  if (pressed_.row >= 0) return;
  if (event->buttons() == Qt::NoButton) setHot(hitAt(event->position().toPoint()));
  QListView::mouseMoveEvent(event);
}

void CardList::mouseReleaseEvent(QMouseEvent* event) {
  if (pressed_.row < 0) return QListView::mouseReleaseEvent(event);
  const Hit hit = hitAt(event->position().toPoint());
  const Hit pressed = std::exchange(pressed_, {});
  if (hit == pressed) pressButton(hit);
  setHot(hitAt(event->position().toPoint()));
}

void CardList::mouseDoubleClickEvent(QMouseEvent* event) { mousePressEvent(event); }

void CardList::pressButton(Hit hit) {
  if (hit.button == 0) model_.toggleCard(hit.row);
  if (hit.button == 1) duplicateRow(hit.row);
  if (hit.button == 2) model_.removeCard(hit.row);
}

void CardList::duplicateRow(int row) {
  if (model_.duplicateCard(row)) setCurrentIndex(model_.index(row + 1));
}

void CardList::moveCurrent(int by) {
  const int row = currentIndex().row();
  const int target = row + by;
  if (row < 0 || target < 0 || target >= model_.rowCount()) return;
  model_.moveCard(row, by > 0 ? target + 1 : target);
  scrollTo(currentIndex());
}

void CardList::keyPressEvent(QKeyEvent* event) {
  const int row = currentIndex().row();
  const bool alt = event->modifiers() & Qt::AltModifier;
  if (alt && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
    moveCurrent(event->key() == Qt::Key_Up ? -1 : 1);
  } else if (event->key() == Qt::Key_D && event->modifiers() == Qt::ControlModifier) {
    duplicateRow(row);
  } else if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) {
    model_.removeCard(row);
  } else if (!event->modifiers() &&
             (event->key() == Qt::Key_E || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
    model_.toggleCard(row);
  } else if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down || event->key() == Qt::Key_Home ||
             event->key() == Qt::Key_End) {
    QListView::keyPressEvent(event);
  } else {
    event->ignore();  // letters are the window's keys, not a search in the list
  }
}

bool CardList::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    // While the list has the keyboard, these are about its card, whatever the window uses them for.
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool plain = !key->modifiers() && (key->key() == Qt::Key_Delete || key->key() == Qt::Key_Backspace ||
                                             key->key() == Qt::Key_E || key->key() == Qt::Key_Return);
    const bool control = key->modifiers() == Qt::ControlModifier && key->key() == Qt::Key_D;
    const bool alt = (key->modifiers() & Qt::AltModifier) && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down);
    if (plain || control || alt) {
      event->accept();
      return true;
    }
  }
  if (event->type() == QEvent::PaletteChange) viewport()->update();
  return QListView::event(event);
}

void CardList::focusInEvent(QFocusEvent* event) {
  QListView::focusInEvent(event);
  if (!currentIndex().isValid() && model_.rowCount() > 0) setCurrentIndex(model_.index(0));
}

bool CardList::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::Leave) setHot({});
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const Hit hit = hitAt(help->pos());
    if (hit.button >= 0) {
      const bool enabled = model_.index(hit.row).data(StackModel::EnabledRole).toBool();
      const QString tips[kCardButtons] = {enabled ? "Switch this layer off (E)" : "Switch this layer on (E)",
                                          "Duplicate this layer (Ctrl+D)", "Delete this layer (Delete)"};
      QToolTip::showText(help->globalPos(), tips[hit.button], viewport(),
                         cardButton(cardRect(hit.row), hit.button).toRect());
      return true;
    }
  }
  return QListView::viewportEvent(event);
}

void CardList::contextMenuEvent(QContextMenuEvent* event) {
  const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
  const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
  if (!index.isValid()) return;
  setCurrentIndex(index);
  const int row = index.row(), last = model_.rowCount() - 1;
  QMenu menu(this);
  const auto add = [&](const QString& text, bool possible, auto action) {
    menu.addAction(text, this, action)->setEnabled(possible);
  };
  add(index.data(StackModel::EnabledRole).toBool() ? "Switch off\tE" : "Switch on\tE", true,
      [&] { model_.toggleCard(row); });
  add("Duplicate\tCtrl+D", true, [&] { duplicateRow(row); });
  menu.addSeparator();
  add("Move towards base\tAlt+Up", row > 0, [&] { moveCurrent(-1); });
  add("Move towards data\tAlt+Down", row < last, [&] { moveCurrent(1); });
  menu.addSeparator();
  add("Delete\tDel", last > 0, [&] { model_.removeCard(row); });
  menu.exec(byKey ? viewport()->mapToGlobal(cardRect(row).center()) : event->globalPos());
}

}  // namespace app
