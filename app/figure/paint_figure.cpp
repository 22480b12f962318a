#include "app/figure/paint_figure.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "app/figure/figure_caption.h"
#include "app/figure/figure_plan.h"
#include "app/figure/paint_panel.h"
#include "app/figure/paint_scale.h"
#include "core/util/error.h"

namespace app {

namespace {

constexpr double kTickSize = 0.85;
constexpr int kParticles = 600;
constexpr int kDotsPerMeter = 3780;  // 96 to the inch: what every font size is meant for

PanelWish wishOf(const FigureSpec& spec, const PanelPlan& panel) {
  const auto side = [&](double pixels) { return std::max(8, static_cast<int>(std::lround(pixels / spec.coarse))); };
  PanelWish wish;
  wish.depth = panel.depth;
  wish.target = panel.target;
  wish.window = panel.window;
  wish.width = spec.coarse > 1 ? side(panel.box.width()) : static_cast<int>(panel.box.width());
  wish.height = spec.coarse > 1 ? side(panel.box.height()) : static_cast<int>(panel.box.height());
  wish.density = spec.parts.density;
  wish.mesh = spec.parts.grid;
  wish.particles = spec.parts.particles ? kParticles : 0;
  wish.integral = spec.parts.numbers && spec.layout == FigureLayout::single;
  wish.hasty = spec.coarse > 1;
  return wish;
}

ColoursEnd topOf(const FigureSpec& spec, const std::vector<PanelData>& panels) {
  double most = 0, least = std::numeric_limits<double>::infinity();
  for (const PanelData& data : panels) {
    if (data.density.logDensity.empty()) continue;
    const double top = std::exp(static_cast<double>(largest(data.density)));
    if (!std::isfinite(top)) continue;
    most = std::max(most, top);
    least = std::min(least, top);
  }
  ColoursEnd top;
  top.value = spec.top > 0 ? spec.top : std::min(most, kMostContrast * least);
  if (!(top.value > 0) || !std::isfinite(top.value)) top.value = 1;
  top.cut = most > 1.02 * top.value;
  return top;
}

void paintNumbers(QPainter& painter, const FigureSpec& spec, const FigureSource& source, const FigurePlan& plan,
                  double integral, const FigureType& type) {
  const Theme& theme = themeOf(spec.dark);
  QPointF at = plan.numbers;
  const auto numbers = figureNumbers(spec, source, integral, type);
  for (int i = 0; i < plan.numberCount && i < static_cast<int>(numbers.size()); ++i) {
    const FigureNumber& n = numbers[static_cast<size_t>(i)];
    painter.setFont(type.font());
    painter.setPen(theme.muted);
    painter.drawText(at, n.name);
    painter.setFont(type.font(1, QFont::DemiBold));
    painter.setPen(theme.text);
    painter.drawText(at + QPointF(type.width(n.name), 0), n.value);
    at.rx() += n.width;
  }
}

// From base to data: a line with a stop at each layer and a dot at the depth.
void paintTrack(QPainter& painter, const FigureSpec& spec, const FigureSource& source, const FigurePlan& plan,
                const FigureType& type) {
  const Theme& theme = themeOf(spec.dark);
  const double em = type.pixels();
  const int K = source.flow->depth();
  const QString from = "base z", to = "data x";
  const QFontMetricsF metrics = type.metrics(kTickSize);
  const double y = plan.track.top(), x0 = plan.track.left() + metrics.horizontalAdvance(from) + 0.9 * em,
               x1 = plan.track.right() - metrics.horizontalAdvance(to) - 0.9 * em;
  if (x1 - x0 < 4 * em) return;
  painter.setFont(type.font(kTickSize));
  painter.setPen(theme.muted);
  painter.drawText(QPointF(plan.track.left(), y + 0.36 * metrics.ascent()), from);
  painter.drawText(QPointF(x1 + 0.9 * em, y + 0.36 * metrics.ascent()), to);
  const double depth = spec.depth < 0 ? K : spec.depth, at = x0 + (x1 - x0) * depth / K;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(theme.line, 0.16 * em, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(QPointF(x0, y), QPointF(x1, y));
  painter.setPen(QPen(theme.accent, 0.16 * em, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(QPointF(x0, y), QPointF(at, y));
  painter.setPen(Qt::NoPen);
  const double stop = (x1 - x0) / K > 0.9 * em ? 0.17 * em : 0;
  for (int k = 0; k <= K && stop > 0; ++k) {
    painter.setBrush(k <= depth ? theme.accent : theme.muted);
    painter.drawEllipse(QPointF(x0 + (x1 - x0) * k / K, y), stop, stop);
  }
  painter.setBrush(theme.accent);
  painter.drawEllipse(QPointF(at, y), 0.36 * em, 0.36 * em);
}

}  // namespace

QColor figureGround(const FigureSpec& spec) { return spec.dark ? themeOf(true).window : QColor(Qt::white); }

void paintFigure(QPainter& painter, const FigureSpec& wanted, const FigureSource& source, FigureEvaluator& evaluator) {
  const FigurePlan plan = planFigure(wanted, source, *painter.device());
  FigureSpec spec = wanted;
  spec.parts = plan.parts;
  const FigureType type(*painter.device(), plan.type);
  const Theme& theme = themeOf(spec.dark);
  if (!spec.transparent) painter.fillRect(QRectF(QPointF(0, 0), QSizeF(spec.size)), figureGround(spec));
  std::vector<PanelData> panels;
  for (const PanelPlan& panel : plan.panels) panels.push_back(evaluator.evaluate(source, wishOf(spec, panel)));
  const ColoursEnd top = topOf(spec, panels);

  for (size_t i = 0; i < panels.size(); ++i) {
    const PanelPlan& panel = plan.panels[i];
    // A target without a density is its points.
    const bool points = source.data != nullptr && (spec.parts.data || (panel.target && !source.target->hasDensity()));
    paintPanel(painter, spec, panel, panels[i], points ? source.data.get() : nullptr, top.value, plan.type);
    if (spec.parts.axes) paintPanelAxes(painter, spec, source, panel, type, plan.tickWidth);
    if (plan.panels.size() > 1 && spec.parts.titles) {
      painter.setFont(type.font(1, QFont::Medium));
      painter.setPen(theme.text);
      painter.drawText(QPointF(panel.box.center().x() - type.width(panel.title, 1, QFont::Medium) / 2,
                               panel.box.top() - 0.5 * plan.type),
                       panel.title);
    }
  }
  if (!plan.scale.isEmpty()) paintScale(painter, spec, plan.scale, top, type);
  if (plan.track.width() > 0) paintTrack(painter, spec, source, plan, type);
  if (!spec.title.isEmpty()) {
    painter.setFont(type.font(1.35, QFont::DemiBold));
    painter.setPen(theme.text);
    painter.drawText(plan.title, spec.title);
  }
  plan.formulaSet.paint(painter, plan.formula, theme.text, {{"sum", theme.accent}, {"way", theme.muted}});
  if (plan.numberCount > 0) paintNumbers(painter, spec, source, plan, panels.front().integral, type);
  if (plan.captionWidth > 0) FigureCaption(spec.caption, type, plan.captionWidth).paint(painter, plan.caption, theme);
}

void paintFigure(QPainter& painter, const FigureSpec& spec, const FigureSource& source) {
  FigureEvaluator evaluator;
  paintFigure(painter, spec, source, evaluator);
}

QImage pictureOf(const FigureSpec& spec, const std::function<void(QPainter&)>& paint) {
  QImage image(spec.size, spec.transparent ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
  if (image.isNull()) throw std::bad_alloc();
  image.setDotsPerMeterX(kDotsPerMeter);
  image.setDotsPerMeterY(kDotsPerMeter);
  if (spec.transparent) image.fill(Qt::transparent);
  QPainter painter(&image);
  paint(painter);
  painter.end();
  const int dots = static_cast<int>(std::lround(spec.dotsPerInch / 0.0254));
  image.setDotsPerMeterX(dots);
  image.setDotsPerMeterY(dots);
  return image;
}

QImage figureImage(const FigureSpec& spec, const FigureSource& source, FigureEvaluator& evaluator) {
  return pictureOf(spec, [&](QPainter& painter) { paintFigure(painter, spec, source, evaluator); });
}

}  // namespace app
