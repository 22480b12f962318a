#include "app/canvas/plates.h"

#include <QCoreApplication>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "app/canvas/plate_colours.h"
#include "app/numbers.h"
#include "app/theme.h"

namespace app {

namespace {

struct Plates {
  Q_DECLARE_TR_FUNCTIONS(Plates)
};

QFont fontOf(const Piece& piece, double points) {
  QFont font = uiFont(points, piece.bold ? QFont::DemiBold : QFont::Normal);
  font.setItalic(piece.italic);
  return font;
}

// Four significant digits that keep their width from about 0.001 to 1000.
QString number(double value) {
  if (!std::isfinite(value)) return QString::fromUtf8("–");
  if (value != 0 && (std::abs(value) < 1e-3 || std::abs(value) >= 1e4)) return QString::number(value, 'e', 2);
  return QString::number(value, 'f', 4);
}

// What stands where the flow gives no number.
PlateLine noNumber(const QString& name) {
  return {{name, kPlateMuted}, {Plates::tr("no number: the flow is not finite here"), kPlateText}};
}

double lineHeight(double points) { return QFontMetricsF(uiFont(points)).height() * 1.12; }

QString tick(double value, double step) {
  if (std::abs(value) < step / 1e6) value = 0;
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 8);
  return decimal(value, decimals);
}

}  // namespace

double plateSize(const QSizeF& canvas) { return 11 * std::clamp(canvas.height() / 560.0, 1.0, 2.0); }

QSizeF plateExtent(const std::vector<PlateLine>& lines, double points) {
  double extent = 0;
  for (const PlateLine& line : lines) {
    double width = 0;
    for (const Piece& piece : line) width += QFontMetricsF(fontOf(piece, points)).horizontalAdvance(piece.text);
    extent = std::max(extent, width);
  }
  return {extent + 24, static_cast<double>(lines.size()) * lineHeight(points) + 12};
}

QRectF paintPlate(QPainter& painter, const QPointF& corner, const std::vector<PlateLine>& lines, double points,
                  bool right, bool low) {
  const double height = lineHeight(points);
  const QSizeF size = plateExtent(lines, points);
  const QRectF box(corner - QPointF(right ? size.width() : 0, low ? size.height() : 0), size);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().plate);
  painter.drawRoundedRect(box, 7, 7);
  QPointF at = box.topLeft() + QPointF(12, 6 + QFontMetricsF(uiFont(points)).ascent() + 0.06 * height);
  for (const PlateLine& line : lines) {
    double x = at.x();
    for (const Piece& piece : line) {
      const QFont font = fontOf(piece, points);
      painter.setFont(font);
      painter.setPen(piece.colour);
      painter.drawText(QPointF(x, at.y()), piece.text);
      x += QFontMetricsF(font).horizontalAdvance(piece.text);
    }
    at.ry() += height;
  }
  return box;
}

std::vector<PlateLine> integralPlate(const core::Frame& frame) {
  const int K = frame.request.flow->depth();
  const double T = frame.request.depth;
  const bool forget = frame.request.stage.forget;
  const QString place = T <= 0 ? Plates::tr(" · base z") : T >= K ? Plates::tr(" · data x") : QString();
  // What is forgotten is wrong in red, except where nothing has been forgotten yet.
  const bool wrong = forget && std::abs(frame.integral - 1) > 1e-3;
  const QColor colour = wrong ? kPlateWrong : kPlateText;
  std::vector<PlateLine> lines{{{QString::fromUtf8("∫ "), colour},
                                {forget ? "N(z(x))" : "p", colour, !forget, false},
                                {QString(" = %1     ").arg(decimal(frame.integral, 4)), colour, false, wrong},
                                {Plates::tr("depth %1 / %2").arg(T, 0, 'f', 1).arg(K) + place, kPlateMuted}}};
  if (forget)
    lines.push_back({{wrong ? Plates::tr("without |det J| this is no density")
                            : Plates::tr("without |det J|, but areas are kept here"),
                      colour}});
  return lines;
}

