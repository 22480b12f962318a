#include "app/stage/trace_plot.h"

#include <algorithm>
#include <cmath>

#include "app/canvas/plate_colours.h"
#include "app/numbers.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr double kSmall = 0.82;  // type of the ticks, as a share of that of the table
constexpr double kGraphShare = 0.46;
constexpr double kGap = 10;

}  // namespace

void TracePlot::set(std::shared_ptr<const core::TraceAlong> trace, bool toBase, double points) {
  trace_ = std::move(trace);
  toBase_ = toBase;
  const double end = trace_ && !trace_->t.empty() ? trace_->t.back() : 1;
  QString number = value();
  number.replace(QChar(0x2212), '-');
  if (!trace_) {
    number = "\\cdot";
  } else if (!std::isfinite(trace_->integral)) {
    number = "\\text{" + number + "}";
  }
  const QString tex = QString("%1\\int_0^{%2} \\operatorname{tr} \\frac{\\partial g}{\\partial x}\\, dt = %3")
                          .arg(toBase ? "" : "-", briefly(end), number);
  if (tex == tex_ && points == points_) return;
  tex_ = tex;
  points_ = points;
  formula_ = Formula(tex_, points_, true);
}

QString TracePlot::value() const {
  return trace_ ? decimal(toBase_ ? trace_->integral : -trace_->integral, 4) : QStringLiteral("·");
}

QRectF TracePlot::graphBox(const QRectF& box) const {
  const QFontMetricsF small(uiFont(kSmall * points_));
  const double gutter = small.horizontalAdvance("−0.25") + 4;
  return {box.left() + gutter, box.top() + 0.5 * small.height(), kGraphShare * box.width() - gutter,
          box.height() - 1.6 * small.height()};
}

// Smaller where the number is too long for what the graph leaves.
Formula TracePlot::fitting(const QRectF& box) const {
  const double room = (1 - kGraphShare) * box.width() - kGap;
  const double width = formula_.size().width();
  return width <= room ? formula_ : Formula(tex_, points_ * (room - 1) / width, true);
}

QRectF TracePlot::formulaBox(const QRectF& box) const {
  const QSizeF size = fitting(box).size();
  return {QPointF(box.right() - size.width(), box.center().y() - size.height() / 2), size};
}

void TracePlot::paint(QPainter& painter, const QRectF& box) const {
  paintGraph(painter, graphBox(box));
  const Formula formula = fitting(box);
  const QPointF at(box.right() - formula.size().width(),
                   box.center().y() - formula.size().height() / 2 + formula.ascent());
  formula.paint(painter, at, kPlateText);
}

void TracePlot::paintGraph(QPainter& painter, const QRectF& graph) const {
  const QFont type = uiFont(kSmall * points_);
  const double line = QFontMetricsF(type).height();
  double low = 0, high = 0;
  if (trace_) {
    for (const double v : trace_->trace) {
      if (!std::isfinite(v)) continue;
      low = std::min(low, v);
      high = std::max(high, v);
    }
  }
  const double step = roundStep(std::max(high - low, 0.02) / 3);
  low = step * std::floor(low / step);
  high = std::max(step * std::ceil(high / step), low + step);
  const auto place = [&](double t, double v) {
    return QPointF(graph.left() + t * graph.width(), graph.bottom() - (v - low) / (high - low) * graph.height());
  };
  painter.setFont(type);
  painter.setPen(kPlateMuted);
  for (const double v : {low, 0.0, high}) {
    // 0 is one of the ends, or needs room between them.
    const double nearest = std::min(v - low, high - v) / (high - low) * graph.height();
    if (v == 0 && low < 0 && high > 0 && nearest < line) continue;
    painter.drawText(QRectF(0, place(0, v).y() - line / 2, graph.left() - 4, line), Qt::AlignRight | Qt::AlignVCenter,
                     briefly(v));
  }
  const QRectF below(graph.left() - line, graph.bottom() + 1, graph.width() + 2 * line, line);
  const double side = line - QFontMetricsF(type).horizontalAdvance('0') / 2;
  painter.drawText(below.adjusted(side, 0, 0, 0), Qt::AlignLeft, "0");
  painter.drawText(below, Qt::AlignHCenter, "t");
  painter.drawText(below.adjusted(0, 0, -side, 0), Qt::AlignRight, "1");
  painter.setPen(QPen(QColor(255, 255, 255, 40), 1));
  for (const double t : {0.0, 1.0}) painter.drawLine(place(t, low), place(t, high));
  if (trace_) {
    QPolygonF curve;
    for (size_t i = 0; i < trace_->trace.size(); ++i) {
      if (std::isfinite(trace_->trace[i])) curve << place(trace_->t[i], trace_->trace[i]);
    }
    QPolygonF area = curve;
    if (!curve.isEmpty())
      area << QPointF(curve.last().x(), place(0, 0).y()) << QPointF(curve.first().x(), place(0, 0).y());
    QColor fill = theme().highlight;
    fill.setAlphaF(0.28F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawPolygon(area);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().highlight, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(curve);
  }
  painter.setPen(QPen(kPlateMuted, 1));
  painter.drawLine(place(0, 0), place(1, 0));
}

}  // namespace app
