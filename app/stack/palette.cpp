#include "app/stack/palette.h"

#include <QApplication>
#include <QDrag>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>
#include <cstdlib>

#include "app/stack/card_painter.h"
#include "app/stack/layer_mime.h"
#include "app/stack/layer_popup.h"
#include "app/theme.h"
#include "core/project/edits.h"

namespace app {

namespace {

QString words(const std::string& s) { return QString::fromStdString(s); }

constexpr int kColumns = 2;
constexpr int kHeight = 30, kGap = 5;

CardLook lookOf(const LayerTitle& title) {
  CardLook look;
  look.title = title.compact();
  look.bar = familyColor(title.info->family);
  look.compact = true;
  return look;
}

}  // namespace

PaletteCard::PaletteCard(LayerTitle title, QWidget* parent) : QAbstractButton(parent), title_(std::move(title)) {
  setText(title_.label);
  setAccessibleName(title_.label + " layer");
  setAccessibleDescription(title_.summary + " Drag into the stack; Return appends it.");
  setToolTip(title_.toolTip());  // read by assistive tools; on screen, the popup says it beside a picture
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::OpenHandCursor);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize PaletteCard::sizeHint() const { return {92, kHeight}; }
QSize PaletteCard::minimumSizeHint() const { return {72, kHeight}; }

void PaletteCard::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  CardLook look = lookOf(title_);
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
  drag->setMimeData(toMime({words(title_.key)}));
  drag->setPixmap(cardPixmap(size(), lookOf(title_), devicePixelRatioF()));
  drag->setHotSpot(pressed_);
  drag->exec(Qt::CopyAction);
}

void PaletteCard::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) emit appendRequested();
}

void PaletteCard::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
    emit appendRequested();
  } else if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down) {
    emit stepRequested(0, event->key() == Qt::Key_Up ? -1 : 1);
  } else if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
    emit stepRequested(event->key() == Qt::Key_Left ? -1 : 1, 0);
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
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(3);
  wait_.setSingleShot(true);
  wait_.setInterval(350);
  connect(&wait_, &QTimer::timeout, this, [this] {
    if (under_ != nullptr) popup_->showFor(under_->title(), {under_->mapToGlobal(QPoint(0, 0)), under_->size()});
  });
  // Families in the order in which the registry first has one of them.
  std::vector<core::Family> families;
  for (const LayerTitle& title : layerTitles()) {
    if (std::find(families.begin(), families.end(), title.info->family) == families.end())
      families.push_back(title.info->family);
  }
  for (const core::Family family : families) {
    auto* heading = new QLabel(words(std::string(core::name(family))));
    heading->setObjectName("caption");
    if (family != families.front()) column->addSpacing(3);
    column->addWidget(heading);
    auto* grid = new QGridLayout;
    grid->setSpacing(kGap);
    for (int i = 0; i < kColumns; ++i) grid->setColumnStretch(i, 1);
    int count = 0;
    for (const LayerTitle& title : layerTitles()) {
      if (title.info->family != family) continue;
      grid->addWidget(addCard(title), count / kColumns, count % kColumns);
      ++count;
    }
    column->addLayout(grid);
  }
}

PaletteCard* LayerPalette::addCard(const LayerTitle& title) {
  auto* card = new PaletteCard(title, this);
  cards_.push_back(card);
  connect(card, &PaletteCard::appendRequested, this, [this, card] { append(card->title()); });
  connect(card, &PaletteCard::stepRequested, this, [this, card](int dx, int dy) { step(*card, dx, dy); });
  connect(card, &PaletteCard::hovered, this, [this, card](bool inside) {
    const bool warm = popup_->isVisible();
    under_ = inside ? card : nullptr;
    wait_.stop();
    popup_->hide();
    if (inside) wait_.start(warm ? 60 : 350);  // from card to card without waiting again
  });
  return card;
}

// To the nearest card that way: rows of different families are not of one grid.
void LayerPalette::step(const PaletteCard& from, int dx, int dy) {
  PaletteCard* best = nullptr;
  int least = 0;
  for (PaletteCard* card : cards_) {
    const QPoint way = card->geometry().center() - from.geometry().center();
    const int along = way.x() * dx + way.y() * dy, across = std::abs(way.x() * dy) + std::abs(way.y() * dx);
    if (along <= 0 || (dx != 0 && across > 0)) continue;
    const int cost = 4 * along + across;
    if (best != nullptr && cost >= least) continue;
    best = card;
    least = cost;
  }
  if (best != nullptr) best->setFocus(Qt::TabFocusReason);
}

void LayerPalette::append(const LayerTitle& title) {
  const bool changed = document_.edit("Insert " + title.card, [&](const core::Project& project) {
    return core::insertLayer(project, project.flow.depth(), title.key);
  });
  if (changed) document_.select(document_.project().flow.depth() - 1);
}

}  // namespace app
