#include "app/documents/document_gallery.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>

#include "app/theme.h"

namespace app {

namespace {

constexpr int kColumns = 4, kGap = 8, kMargin = 16;
constexpr QSize kPicture(192, 120);
constexpr int kLine = 22;  // below it, for the title

}  // namespace

DocumentTile::DocumentTile(const DocumentEntry& entry, QWidget* parent)
    : QAbstractButton(parent), path_(entry.path), picture_(thumbnailOf(entry.path)) {
  setText(entry.title);
  setAccessibleName(entry.title);
  setAccessibleDescription(entry.tip);
  setToolTip(entry.tip);
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::PointingHandCursor);
  setFixedSize(sizeHint());
}

QSize DocumentTile::sizeHint() const { return {kPicture.width() + 8, kPicture.height() + kLine + 8}; }

void DocumentTile::enterEvent(QEnterEvent* event) {
  QAbstractButton::enterEvent(event);
  update();
}

void DocumentTile::leaveEvent(QEvent* event) {
  QAbstractButton::leaveEvent(event);
  update();
}

void DocumentTile::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter painter(this);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  const QRectF frame(QPointF(4, 4), QSizeF(kPicture));
  QPainterPath clip;
  clip.addRoundedRect(frame, 5, 5);
  painter.save();
  painter.setClipPath(clip);
  painter.fillRect(frame, QColor("#440154"));  // viridis where there is nothing
  if (!picture_.isNull()) {
    const QSizeF size = QSizeF(picture_.size()).scaled(frame.size(), Qt::KeepAspectRatioByExpanding);
    painter.drawImage(QRectF(frame.center() - QPointF(size.width(), size.height()) / 2, size), picture_);
  }
  painter.restore();
  if (underMouse() || hasFocus()) {
    painter.setPen(QPen(t.accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(frame.adjusted(-2, -2, 2, 2), 7, 7);
  }
  painter.setFont(uiFont(9.5));
  painter.setPen(t.text);
  const QRectF line(frame.left() + 2, frame.bottom() + 2, frame.width() - 4, kLine);
  painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(text(), Qt::ElideRight, static_cast<int>(line.width())));
}

void DocumentTile::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return click();
  QAbstractButton::keyPressEvent(event);
}

DocumentGallery::DocumentGallery(QWidget* parent) : QFrame(parent, Qt::Popup), area_(new QScrollArea) {
  setObjectName("popup");
  setAccessibleName(tr("Recent files and examples"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(1, 1, 1, kMargin);
  area_->setFrameShape(QFrame::NoFrame);
  area_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area_->setWidgetResizable(true);
  area_->setFocusPolicy(Qt::NoFocus);
  area_->viewport()->setAutoFillBackground(false);
  column->addWidget(area_);
  auto* row = new QHBoxLayout;
  row->setContentsMargins(kMargin, 0, kMargin, 0);
  row->addStretch(1);
  auto* browse = new QPushButton(tr("Another file…"));
  browse->setAccessibleName(tr("Open another file"));
  browse->setAutoDefault(false);
  connect(browse, &QPushButton::clicked, this, [this] {
    close();
    emit browseWanted();
  });
  row->addWidget(browse);
  column->addLayout(row);
}

void DocumentGallery::addSection(QVBoxLayout& column, const QString& title, const std::vector<DocumentEntry>& entries,
                                 const QString& ifNone) {
  auto* heading = new QLabel(title.toUpper());
  heading->setObjectName("section");
  column.addWidget(heading);
  if (entries.empty()) {
    auto* none = new QLabel(ifNone);
    none->setObjectName("caption");
    column.addWidget(none);
    return;
  }
  auto* grid = new QGridLayout;
  grid->setSpacing(kGap);
  for (int i = 0; i < static_cast<int>(entries.size()); ++i) {
    auto* tile = new DocumentTile(entries[static_cast<size_t>(i)]);
    connect(tile, &QAbstractButton::clicked, this, [this, path = tile->path()] {
      close();
      emit chosen(path);
    });
    grid->addWidget(tile, i / kColumns, i % kColumns);
    tiles_.push_back(tile);
  }
  grid->setColumnStretch(kColumns, 1);
  column.addLayout(grid);
}

void DocumentGallery::openIn(const QWidget& window, const std::vector<DocumentEntry>& recent) {
  tiles_.clear();
  auto* content = new QWidget;
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(kMargin, kMargin, kMargin, 4);
  column->setSpacing(kGap);
  addSection(*column, tr("Recent"), recent, tr("What you save or open is found here."));
  column->addSpacing(kGap);
  addSection(*column, tr("Examples"), examples(), {});
  column->addStretch(1);
  area_->setWidget(content);
  const QRect room = window.screen()->availableGeometry();
  const int width =
      kColumns * (kPicture.width() + 8 + kGap) - kGap + 2 * kMargin + area_->verticalScrollBar()->sizeHint().width();
  const int height = content->sizeHint().height() + 56;
  setFixedSize(std::min(width, room.width() - 16), std::min(height, std::min(room.height(), window.height()) - 16));
  const QPoint middle = window.mapToGlobal(window.rect().center());
  move(std::clamp(middle.x() - this->width() / 2, room.left(), std::max(room.left(), room.right() - this->width())),
       std::clamp(middle.y() - this->height() / 2, room.top(), std::max(room.top(), room.bottom() - this->height())));
  show();
  if (!tiles_.empty()) tiles_.front()->setFocus(Qt::PopupFocusReason);
}

}  // namespace app
