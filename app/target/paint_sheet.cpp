#include "app/target/paint_sheet.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QTabletEvent>
#include <algorithm>
#include <cmath>

#include "app/canvas/colour_map.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr int kSide = Painting::kSide;
constexpr double kCorner = 10;   // as the canvas's
constexpr int kSprayEvery = 50;  // milliseconds between two puffs of a spray that is held still
constexpr double kGuideOpacity = 0.35;
constexpr double kGamma = 0.6;   // of the canvas's colours
constexpr double kSolid = 0.25;  // share of the ink from which on nothing shines through

// The colours that the canvas would give the ink; the faintest lets shine through what is traced over.
const ColourTable& shadesOfInk() {
  static const ColourTable table = [] {
    ColourTable made;
    for (size_t i = 0; i < made.size(); ++i) {
      const double ink = static_cast<double>(i) / 255;
      const QRgb colour = viridis()[static_cast<size_t>(std::lround(255 * std::pow(ink, kGamma)))];
      const int alpha = static_cast<int>(std::lround(255 * std::min(1.0, ink / kSolid)));
      made[i] = qPremultiply(qRgba(qRed(colour), qGreen(colour), qBlue(colour), alpha));
    }
    return made;
  }();
  return table;
}

}  // namespace

PaintSheet::PaintSheet(QWidget* parent) : QWidget(parent), image_(kSide, kSide, QImage::Format_ARGB32_Premultiplied) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setMinimumSize(160, 160);
  setCursor(Qt::CrossCursor);
  setAccessibleName(tr("Sheet: where there is ink there is density"));
  holding_.setInterval(kSprayEvery);
  connect(&holding_, &QTimer::timeout, this, [this] {
    // A dialog or a menu keeps the release to itself.
    const bool interrupted =
        QApplication::activeModalWidget() != nullptr || QApplication::activePopupWidget() != nullptr;
    interrupted ? release() : moveTo(at_, pressure_);
  });
  refresh();
}

void PaintSheet::refresh() {
  const auto& shades = shadesOfInk();
  for (int y = 0; y < kSide; ++y) {
    auto* row = reinterpret_cast<QRgb*>(image_.scanLine(y));
    for (int x = 0; x < kSide; ++x)
      row[x] = shades[painting_.ink()[static_cast<size_t>(y) * kSide + static_cast<size_t>(x)]];
  }
  update();
}

void PaintSheet::setBrush(const PaintBrush& brush) {
  brush_ = brush;
  update();
}

void PaintSheet::setGuide(const QImage& guide) {
  guide_ = guide;
  update();
}

void PaintSheet::setUnits(double side) {
  units_ = side;
  update();
}

QRectF PaintSheet::square() const {
  const double side = std::min(width(), height());
  return {std::floor((width() - side) / 2), std::floor((height() - side) / 2), side, side};
}

QPointF PaintSheet::toWidget(double x, double y) const {
  const QRectF s = square();
  return s.topLeft() + QPointF(x, y) * (s.width() / kSide);
}

PenPoint PaintSheet::toSheet(const QPointF& at, double pressure) const {
  const QRectF s = square();
  const QPointF p = (at - s.topLeft()) * (kSide / s.width());
  return {p.x(), p.y(), pressure};
}

void PaintSheet::press(const QPointF& at, double pressure, PaintTool tool) {
  PaintBrush brush = brush_;
  brush.tool = tool;
  at_ = at;
  pressure_ = pressure;
  painting_.begin(brush, toSheet(at, pressure));
  if (tool == PaintTool::spray) holding_.start();
  refresh();
  emit painted();
}

void PaintSheet::moveTo(const QPointF& at, double pressure) {
  at_ = at;
  pressure_ = pressure;
  if (!painting_.stroking()) return holding_.stop();
  painting_.to(toSheet(at, pressure));
  refresh();
  emit painted();
}

void PaintSheet::release() {
  holding_.stop();
  if (!painting_.stroking()) return;
  painting_.end();
  emit strokeEnded();
}

void PaintSheet::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) press(event->position(), 1, brush_.tool);
}

void PaintSheet::mouseMoveEvent(QMouseEvent* event) {
  pointer_ = event->position();
  if (event->buttons() & Qt::LeftButton) {
    moveTo(event->position(), 1);
  } else {
    release();  // the button was let go of elsewhere
  }
  update();
}

