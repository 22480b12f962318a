#include "app/figure/paint_panel.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/canvas/plane_view.h"
#include "app/canvas/surface.h"
#include "app/figure/figure_axes.h"
#include "core/render/contour.h"

namespace app {

namespace {

constexpr double kTickSize = 0.85;
constexpr double kMostTicks = 9;  // of an axis

// The part of a segment that lies in the box, as its ends' places in [0, 1] (Liang and Barsky 1984); false if there is none.
bool clip(const QRectF& box, const QPointF& a, const QPointF& b, double& from, double& to) {
  from = 0;
  to = 1;
  const double dx = b.x() - a.x(), dy = b.y() - a.y();
  const std::array<std::pair<double, double>, 4> sides = {
      {{-dx, a.x() - box.left()}, {dx, box.right() - a.x()}, {-dy, a.y() - box.top()}, {dy, box.bottom() - a.y()}}};
  for (const auto& [p, q] : sides) {
    if (p == 0) {
      if (!(q >= 0)) return false;
    } else if (p < 0) {
      from = std::max(from, q / p);
    } else {
      to = std::min(to, q / p);
    }
  }
  return from <= to;
}

}  // namespace

void paintMesh(QPainter& painter, const core::Mesh& mesh, const PanelPlan& plan) {
  const PlaneView view{plan.window, plan.box.size()};
  // What bends by less than an eighth of a line's width is straight.
  const core::Mesh lines = core::simplified(mesh, painter.pen().widthF() / 8 * view.unit());
  const auto at = [&](Eigen::Index row) {
    return plan.box.topLeft() +
           view.toScreen(static_cast<double>(lines.points(row, 0)), static_cast<double>(lines.points(row, 1)));
  };
  QPolygonF run;
  const auto flush = [&] {
    if (run.size() > 1) painter.drawPolyline(run);
    run.clear();
  };
  for (size_t l = 0; l + 1 < lines.first.size(); ++l) {
    for (Eigen::Index row = lines.first[l]; row + 1 < lines.first[l + 1]; ++row) {
      const QPointF a = at(row), b = at(row + 1);
      double from = 0, to = 1;
      if (!std::isfinite(a.x() + a.y() + b.x() + b.y()) || !clip(plan.box, a, b, from, to)) {
        flush();
        continue;
      }
      if (run.isEmpty()) run.push_back(a + from * (b - a));
      run.push_back(a + to * (b - a));
      if (to < 1) flush();
    }
    flush();
  }
}

void paintDots(QPainter& painter, const core::Points& points, const PanelPlan& plan, const QColor& colour,
               double diameter) {
  const PlaneView view{plan.window, plan.box.size()};
  const double r = diameter / 2;
  const QRectF inside = plan.box.adjusted(r, r, -r, -r);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    const QPointF at =
        plan.box.topLeft() + view.toScreen(static_cast<double>(points(i, 0)), static_cast<double>(points(i, 1)));
    if (inside.contains(at)) painter.drawEllipse(at, r, r);
  }
}

const ColourTable& tableOf(FigureColours colours) {
  switch (colours) {
    case FigureColours::viridis: return viridis();
    case FigureColours::cividis: return cividis();
    case FigureColours::blues: return blues();
  }
  return viridis();
}

