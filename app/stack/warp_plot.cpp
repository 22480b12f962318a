#include "app/stack/warp_plot.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <cmath>

#include "app/theme.h"

namespace app {

namespace {

constexpr double kGraphReach = 4.2;              // of the axes of a graph
constexpr double kGrab = 10;                     // pixels around a handle
constexpr double kStep = 0.05;                   // of an arrow key, in the plane
constexpr double kHead = 5.5, kLeastHead = 1.2;  // length of an arrow's head, pixels

}  // namespace

WarpPlot::WarpPlot(QWidget* parent) : QWidget(parent) { setMinimumSize(120, 100); }

void WarpPlot::setLines(GridLines lines, const QColor& colour) {
  lines_ = std::move(lines);
  colour_ = colour;
  update();
}

void WarpPlot::setSketch(const core::Sketch& sketch) {
  sketch_ = sketch;
  // Without handles it is a picture.
  setFocusPolicy(sketch.handles.empty() ? Qt::NoFocus : Qt::StrongFocus);
  setMouseTracking(!sketch.handles.empty());
  if (chosen_ >= static_cast<int>(sketch.handles.size())) chosen_ = -1;
  update();
}

void WarpPlot::setNote(const QString& note) {
  note_ = note;
  update();
}

// A margin of half a unit around the plain grid.
double WarpPlot::reach() const { return sketch_.graph ? kGraphReach : kGridReach + 0.5; }

double WarpPlot::scale() const { return std::min(width(), height()) / (2 * reach()); }

// y points up.
QPointF WarpPlot::toScreen(double x, double y) const {
  return QPointF(rect().center()) + QPointF(0.5, 0.5) + scale() * QPointF(x, -y);
}

int WarpPlot::handleAt(const QPointF& place) const {
  // The last one is drawn on top.
  for (int i = static_cast<int>(sketch_.handles.size()) - 1; i >= 0; --i) {
    const core::Handle& h = sketch_.handles[static_cast<size_t>(i)];
    const QPointF way = toScreen(static_cast<double>(h.x), static_cast<double>(h.y)) - place;
    if (std::hypot(way.x(), way.y()) <= kGrab) return i;
  }
  return -1;
}

void WarpPlot::paintLines(QPainter& painter, const GridLines& lines, const QColor& colour, double width) const {
  painter.save();
  painter.translate(toScreen(0, 0));
  painter.scale(scale(), -scale());
  QPen pen(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
  pen.setCosmetic(true);
  painter.setPen(pen);
  for (const QPolygonF& line : lines) painter.drawPolyline(line);
  painter.restore();
}

void WarpPlot::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QPainterPath frame;
  frame.addRoundedRect(QRectF(rect()), 6, 6);
  painter.setClipPath(frame);
  painter.fillRect(rect(), theme().dark ? theme().window : theme().hover);
  QColor faint = theme().muted;
  faint.setAlphaF(0.22F);
  if (sketch_.graph) {
    // Axes, and the identity to compare with.
    const double r = kGraphReach;
    paintLines(painter, {{{-r, 0}, {r, 0}}, {{0, -r}, {0, r}}, {{-r, -r}, {r, r}}}, faint, 1);
  } else {
    paintLines(painter, plain_, faint, 1);
    QColor grid = colour_;
    if (!sketch_.lines.empty()) grid.setAlphaF(sketch_.ways ? 0.4F : 0.55F);
    paintLines(painter, lines_, grid, 1.4);
  }
  paintSketch(painter);
  if (note_.isEmpty()) return;
  painter.setFont(uiFont(8.5));
  painter.setPen(theme().muted);
  painter.drawText(rect().adjusted(8, 6, -8, -6), Qt::AlignRight | Qt::AlignBottom, note_);
}

void WarpPlot::paintSketch(QPainter& painter) const {
  GridLines own;
  for (const auto& line : sketch_.lines) {
    QPolygonF polygon;
    for (const auto& p : line) polygon << QPointF(static_cast<double>(p[0]), static_cast<double>(p[1]));
    own.push_back(polygon);
  }
  paintLines(painter, own, sketch_.graph ? colour_ : theme().text, sketch_.ways ? 1.1 : 1.8);
  if (sketch_.ways) paintHeads(painter);
  painter.setFont(uiFont(9, QFont::DemiBold));
  for (size_t i = 0; i < sketch_.handles.size(); ++i) {
    const core::Handle& h = sketch_.handles[i];
    const QPointF at = toScreen(static_cast<double>(h.x), static_cast<double>(h.y));
    const bool held = static_cast<int>(i) == dragged_ || (hasFocus() && static_cast<int>(i) == chosen_);
    painter.setPen(QPen(theme().accent, held ? 3 : 2));
    painter.setBrush(held ? theme().accent : theme().card);
    const double radius = sketch_.graph ? 3.2 : 4.5;
    painter.drawEllipse(at, radius, radius);
    // On a graph the knots are many and their names are their order.
    if (sketch_.graph && !held) continue;
    painter.setPen(theme().text);
    painter.drawText(at + QPointF(8, -6), QString::fromStdString(h.name));
  }
}

// At the ends of the ways, the smaller the shorter these are: a place that stays is a dot.
void WarpPlot::paintHeads(QPainter& painter) const {
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().text);
  for (const auto& line : sketch_.lines) {
    QPolygonF way;
    for (const auto& p : line) way << toScreen(static_cast<double>(p[0]), static_cast<double>(p[1]));
    double length = 0;
    for (qsizetype i = 1; i < way.size(); ++i) length += QLineF(way[i - 1], way[i]).length();
    const QPointF tip = way.last();
    const double size = std::min(kHead, 0.6 * length);
    if (size < kLeastHead) {
      painter.drawEllipse(tip, 1, 1);
      continue;
    }
    // Along the last piece that is as long as the head: the very last may be too short to have a direction.
    qsizetype from = way.size() - 2;
    while (from > 0 && QLineF(way[from], tip).length() < size) --from;
    const double distance = QLineF(way[from], tip).length();
    if (distance == 0) continue;  // it has come back to where it started
    const QPointF along = (tip - way[from]) / distance, across(-along.y(), along.x());
    const QPointF wings[] = {tip, tip - size * along + 0.4 * size * across, tip - size * along - 0.4 * size * across};
    painter.drawPolygon(wings, 3);
  }
}

