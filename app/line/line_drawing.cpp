#include "app/line/line_drawing.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "app/theme.h"

namespace app {

namespace {

QColor faded(QColor colour, double alpha) {
  colour.setAlphaF(static_cast<float>(alpha));
  return colour;
}

}  // namespace

LineDrawing::LineDrawing(QPainter& painter, const LineAxes& axes, const LineReading& reading, double points)
    : painter_(painter),
      axes_(axes),
      reading_(reading),
      points_(points),
      line_(QFontMetricsF(uiFont(points)).height()) {}

LineDrawing::Place LineDrawing::place(const core::LinePoint& point) const {
  const QPointF graph = axes_.at(point.z, point.x);
  return {graph,
          {graph.x(), axes_.base.top() + axes_.basePixels(std::exp(point.logBase))},
          {axes_.data.right() - axes_.dataPixels(std::exp(point.logDensity)), graph.y()}};
}

QFont LineDrawing::font(double share, int weight) const { return uiFont(points_ * share, weight); }

QColor LineDrawing::chosen() const { return seriesColor(1); }

void LineDrawing::paint(const std::vector<LineHandle>& handles, int active) {
  painter_.setRenderHint(QPainter::Antialiasing);
  paintGrid();
  paintStrips();
  paintDensities();
  paintNumbers();
  paintNames();
  paintGraph();
  const double reach = 0.45 * line_;
  taken_ = {QRectF(place(reading_.probe).graph, QSizeF()).adjusted(-reach, -reach, reach, reach)};
  for (const LineHandle& handle : handles)
    taken_.push_back(QRectF(axes_.at(handle.z, handle.x), QSizeF()).adjusted(-reach, -reach, reach, reach));
  paintProbe();
  paintHandles(handles, active);
  paintArea();
}

void LineDrawing::paintGrid() {
  const QColor faint = faded(theme().muted, theme().dark ? 0.16 : 0.13);
  painter_.setPen(QPen(faint, 1));
  for (const double z : roundTicks(axes_.window.z, static_cast<int>(axes_.graph.width() / (3 * line_)))) {
    const double at = std::round(axes_.px(z)) + 0.5;
    painter_.drawLine(QPointF(at, axes_.graph.top()), QPointF(at, axes_.graph.bottom()));
  }
  for (const double x : roundTicks(axes_.window.x, static_cast<int>(axes_.graph.height() / (2.2 * line_)))) {
    const double at = std::round(axes_.py(x)) + 0.5;
    painter_.drawLine(QPointF(axes_.graph.left(), at), QPointF(axes_.graph.right(), at));
  }
}

void LineDrawing::paintStrips() {
  const QColor quiet = theme().accent;
  const double more = theme().dark ? 1.25 : 1;
  for (size_t i = 0; i < reading_.strips.size(); ++i) {
    if (static_cast<int>(i) == reading_.strip) continue;
    const bool odd = i % 2 == 1;
    paintStrip(reading_.strips[i], faded(quiet, more * (odd ? 0.15 : 0.06)), faded(quiet, more * (odd ? 0.42 : 0.22)));
  }
  if (reading_.strip < 0) return;
  paintStrip(reading_.strips[static_cast<size_t>(reading_.strip)], faded(chosen(), more * 0.26),
             faded(chosen(), more * 0.62));
}

// A strip is four pieces of one colour: under p(z), up to the graph, from there to the left, and under p(x). Where the map
// rises the columns lie under the graph and the rows above it, so no two strips meet.
void LineDrawing::paintStrip(const core::LineStrip& strip, const QColor& band, const QColor& area) {
  constexpr int kSteps = 48;
  QPolygonF column, row, base, data;
  const double bottom = axes_.base.top(), left = axes_.data.right();
  const double z0 = std::max(strip.z0, axes_.window.z.low), z1 = std::min(strip.z1, axes_.window.z.high);
  column << QPointF(axes_.px(z1), bottom) << QPointF(axes_.px(z0), bottom);
  row << QPointF(left, axes_.py(strip.x1)) << QPointF(left, axes_.py(strip.x0));
  base = column;
  data = row;
  for (int i = 0; i <= kSteps; ++i) {
    const Place at = place(reading_.shown.at(strip.z0 + (strip.z1 - strip.z0) * i / kSteps));
    const Place within = place(reading_.shown.at(z0 + (z1 - z0) * i / kSteps));
    column << within.graph;
    base << within.base;
    row << QPointF(std::clamp(at.graph.x(), left, axes_.graph.right()), at.graph.y());
    data << at.data;
  }
  painter_.setPen(Qt::NoPen);
  painter_.save();
  painter_.setBrush(band);
  painter_.setClipRect(QRectF(axes_.graph.topLeft(), QPointF(axes_.graph.right(), bottom)));
  if (z1 > z0) painter_.drawPolygon(column);
  painter_.setClipRect(QRectF(QPointF(left, axes_.graph.top()), axes_.graph.bottomRight()));
  painter_.drawPolygon(row);
  painter_.setClipRect(axes_.base);
  painter_.setBrush(area);
  if (z1 > z0) painter_.drawPolygon(base);
  painter_.setClipRect(axes_.data);
  painter_.drawPolygon(data);
  painter_.restore();
}

void LineDrawing::paintDensities() {
  QPolygonF base, data, before;
  for (const core::LinePoint& point : reading_.curve) {
    const Place at = place(point);
    base << at.base;
    data << at.data;
    // N(0, 1) on the x axis: what p(x) would be, did the map do nothing.
    before << QPointF(axes_.data.right() - axes_.dataPixels(std::exp(point.logBase)), axes_.py(point.z));
  }
  const QPen solid(theme().accent, std::max(1.8, line_ / 9), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
  painter_.save();
  painter_.setBrush(Qt::NoBrush);
  painter_.setClipRect(axes_.data.adjusted(0, 0, 1, 0));
  painter_.setPen(QPen(faded(theme().muted, 0.75), std::max(1.0, line_ / 16), Qt::DashLine));
  painter_.drawPolyline(before);
  painter_.setPen(solid);
  painter_.drawPolyline(data);
  painter_.setClipRect(axes_.base.adjusted(0, -1, 0, 2));
  painter_.drawPolyline(base);
  painter_.restore();
}

void LineDrawing::paintGraph() {
  const QColor axis = theme().muted;
  painter_.setPen(QPen(axis, 1.2));
  painter_.drawLine(axes_.graph.bottomLeft(), axes_.graph.bottomRight());
  painter_.drawLine(axes_.graph.bottomLeft(), axes_.graph.topLeft());
  painter_.setPen(QPen(faded(axis, 0.6), 1));
  painter_.drawLine(axes_.base.topLeft(), axes_.base.topRight());
  painter_.drawLine(axes_.data.topRight(), axes_.data.bottomRight());

  QPolygonF line;
  for (const core::LinePoint& point : reading_.curve) line << axes_.at(point.z, point.x);
  painter_.save();
  painter_.setClipRect(axes_.graph);
  painter_.setPen(QPen(faded(theme().muted, 0.55), 1, Qt::DashLine));
  const Interval& z = axes_.window.z;
  painter_.drawLine(axes_.at(z.low, z.low), axes_.at(z.high, z.high));
  painter_.setPen(QPen(theme().text, std::max(2.2, line_ / 7), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter_.drawPolyline(line);
  painter_.restore();
}

}  // namespace app