void paintPanel(QPainter& painter, const FigureSpec& spec, const PanelPlan& plan, const PanelData& data,
                const core::Points* points, double top, double type) {
  const Theme& theme = themeOf(spec.dark);
  const bool coloured = !data.density.logDensity.empty();
  if (coloured) {
    Shades shades = shadesOf(data.density, static_cast<float>(std::log(top)));
    shades.table = &tableOf(spec.colours);
    Surface surface;
    surface.begin(plan.box.size().toSize(), plan.window);
    surface.drawDensity(shades, data.density.window);
    painter.drawImage(plan.box.topLeft(), surface.image());
  } else if (!spec.transparent) {
    painter.fillRect(plan.box, theme.card);
  }
  // Light lines on dark colours, dark ones where the ground is light.
  const bool onDark = coloured ? spec.colours != FigureColours::blues : spec.dark;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  if (spec.parts.grid) {
    QColor line = onDark ? QColor(255, 255, 255, coloured ? 78 : 150) : QColor(20, 30, 60, coloured ? 84 : 130);
    // Round joins would be most of a PDF.
    painter.setPen(QPen(line, std::max(0.8, 0.05 * type), Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin));
    paintMesh(painter, data.mesh, plan);
  }
  const double dot = std::max(1.6, 0.15 * type);
  if (points != nullptr) paintDots(painter, *points, plan, QColor(255, 120, 90, 200), dot);
  if (spec.parts.particles)
    paintDots(painter, data.particles, plan, onDark ? QColor(255, 255, 255, 205) : QColor(20, 30, 60, 190), dot);
  painter.setBrush(Qt::NoBrush);
  const double hair = std::max(1.0, std::round(0.045 * type));
  painter.setPen(QPen(theme.muted, hair, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
  painter.drawRect(plan.box.adjusted(-hair / 2, -hair / 2, hair / 2, hair / 2));
}

void paintPanelAxes(QPainter& painter, const FigureSpec& spec, const FigureSource& source, const PanelPlan& plan,
                    const FigureType& type, double tickWidth) {
  const Theme& theme = themeOf(spec.dark);
  const PlaneView view{plan.window, plan.box.size()};
  const double em = type.pixels(), length = 0.32 * em, hair = std::max(1.0, std::round(0.045 * em));
  const QFontMetricsF metrics = type.metrics(kTickSize);
  const QRectF& box = plan.box;
  const auto text = [&](const QPointF& baseline, const QString& words) {
    painter.setPen(theme.text);
    painter.drawText(baseline, words);
  };
  const auto line = [&](const QPointF& from, const QPointF& to) {
    painter.setPen(QPen(theme.muted, hair, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(from, to);
  };
  // As many as there is room for without one number touching the next.
  double widest = 0;
  for (const AxisTick& t : axisTicks(plan.window.x0, plan.window.x1, 8))
    widest = std::max(widest, metrics.horizontalAdvance(t.text));
  painter.setFont(type.font(kTickSize));
  for (const AxisTick& t : axisTicks(plan.window.x0, plan.window.x1,
                                     std::min(kMostTicks, box.width() / std::max(widest + 0.6 * em, 1.5 * em)))) {
    const double x = box.left() + view.toScreen(t.value, 0).x();
    line({x, box.bottom() + hair}, {x, box.bottom() + hair + length});
    // At the ends numbers would meet those of the next panel.
    const double wide = metrics.horizontalAdvance(t.text);
    const double slack = 0.3 * em;
    if (plan.low && x - wide / 2 > box.left() - (plan.left ? em : slack) && x + wide / 2 < box.right() + slack)
      text({x - wide / 2, box.bottom() + hair + length + 0.15 * em + metrics.ascent()}, t.text);
  }
  for (const AxisTick& t : axisTicks(plan.window.y0, plan.window.y1, std::min(kMostTicks, box.height() / (1.6 * em)))) {
    const double y = box.top() + view.toScreen(0, t.value).y();
    line({box.left() - hair, y}, {box.left() - hair - length, y});
    if (plan.left)
      text({box.left() - hair - length - 0.25 * em - metrics.horizontalAdvance(t.text), y + 0.36 * metrics.ascent()},
           t.text);
  }
  const QFontMetricsF names = type.metrics();
  painter.setFont(type.font());
  if (plan.low) {
    const double wide = names.horizontalAdvance(source.axes[0]);
    text({box.center().x() - wide / 2, box.bottom() + length + 1.15 * em + names.ascent()}, source.axes[0]);
  }
  if (!plan.left) return;
  const double wide = names.horizontalAdvance(source.axes[1]);
  const double right = box.left() - length - 0.55 * em - tickWidth;
  if (wide <= 1.4 * em) {
    text({right - wide, box.center().y() + 0.36 * names.ascent()}, source.axes[1]);
    return;
  }
  // A column's name runs along its axis.
  painter.save();
  painter.translate(right - names.descent(), box.center().y() + wide / 2);
  painter.rotate(-90);
  text({0, 0}, source.axes[1]);
  painter.restore();
}

}  // namespace app
