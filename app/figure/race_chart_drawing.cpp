#include "app/figure/race_chart_drawing.h"

#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "app/figure/figure_axes.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr double kSmall = 0.85;
constexpr double kLeastGap = 1e-3, kMostGap = 30;  // nats; what is shown of it

// The heights of the curves, and the numbers beside them.
struct Heights {
  bool gaps = true;  // else the NLL itself
  double low = 0, high = 1;
  std::vector<AxisTick> ticks;

  std::optional<double> of(const FigureSource& source) const {
    const auto value = gaps ? gapOf(source) : source.nll;
    if (!value || !std::isfinite(*value)) return std::nullopt;
    return gaps ? std::log10(std::clamp(*value, kLeastGap, kMostGap)) : *value;
  }
};

Heights heightsOf(const RaceRecord& record) {
  Heights heights;
  for (const auto& lane : record.lanes)
    for (const auto& moment : lane.moments) heights.gaps = heights.gaps && moment.source.entropy.has_value();
  std::vector<double> all;
  for (const auto& lane : record.lanes) {
    for (const auto& moment : lane.moments)
      if (const auto value = heights.of(moment.source)) all.push_back(*value);
  }
  if (all.empty()) return heights;
  std::sort(all.begin(), all.end());
  heights.low = all.front();
  // An NLL at the start may be so large that all the rest would be a line.
  heights.high = heights.gaps ? all.back() : all[all.size() - 1 - all.size() / 20];
  const double more = std::max(0.06 * (heights.high - heights.low), heights.gaps ? 0.05 : 0.02);
  heights.low -= more;
  heights.high += more;
  if (!heights.gaps) {
    heights.ticks = axisTicks(heights.low, heights.high, 4);
    return heights;
  }
  const bool wide = heights.high - heights.low > 1.3;
  for (const double mantissa : wide ? std::vector<double>{1} : std::vector<double>{1, 2, 5}) {
    for (int power = -3; power <= 1; ++power) {
      const double value = mantissa * std::pow(10, power), at = std::log10(value);
      if (at >= heights.low && at <= heights.high) heights.ticks.push_back({at, QString::number(value, 'g', 3)});
    }
  }
  return heights;
}

}  // namespace

void paintRaceCurves(QPainter& painter, const QRectF& whole, const RaceMoment& moment, bool dark,
                     const FigureType& type) {
  const Theme& t = themeOf(dark);
  const RaceRecord& record = *moment.record;
  const Heights heights = heightsOf(record);
  const double em = type.pixels(), hair = std::max(1.0, std::round(0.045 * em));
  const QFontMetricsF metrics = type.metrics(kSmall);
  double wide = em;
  for (const AxisTick& tick : heights.ticks) wide = std::max(wide, metrics.horizontalAdvance(tick.text));
  const QString name = heights.gaps ? "gap (nats)" : "NLL (nats)";
  const QString clock = record.bySeconds ? "seconds of training" : "steps";
  const QRectF box = whole.adjusted(wide + 0.6 * em, 1.3 * em, -1.6 * em, -1.6 * em);
  const double end = record.end();
  const auto place = [&](double at, double height) {
    const double up = (height - heights.low) / std::max(1e-9, heights.high - heights.low);
    return QPointF(box.left() + at / end * box.width(), box.bottom() - std::clamp(up, 0.0, 1.0) * box.height());
  };

  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(type.font(kSmall));
  painter.setPen(t.muted);
  painter.drawText(QPointF(whole.left(), whole.top() + metrics.ascent()), name);
  for (const AxisTick& tick : heights.ticks) {
    const double y = place(0, tick.value).y();
    painter.setPen(QPen(t.line, hair));
    painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
    painter.setPen(t.muted);
    painter.drawText(QPointF(box.left() - 0.5 * em - metrics.horizontalAdvance(tick.text), y + 0.36 * metrics.ascent()),
                     tick.text);
  }
  painter.setPen(QPen(t.muted, hair));
  painter.drawLine(box.bottomLeft(), box.bottomRight());
  const double low = box.bottom() + 0.3 * em + metrics.ascent();
  const double named = metrics.horizontalAdvance(clock);
  painter.setPen(t.muted);
  painter.drawText(QPointF(box.right() + em - named, low), clock);
  for (const AxisTick& tick : axisTicks(0, end, std::min(6.0, box.width() / (6 * em)))) {
    const double x = place(tick.value, 0).x(), half = metrics.horizontalAdvance(tick.text) / 2;
    if (x + half > box.right() - named) continue;
    painter.drawText(QPointF(x - half, low), tick.text);
  }

  const double line = std::max(1.5, 0.15 * em);
  std::vector<QPointF> heads;
  for (size_t i = 0; i < record.lanes.size(); ++i) {
    QPainterPath path;
    QPointF head;
    bool any = false;
    for (const auto& m : record.lanes[i].moments) {
      if (m.at > moment.at) break;
      const auto height = heights.of(m.source);
      if (!height) continue;
      head = place(m.at, *height);
      any ? path.lineTo(head) : path.moveTo(head);
      any = true;
    }
    if (!any) continue;
    const double last = std::min(moment.at, record.lanes[i].moments.back().at);
    if (place(last, 0).x() > head.x()) path.lineTo(head = QPointF(place(last, 0).x(), head.y()));
    const QColor colour = seriesColor(static_cast<int>(i));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, line, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(head, 0.36 * em, 0.36 * em);
    heads.push_back(head);
  }
}

}  // namespace app