void PaintSheet::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) release();
}

void PaintSheet::tabletEvent(QTabletEvent* event) {
  const bool rubber = event->pointerType() == QPointingDevice::PointerType::Eraser;
  pointer_ = event->position();
  if (event->type() == QEvent::TabletPress && event->button() == Qt::LeftButton) {
    setFocus(Qt::MouseFocusReason);  // an accepted pen makes no mouse event that would
    press(event->position(), event->pressure(), rubber ? PaintTool::eraser : brush_.tool);
  } else if (event->type() == QEvent::TabletMove && (event->buttons() & Qt::LeftButton)) {
    moveTo(event->position(), event->pressure());
  } else if (event->type() == QEvent::TabletRelease) {
    release();
  }
  event->accept();
  update();
}

void PaintSheet::leaveEvent(QEvent*) {
  pointer_.reset();
  update();
}

void PaintSheet::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  const QRectF s = square();
  QPainterPath paper;
  paper.addRoundedRect(s, kCorner, kCorner);
  painter.setClipPath(paper);
  painter.fillRect(s, QColor(viridis()[0]));
  if (hasGuide()) {
    QRectF place(QPointF(), QSizeF(guide_.size()).scaled(s.size(), Qt::KeepAspectRatio));
    place.moveCenter(s.center());
    painter.setOpacity(kGuideOpacity);
    painter.drawImage(place, guide_);
    painter.setOpacity(1);
  }
  painter.drawImage(s, image_);
  paintAxes(painter, s);
  if (painting_.empty() && !hasGuide()) {
    painter.setPen(QColor(255, 255, 255, 170));
    painter.setFont(uiFont(11));
    painter.drawText(s.adjusted(24, 0, -24, -s.height() / 3), Qt::AlignCenter | Qt::TextWordWrap,
                     tr("Paint here.\nWhere there is ink there is density."));
  }
  if (pointer_.has_value() && s.contains(*pointer_)) {
    const double r = brush_.size / 2 * s.width() / kSide;
    for (const auto& [colour, wide] : {std::pair{QColor(0, 0, 0, 110), 2.5}, {QColor(255, 255, 255, 200), 1.0}}) {
      painter.setPen(QPen(colour, wide));
      painter.setBrush(Qt::NoBrush);
      painter.drawEllipse(*pointer_, r, r);
      if (brush_.mirror) painter.drawEllipse(QPointF(2 * s.center().x() - pointer_->x(), pointer_->y()), r, r);
    }
  }
  painter.setClipping(false);
  if (hasFocus()) {
    painter.setPen(QPen(theme().accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(s.adjusted(1, 1, -1, -1), kCorner, kCorner);
  }
}

// Where the plane's axes are, so that one finds a place of the canvas again.
void PaintSheet::paintAxes(QPainter& painter, const QRectF& s) const {
  const QColor faint(255, 255, 255, 40), words(255, 255, 255, 130);
  painter.setPen(QPen(faint, 1));
  const QPointF c = s.center();
  painter.drawLine(QPointF(s.left(), c.y()), QPointF(s.right(), c.y()));
  painter.drawLine(QPointF(c.x(), s.top()), QPointF(c.x(), s.bottom()));
  if (brush_.mirror) {
    painter.setPen(QPen(theme().highlight, 1, Qt::DashLine));
    painter.drawLine(QPointF(c.x(), s.top()), QPointF(c.x(), s.bottom()));
  }
  painter.setPen(words);
  painter.setFont(uiFont(8));
  const double step = units_ > 8 ? 2 : units_ > 2.5 ? 1 : 0.5, unit = s.width() / units_;
  const int most = static_cast<int>(std::ceil(units_ / 2 / step)) - 1;  // none at the very edge
  for (int i = -most; i <= most; ++i) {
    const QString text = QString::number(i * step).replace('-', QChar(0x2212));
    painter.drawText(QRectF(c.x() + i * step * unit - 20, s.bottom() - 18, 40, 14), Qt::AlignCenter, text);
    if (i * step * unit > -s.height() / 2 + 24)
      painter.drawText(QRectF(s.left() + 6, c.y() - i * step * unit - 7, 30, 14), Qt::AlignLeft | Qt::AlignVCenter,
                       text);
  }
}

}  // namespace app