void WarpPlot::mousePressEvent(QMouseEvent* event) {
  const int at = event->button() == Qt::LeftButton ? handleAt(event->position()) : -1;
  if (at < 0) return;
  dragged_ = chosen_ = at;
  setCursor(Qt::ClosedHandCursor);
  emit grabbed();
  update();
}

void WarpPlot::mouseMoveEvent(QMouseEvent* event) {
  if (dragged_ < 0) {
    setCursor(handleAt(event->position()) >= 0 ? Qt::OpenHandCursor : Qt::ArrowCursor);
    return;
  }
  const QPointF inside(std::clamp(event->position().x(), 4.0, width() - 4.0),
                       std::clamp(event->position().y(), 4.0, height() - 4.0));
  const QPointF way = (inside - toScreen(0, 0)) / scale();
  emit handleMoved(dragged_, way.x(), -way.y());
}

void WarpPlot::mouseReleaseEvent(QMouseEvent*) {
  if (std::exchange(dragged_, -1) < 0) return;
  setCursor(Qt::OpenHandCursor);
  emit released();
  update();
}

// Space goes to the next handle, the arrow keys move it.
void WarpPlot::keyPressEvent(QKeyEvent* event) {
  const int count = static_cast<int>(sketch_.handles.size());
  double dx = 0, dy = 0;
  switch (event->key()) {
    case Qt::Key_Left: dx = -kStep; break;
    case Qt::Key_Right: dx = kStep; break;
    case Qt::Key_Up: dy = kStep; break;
    case Qt::Key_Down: dy = -kStep; break;
    case Qt::Key_N:
      if (count > 0) chosen_ = (chosen_ + 1) % count;
      update();
      return;
    default: QWidget::keyPressEvent(event); return;
  }
  if (count == 0) return;
  chosen_ = std::max(chosen_, 0);
  const core::Handle& h = sketch_.handles[static_cast<size_t>(chosen_)];
  emit handleMoved(chosen_, static_cast<double>(h.x) + dx, static_cast<double>(h.y) + dy);
}

void WarpPlot::focusInEvent(QFocusEvent*) {
  chosen_ = std::max(chosen_, 0);
  update();
}

void WarpPlot::focusOutEvent(QFocusEvent*) { update(); }

}  // namespace app
