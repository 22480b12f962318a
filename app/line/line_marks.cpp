// Of LineDrawing: all that stands on axes and graph. Numbers, names, the probe, handles and the strip's areas.

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "app/line/line_drawing.h"
#include "app/line/line_text.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr double kSmall = 0.84;  // type of ticks and handles, as a share of that of names

// An arrow's head on the way from a to b, a little past the middle.
void paintHead(QPainter& painter, const QPointF& a, const QPointF& b, double size) {
  const QPointF way = b - a;
  const double length = std::hypot(way.x(), way.y());
  if (length < 4 * size) return;
  const QPointF along = way / length, across(-along.y(), along.x());
  const QPointF tip = a + 0.55 * way;
  const QPointF wings[] = {tip, tip - size * along + 0.55 * size * across, tip - size * along - 0.55 * size * across};
  painter.drawPolygon(wings, 3);
}

}  // namespace

void LineDrawing::paintText(const QPointF& middle, const QString& text, const QFont& type, const QColor& colour) {
  const QFontMetricsF metrics(type);
  QPainterPath letters;
  letters.addText(middle + QPointF(-metrics.horizontalAdvance(text) / 2, metrics.ascent() - metrics.height() / 2), type,
                  text);
  // A rim of the ground's colour, so that it is read over bands and lines.
  painter_.setBrush(Qt::NoBrush);
  painter_.setPen(QPen(theme().panel, line_ / 4.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter_.drawPath(letters);
  painter_.setPen(Qt::NoPen);
  painter_.setBrush(colour);
  painter_.drawPath(letters);
}

void LineDrawing::paintLabel(const QPointF& at, const QString& text, const QColor& colour) {
  const QFont type = font(kSmall, QFont::DemiBold);
  const double w = QFontMetricsF(type).horizontalAdvance(text), h = 0.9 * line_;
  // Right of the graph and below it; the other way round where the map falls. Then left of it.
  const QPointF aside(w / 2 + 0.75 * line_, (reading_.shown.falls() ? -0.55 : 0.55) * line_);
  for (const double side : {1.0, -1.0}) {
    const QPointF middle = at + side * aside;
    const QRectF box(middle.x() - w / 2, middle.y() - h / 2, w, h);
    const bool free =
        std::none_of(taken_.begin(), taken_.end(), [&](const QRectF& other) { return other.intersects(box); });
    if (!free || !axes_.graph.contains(box)) continue;
    paintText(middle, text, type, colour);
    taken_.push_back(box);
    return;
  }
}

void LineDrawing::paintNumbers() {
  painter_.setFont(font(kSmall));
  painter_.setPen(theme().muted);
  const double h = line_, w = 4 * line_;
  const double gutter = axes_.graph.left() - axes_.data.right();
  // Where a pill of the probe stands no tick looks out from behind it.
  const QPointF probe = axes_.at(reading_.probe.z, reading_.probe.x);
  for (const double z : roundTicks(axes_.window.z, static_cast<int>(axes_.graph.width() / (3 * line_)))) {
    if (std::abs(axes_.px(z) - probe.x()) < 2 * line_) continue;
    painter_.drawText(QRectF(axes_.px(z) - w / 2, (axes_.graph.bottom() + axes_.base.top() - h) / 2, w, h),
                      Qt::AlignCenter, briefly(z));
  }
  for (const double x : roundTicks(axes_.window.x, static_cast<int>(axes_.graph.height() / (2.2 * line_)))) {
    const double y = axes_.py(x);
    // The corner is the z axis's.
    if (y > axes_.graph.bottom() - h / 2 || std::abs(y - probe.y()) < 1.1 * h) continue;
    painter_.drawText(QRectF(axes_.data.right(), y - h / 2, gutter, h), Qt::AlignCenter, briefly(x));
  }
  QColor faint = theme().muted;
  faint.setAlphaF(0.25F);
  const QPen dotted(faint, 1);
  for (const double p : roundTicks({0, 0.4}, static_cast<int>(axes_.basePixels(0.4) / (1.2 * line_)))) {
    const double y = axes_.base.top() + axes_.basePixels(p);
    if (p == 0 || y > axes_.base.bottom() - 1) continue;
    painter_.setPen(dotted);
    painter_.drawLine(QPointF(axes_.base.left(), y), QPointF(axes_.base.right(), y));
    painter_.setPen(theme().muted);
    painter_.drawText(QRectF(axes_.base.left() - w - 5, y - h / 2, w, h), Qt::AlignRight | Qt::AlignVCenter,
                      briefly(p));
  }
  for (const double p :
       roundTicks({0, axes_.dataAt(axes_.data.width())}, static_cast<int>(axes_.data.width() / (3 * line_)))) {
    const double x = axes_.data.right() - axes_.dataPixels(p);
    if (p == 0 || x < axes_.data.left() + 1) continue;
    painter_.setPen(dotted);
    painter_.drawLine(QPointF(x, axes_.data.top()), QPointF(x, axes_.data.bottom()));
    painter_.setPen(theme().muted);
    painter_.drawText(QRectF(x - w / 2, axes_.data.bottom() + 2, w, h), Qt::AlignCenter, briefly(p));
  }
}

void LineDrawing::paintNames() {
  const double size = 1.15 * points_;
  const auto name = [&](const QPointF& at, const QString& tex, const QColor& colour) {
    painter_.fillRect(QRectF(at, formulaSize(tex, size)), theme().panel);  // no line runs through it
    paintFormula(painter_, at, tex, size, colour);
  };
  const QSizeF z = formulaSize("z", size), p = formulaSize("p(z)", size);
  const double gutter = axes_.graph.left() - axes_.data.right();
  name({axes_.graph.right() + 0.75 * line_, (axes_.graph.bottom() + axes_.base.top() - z.height()) / 2}, "z",
       theme().text);
  name({axes_.data.right() + (gutter - z.width()) / 2, axes_.graph.top() - 1.1 * z.height()}, "x", theme().text);
  name({axes_.base.left() + 0.5 * line_, axes_.base.bottom() - p.height() - 0.6 * line_}, "p(z)", theme().accent);
  name({axes_.data.left(), axes_.data.top() - 1.1 * p.height()}, "p(x)", theme().accent);
}

void LineDrawing::paintProbe() {
  const Place at = place(reading_.probe);
  const QColor colour = chosen();
  painter_.save();
  painter_.setClipRect(axes_.data.united(axes_.graph).united(axes_.base).adjusted(0, -line_, line_, line_));
  painter_.setPen(QPen(colour, std::max(1.6, line_ / 11)));
  painter_.drawLine(at.base, at.graph);
  painter_.drawLine(at.graph, at.data);
  painter_.setBrush(colour);
  painter_.setPen(Qt::NoPen);
  const double head = 0.52 * line_;
  paintHead(painter_, {at.graph.x(), axes_.graph.bottom()}, at.graph, head);
  paintHead(painter_, at.graph, {axes_.graph.left(), at.graph.y()}, head);
  painter_.drawEllipse(at.base, line_ / 6, line_ / 6);
  painter_.drawEllipse(at.data, line_ / 6, line_ / 6);

  // The tangent, as long on screen wherever the probe is.
  QPointF along(axes_.zScale(), -reading_.probe.slope * axes_.xScale());
  along /= std::hypot(along.x(), along.y());
  painter_.setPen(QPen(colour, std::max(2.6, line_ / 6), Qt::SolidLine, Qt::RoundCap));
  painter_.setClipRect(axes_.graph);
  painter_.drawLine(at.graph - 3 * line_ * along, at.graph + 3 * line_ * along);
  painter_.setClipping(false);
  painter_.setPen(QPen(theme().panel, std::max(2.0, line_ / 9)));
  painter_.setBrush(colour);
  const bool inside = axes_.graph.adjusted(-1, -1, 1, 1).contains(at.graph);
  if (inside) painter_.drawEllipse(at.graph, 0.36 * line_, 0.36 * line_);
  painter_.restore();
  if (!inside) return;
  paintLabel(at.graph + (reading_.shown.falls() ? -1.2 : 1.2) * line_ * along,
             QStringLiteral("f′(z) = ") + decimal(reading_.probe.slope, 2), colour);
  paintPill({at.graph.x(), (axes_.graph.bottom() + axes_.base.top()) / 2}, decimal(reading_.probe.z, 2));
  paintPill({(axes_.graph.left() + axes_.data.right()) / 2, at.graph.y()}, decimal(reading_.probe.x, 2));
}

void LineDrawing::paintPill(const QPointF& middle, const QString& text) {
  const QFont type = font(kSmall, QFont::DemiBold);
  const double w = std::max(QFontMetricsF(type).horizontalAdvance(text) + 0.7 * line_, 2.1 * line_), h = 1.15 * line_;
  const QRectF pill(middle.x() - w / 2, middle.y() - h / 2, w, h);
  painter_.setPen(Qt::NoPen);
  painter_.setBrush(chosen());
  painter_.drawRoundedRect(pill, h / 2, h / 2);
  painter_.setFont(type);
  painter_.setPen(theme().dark ? theme().onAccent : theme().panel);
  painter_.drawText(pill, Qt::AlignCenter, text);
}

void LineDrawing::paintHandles(const std::vector<LineHandle>& handles, int active) {
  const double radius = 0.34 * line_;
  for (int i = 0; i < static_cast<int>(handles.size()); ++i) {
    const LineHandle& handle = handles[static_cast<size_t>(i)];
    const QPointF at = axes_.at(handle.z, handle.x);
    if (!axes_.graph.adjusted(-2, -2, 2, 2).contains(at)) continue;
    if (handle.role == LineHandle::Role::knotSlope) {
      // The tangent lies on both sides of the knot, the handle on one.
      const core::LineKnot knot = reading_.scene.chosenMap().knots()[static_cast<size_t>(handle.knot)];
      const QPointF middle = axes_.at(knot.z, knot.x);
      painter_.setPen(QPen(theme().accent, std::max(1.6, line_ / 9), Qt::SolidLine, Qt::RoundCap));
      painter_.drawLine(at, middle + (middle - at));
    }
    const bool held = i == active;
    painter_.setPen(QPen(theme().accent, std::max(2.0, line_ / 8)));
    painter_.setBrush(held ? theme().accent : theme().panel);
    const double r = (handle.role == LineHandle::Role::knotSlope ? 0.8 : 1) * radius * (held ? 1.2 : 1);
    // Square: unlike the probe, it changes the map.
    painter_.drawRoundedRect(QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r), 0.35 * r, 0.35 * r);
    if (!handle.label.isEmpty()) paintLabel(at, handle.label, theme().accent);
  }
}

void LineDrawing::paintArea() {
  if (reading_.strip < 0) return;
  const core::LineStrip& strip = reading_.strips[static_cast<size_t>(reading_.strip)];
  const QString text = decimal(strip.dataArea, 4) + " = " + decimal(strip.baseArea, 4);
  QFont type = font(1.1, QFont::DemiBold);
  const QRectF box = axes_.corner;
  const double width = QFontMetricsF(type).horizontalAdvance(text);
  if (width > box.width()) type.setPointSizeF(type.pointSizeF() * box.width() / width);
  const double h = QFontMetricsF(type).height();
  const double middle = axes_.base.top() + 0.45 * axes_.base.height();
  painter_.setFont(type);
  painter_.setPen(chosen());
  painter_.drawText(QRectF(box.left(), middle - h, box.width(), h), Qt::AlignCenter, text);
  painter_.setFont(font(kSmall));
  painter_.setPen(theme().muted);
  painter_.drawText(QRectF(box.left(), middle, box.width(), line_), Qt::AlignCenter,
                    QCoreApplication::translate("app::LineFigure", "equal areas"));
}

}  // namespace app