std::vector<PlateLine> cellPlate(const core::Cell& cell) {
  if (!std::isfinite(cell.after) || !std::isfinite(cell.determinant)) return {noNumber(Plates::tr("area  "))};
  const QColor yellow = theme().highlight;
  const auto change = [](const QString& name, double before, double after) {
    return PlateLine{{name, kPlateMuted},
                     {number(before), kPlateText},
                     {QString::fromUtf8(" → "), kPlateMuted},
                     {number(after), kPlateText}};
  };
  return {change(Plates::tr("area  "), cell.before, cell.after),
          {{Plates::tr("ratio  "), kPlateMuted},
           {number(cell.after / cell.before), yellow, false, true},
           {Plates::tr("   |det J|  "), kPlateMuted},
           {number(cell.determinant), yellow, false, true}},
          change(Plates::tr("density  "), cell.densityBefore, cell.densityAfter),
          change(Plates::tr("density · area  "), cell.densityBefore * cell.before, cell.densityAfter * cell.after)};
}

std::vector<PlateLine> massPlate(const core::Mass& mass, bool forget) {
  if (!std::isfinite(mass.inBase) || !std::isfinite(mass.onScreen)) return {noNumber(Plates::tr("mass  "))};
  const bool equal = std::abs(mass.inBase - mass.onScreen) < 1e-3;
  const QColor colour = equal ? theme().highlight : forget ? kPlateWrong : kPlateText;
  const auto four = [](double value) { return QString::number(value, 'f', 4); };
  return {{{Plates::tr("mass  base "), kPlateMuted},
           {four(mass.inBase), colour, false, true},
           {equal ? QString::fromUtf8(" = ") : QString::fromUtf8(" ≠ "), colour, false, true},
           {four(mass.onScreen), colour, false, true},
           {Plates::tr(" on screen"), kPlateMuted}}};
}

std::vector<PlateLine> contourPlate(const core::TargetMap& map) {
  PlateLine line{{Plates::tr("target  "), kPlateMuted}};
  for (size_t k = 0; k < map.levels.size(); ++k) {
    line.push_back({QString::fromUtf8("━ "), targetLine(k), false, true});
    line.push_back({QString::number(std::lround(100 * map.levels[k].mass)) + " %   ", kPlateText});
  }
  line.push_back({Plates::tr("of its mass inside"), kPlateMuted});
  return {line};
}

std::vector<PlateLine> differencePlate(const core::Frame& frame) {
  if (frame.request.stage.forget) return {{{Plates::tr("without |det J| minus the target"), kPlateMuted}}};
  const double tv = frame.difference->totalVariation;
  const QString value = std::isfinite(tv) ? decimal(tv, 3) : QString::fromUtf8("–");
  return {{{Plates::tr("TV  "), kPlateMuted},
           {value, theme().highlight, false, true},
           {QString::fromUtf8("   ½ ∫|model − target| "), kPlateMuted},
           {Plates::tr("in view"), kPlateMuted}}};
}

std::vector<PlateLine> targetPlate(const QString& label, bool hasDensity) {
  return {{{Plates::tr("target  "), kPlateMuted},
           {label, kPlateText, false, true},
           {hasDensity ? Plates::tr("   exact density") : Plates::tr("   its points"), kPlateMuted}}};
}

QString unitOf(const core::Frame& frame) {
  if (frame.difference) return Plates::tr("density, model − target");
  switch (frame.density.colouring) {
    case core::Colouring::density: return Plates::tr("p, per unit of area");
    case core::Colouring::logDet:
    case core::Colouring::layerLogDet: return Plates::tr("log|det J|, nats");
    case core::Colouring::anisotropy: return Plates::tr("log of the stretches' ratio");
    case core::Colouring::inversionError: return Plates::tr("log₁₀ of the relative error");
  }
  return {};
}

// Rounds the corners by what lies around: to clip all the rest to that shape takes longer than to paint it.
void paintCorners(QPainter& painter, const QSizeF& canvas) {
  constexpr double r = 10;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().window);
  for (int quarter = 0; quarter < 4; ++quarter) {
    const bool right = quarter % 2 == 1, low = quarter / 2 == 1;
    painter.save();
    painter.translate(right ? canvas.width() : 0, low ? canvas.height() : 0);
    painter.scale(right ? -1 : 1, low ? -1 : 1);
    QPainterPath corner;
    // From without: where pixels are fractions of a unit, the picture goes on for a part of one.
    corner.moveTo(-1, -1);
    corner.lineTo(r, -1);
    corner.lineTo(r, 0);
    corner.arcTo(QRectF(0, 0, 2 * r, 2 * r), 90, 90);
    corner.lineTo(-1, r);
    painter.drawPath(corner);
    painter.restore();
  }
}

