#include "app/stack/palette.h"

#include <QApplication>
#include <QDrag>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

#include "app/stack/card_painter.h"
#include "app/stack/layer_mime.h"
#include "app/stack/layer_popup.h"
#include "app/theme.h"
#include "core/project/edits.h"

namespace app {

namespace {

QString words(const std::string& s) { return QString::fromStdString(s); }

CardLook lookOf(const core::LayerInfo& kind) {
  CardLook look;
  look.title = words(kind.label);
  look.bar = familyColor(kind.family);
  return look;
}

}  // namespace

PaletteCard::PaletteCard(const core::LayerInfo& kind, QWidget* parent) : QAbstractButton(parent), kind_(kind) {
  setText(words(kind.label));
  setAccessibleName(words(kind.label) + " layer");
  setAccessibleDescription(words(kind.summary) + " Drag into the stack; Return appends it.");
  setToolTip(words(kind.formula));  // read by assistive tools; on screen, the popup says more
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::OpenHandCursor);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize PaletteCard::sizeHint() const { return {176, kCardHeight}; }
QSize PaletteCard::minimumSizeHint() const { return {120, kCardHeight}; }

void PaletteCard::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  CardLook look = lookOf(kind_);
  look.hovered = underMouse();
  look.focused = hasFocus();
  paintCard(painter, rect(), look);
}

void PaletteCard::enterEvent(QEnterEvent* event) {
  QAbstractButton::enterEvent(event);
  emit hovered(true);
  update();
}

void PaletteCard::leaveEvent(QEvent* event) {
  QAbstractButton::leaveEvent(event);
  emit hovered(false);
  update();
}

void PaletteCard::mousePressEvent(QMouseEvent* event) {
  pressed_ = event->position().toPoint();
  emit hovered(false);
  QAbstractButton::mousePressEvent(event);
}

void PaletteCard::mouseMoveEvent(QMouseEvent* event) {
  const QPoint at = event->position().toPoint();
  if (!(event->buttons() & Qt::LeftButton)) return QAbstractButton::mouseMoveEvent(event);
  if ((at - pressed_).manhattanLength() < QApplication::startDragDistance()) return;
  setDown(false);
  auto* drag = new QDrag(this);
  drag->setMimeData(toMime({words(kind_.key)}));
  drag->setPixmap(cardPixmap(size(), lookOf(kind_), devicePixelRatioF()));
  drag->setHotSpot(pressed_);
  drag->exec(Qt::CopyAction);
}

void PaletteCard::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) emit appendRequested();
}

void PaletteCard::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
    emit appendRequested();
  } else if (event->key() == Qt::Key_Up) {
    focusNextPrevChild(false);
  } else if (event->key() == Qt::Key_Down) {
    focusNextPrevChild(true);
  } else {
    event->ignore();  // Space and letters are the window's
  }
}

bool PaletteCard::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) return true;
  if (event->type() == QEvent::PaletteChange) update();
  return QAbstractButton::event(event);
}

LayerPalette::LayerPalette(Document& document, QWidget* parent)
    : QWidget(parent), document_(document), popup_(new LayerPopup(this)) {
  setAccessibleName("Layers to build with");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kCardGap);
  wait_.setSingleShot(true);
  wait_.setInterval(350);
  connect(&wait_, &QTimer::timeout, this, [this] {
    if (under_ != nullptr) popup_->showFor(under_->kind(), {under_->mapToGlobal(QPoint(0, 0)), under_->size()});
  });
  for (const core::LayerInfo& kind : core::layerInfos()) {
    auto* card = new PaletteCard(kind, this);
    layout->addWidget(card);
    cards_.push_back(card);
    connect(card, &PaletteCard::appendRequested, this, [this, &kind] { append(kind); });
    connect(card, &PaletteCard::hovered, this, [this, card](bool inside) {
      const bool warm = popup_->isVisible();
      under_ = inside ? card : nullptr;
      wait_.stop();
      popup_->hide();
      if (inside) wait_.start(warm ? 60 : 350);  // from card to card without waiting again
    });
  }
}

void LayerPalette::append(const core::LayerInfo& kind) {
  const bool changed = document_.edit("Insert " + words(kind.card), [&](const core::Project& project) {
    return core::insertLayer(project, project.flow.depth(), kind.key);
  });
  if (changed) document_.select(document_.project().flow.depth() - 1);
}

}  // namespace app
