#include <algorithm>
#include <cmath>

#include "app/canvas/colour_map.h"
#include "app/canvas/plane_view.h"
#include "app/figure/lesson_picture.h"
#include "app/figure/paint_panel.h"
#include "app/stack/layer_title.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr double kSmall = 0.85;  // type
const QString kFrom = QStringLiteral("base z"), kTo = QStringLiteral("data x");

// From the base's end to the data's.
std::pair<double, double> trackOf(const QRectF& box, const FigureType& type) {
  const double em = type.pixels();
  return {box.left() + type.width(kFrom, kSmall) + 1.1 * em, box.right() - type.width(kTo, kSmall) - 1.1 * em};
}

}  // namespace

void paintLayers(QPainter& painter, const QRectF& box, const LessonMoment& moment, const FigureType& type) {
  const Theme& t = theme();
  const core::FlowSpec& flow = moment.source.flow->spec();
  const int K = flow.depth();
  const double em = type.pixels();
  const QFontMetricsF metrics = type.metrics(kSmall);
  const bool sampling = moment.at().project.view.reading == core::Reading::sampling;
  const double y = box.top() + 0.7 * em;
  const auto [x0, x1] = trackOf(box, type);
  if (x1 - x0 < 3 * em || K < 1) return;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(type.font(kSmall));
  painter.setPen(t.muted);
  painter.drawText(QPointF(box.left(), y + 0.36 * metrics.ascent()), kFrom);
  painter.drawText(QPointF(x1 + 1.1 * em, y + 0.36 * metrics.ascent()), kTo);
  const auto place = [&, x0 = x0, x1 = x1](double depth) { return x0 + (x1 - x0) * depth / K; };
  painter.setPen(QPen(t.line, 0.16 * em, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(QPointF(x0, y), QPointF(x1, y));
  painter.setPen(QPen(t.accent, 0.16 * em, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(QPointF(x0, y), QPointF(place(moment.depth), y));
  painter.setPen(Qt::NoPen);
  // The way in which it is read, at its end.
  painter.setBrush(sampling ? (moment.depth >= K ? t.accent : t.muted) : t.accent);
  const double tip = sampling ? x1 + 0.75 * em : x0 - 0.75 * em, way = sampling ? -1 : 1;
  painter.drawPolygon(QPolygonF{QPointF(tip, y), QPointF(tip + way * 0.6 * em, y - 0.34 * em),
                                QPointF(tip + way * 0.6 * em, y + 0.34 * em)});
  if ((x1 - x0) / K > 0.9 * em) {
    for (int k = 0; k <= K; ++k) {
      painter.setBrush(k <= moment.depth ? t.accent : t.muted);
      painter.drawEllipse(QPointF(place(k), y), 0.17 * em, 0.17 * em);
    }
  }
  // Names between the stops, if all of them fit.
  std::vector<QString> names;
  bool fits = true;
  for (const core::LayerSpec& layer : flow.layers) {
    names.push_back(titleOf(layer).card);
    fits = fits && metrics.horizontalAdvance(names.back()) < (x1 - x0) / K - 0.4 * em;
  }
  for (int k = 0; k < K && fits; ++k) {
    const bool chosen = moment.at().layer == k;
    painter.setFont(type.font(kSmall, chosen ? QFont::DemiBold : QFont::Normal));
    painter.setPen(chosen ? t.accent : t.muted);
    const double wide = painter.fontMetrics().horizontalAdvance(names[static_cast<size_t>(k)]);
    painter.drawText(QPointF(place(k + 0.5) - wide / 2, y + 0.55 * em + metrics.ascent()),
                     names[static_cast<size_t>(k)]);
  }
  painter.setPen(Qt::NoPen);
  painter.setBrush(t.accent);
  painter.drawEllipse(QPointF(place(moment.depth), y), 0.36 * em, 0.36 * em);
}

void paintStrip(QPainter& painter, const QRectF& box, const FigureSpec& spec, const LessonMoment& moment,
                const FigureType& type, FigureEvaluator& evaluator) {
  const auto [x0, x1] = trackOf(box, type);
  const int K = moment.source.flow->depth();
  const double em = type.pixels(), tall = std::floor(box.height()), wide = std::floor(1.25 * tall);
  if (K < 1 || tall < 16) return;
  // As many as there is room for, each above its stop; the ends are always among them.
  const int most = std::max(2, static_cast<int>((x1 - x0) / (wide + 0.4 * em)) + 1);
  const int count = std::min(K + 1, most);
  const core::Window& own = moment.at().project.view.window;
  const core::Window window = own.x0 < own.x1 ? own : moment.source.target->window();
  for (int i = 0; i < count; ++i) {
    const int k = static_cast<int>(std::lround(static_cast<double>(K) * i / (count - 1)));
    PanelWish wish;
    wish.depth = k;
    wish.window = widened(window, wide / tall);
    wish.width = std::max(8, static_cast<int>(wide) / spec.coarse);
    wish.height = std::max(8, static_cast<int>(tall) / spec.coarse);
    wish.mesh = wish.integral = false;
    const PanelData data = evaluator.evaluate(moment.source, wish);
    const double at = x0 + (x1 - x0) * k / K;
    PanelPlan panel;
    panel.box = QRectF(std::round(at - wide / 2), std::round(box.top()), wide, tall);
    panel.window = wish.window;
    FigureSpec plain = spec;
    plain.parts.grid = plain.parts.particles = plain.parts.data = false;
    paintPanel(painter, plain, panel, data, nullptr, std::exp(static_cast<double>(largest(data.density))), em);
    if (std::abs(moment.depth - k) > 1e-6) continue;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().accent, 0.16 * em));
    painter.drawRect(panel.box);
  }
}

}  // namespace app