void paintAxes(QPainter& painter, const PlaneView& view, double points) {
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setFont(uiFont(0.8 * points));
  const double height = QFontMetricsF(painter.font()).height();
  const core::Window& w = view.window;
  const double step = roundStep((w.x1 - w.x0) * 9 * points / view.size.width());
  const auto line = [&](const QPointF& from, const QPointF& to) {
    painter.setPen(QColor(255, 255, 255, 150));
    painter.drawLine(from, to);
  };
  const auto text = [&](const QRectF& box, Qt::Alignment alignment, const QString& words) {
    painter.setPen(QColor(0, 0, 0, 150));
    painter.drawText(box.translated(1, 1), alignment, words);
    painter.setPen(QColor(255, 255, 255, 205));
    painter.drawText(box, alignment, words);
  };
  for (double x = std::ceil(w.x0 / step) * step; x < w.x1; x += step) {
    const QPointF at(view.toScreen(x, 0).x(), view.size.height());
    if (at.x() < 3 * points || at.x() > view.size.width() - 2 * points) continue;
    line(at, at - QPointF(0, 5));
    text({at.x() - 40, at.y() - 6 - height, 80, height}, Qt::AlignCenter, tick(x, step));
  }
  for (double y = std::ceil(w.y0 / step) * step; y < w.y1; y += step) {
    const QPointF at(0, view.toScreen(0, y).y());
    if (at.y() > view.size.height() - 3 * points || at.y() < 2 * points) continue;
    line(at, at + QPointF(5, 0));
    text({8, at.y() - height / 2, 80, height}, Qt::AlignLeft | Qt::AlignVCenter, tick(y, step));
  }
}

void paintScale(QPainter& painter, const QSizeF& canvas, const ColourScale& scale, const QString& unit, double points,
                double top) {
  const double small = 0.8 * points;
  painter.setFont(uiFont(small));
  const QFontMetricsF metrics(painter.font());
  const double wide = 0.9 * points, tall = std::min(0.2 * canvas.height(), 150.0);
  std::vector<QString> labels;
  double widest = 0;
  for (const ColourScale::Tick& t : scale.ticks) {
    labels.push_back(t.text);
    widest = std::max(widest, metrics.horizontalAdvance(t.text));
  }
  const double textWidth = metrics.horizontalAdvance(unit);
  const QRectF plate(canvas.width() - 16 - std::max(textWidth, wide + 8 + widest) - 20, top,
                     std::max(textWidth, wide + 8 + widest) + 20, tall + 1.6 * metrics.height() + 18);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().plate);
  painter.drawRoundedRect(plate, 7, 7);
  painter.setPen(kPlateMuted);
  painter.drawText(QRectF(plate.left(), plate.top() + 6, plate.width() - 10, metrics.height()),
                   Qt::AlignRight | Qt::AlignVCenter, unit);
  const QRectF bar(plate.right() - 10 - wide, plate.top() + 10 + 1.3 * metrics.height(), wide, tall);
  // Pixel by pixel: to fill with a gradient Qt calls threads of its own to help.
  const QRect pixels = bar.toRect();
  for (int i = 0; i < pixels.height(); ++i) {
    const int place = i * 255 / std::max(pixels.height() - 1, 1);
    painter.fillRect(QRect(pixels.left(), pixels.bottom() - i, pixels.width(), 1),
                     QColor((*scale.table)[static_cast<size_t>(place)]));
  }
  painter.setPen(kPlateText);
  for (size_t i = 0; i < labels.size(); ++i) {
    const double y = bar.bottom() - scale.ticks[i].place * bar.height();
    painter.drawLine(QPointF(bar.left() - 4, y), QPointF(bar.left() - 1, y));
    painter.drawText(QRectF(plate.left(), y - metrics.height() / 2, bar.left() - 8 - plate.left(), metrics.height()),
                     Qt::AlignRight | Qt::AlignVCenter, labels[i]);
  }
}

}  // namespace app
