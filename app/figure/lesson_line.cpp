#include <algorithm>
#include <cmath>

#include "app/figure/lesson_picture.h"
#include "app/line/line_drawing.h"
#include "app/line/line_text.h"
#include "app/numbers.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr double kCanvasType = 11.0 * 96 / 72;  // pixels
constexpr double kPoints = 11;

}  // namespace

LessonThings paintLine(QPainter& painter, const QRectF& box, const FigureSpec&, const LessonMoment& moment,
                       const FigureType& type) {
  const LessonShot& shot = moment.at();
  const double scale = type.pixels() / kCanvasType;
  const QSizeF size = box.size() / scale;
  LineReading reading = read(lineAt(shot, moment.part));
  // Axes and their scale glide from those before to those now.
  const double before = read(shot.before).peak, now = read(shot.now).peak;
  reading.peak = before + moment.part * (now - before);
  const LineWindow window = between(windowOf(shot.before.flow), windowOf(shot.now.flow), moment.part);

  painter.save();
  painter.setClipRect(box);
  painter.translate(box.topLeft());
  painter.scale(scale, scale);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().panel);
  painter.drawRoundedRect(QRectF(QPointF(0, 0), size), 10, 10);
  const double line = QFontMetricsF(uiFont(kPoints)).height();
  const LineAxes axes(QRectF(QPointF(0, 0), size).adjusted(0.9 * line, 3.5 * line, -1.5 * line, -0.7 * line), line,
                      window, reading.peak);
  // A spline's knots are what it is made of; nobody can drag them here.
  std::vector<LineHandle> handles;
  const core::LineMap& map = shot.now.flow.maps().front();
  if (map.kind() == core::LineKind::spline && moment.part >= 1)
    handles = handlesOf(map, shot.now.knot, axes.zScale(), axes.xScale());
  LineDrawing(painter, axes, reading, kPoints).paint(handles, -1);

  const QString formula = formulaOf(reading.shown), caption = captionOf(reading.shown);
  double points = 1.45 * kPoints;
  const double room = size.width() - 2.4 * line;
  const double wanted = formulaSize(formula, points).width() + formulaSize(caption, points).width() + 2 * line;
  if (wanted > room) points *= room / wanted;
  const QSizeF first = formulaSize(formula, points), second = formulaSize(caption, points);
  paintFormula(painter, {0.9 * line, 0.45 * line}, formula, points, theme().text);
  paintFormula(painter, {size.width() - 1.5 * line - second.width(), 0.45 * line}, caption, points, theme().accent);
  painter.restore();

  const auto place = [&](const QRectF& r) { return QRectF(box.topLeft() + scale * r.topLeft(), scale * r.size()); };
  const QRectF title(0.5 * line, 0.2 * line, first.width() + 0.8 * line, first.height() + 0.5 * line);
  return {{"canvas", box}, {"formula", place(title)}, {"direction", place(title)}};
}

void paintLineNumbers(QPainter& painter, const QRectF& box, const LessonMoment& moment, const FigureType& type) {
  const core::LinePoint p = read(lineAt(moment.at(), moment.part)).probe;
  const std::pair<QString, QString> all[] = {{"z", decimal(p.z, 2)},
                                             {"x", decimal(p.x, 2)},
                                             {"p(z)", decimal(std::exp(p.logBase), 4)},
                                             {"|dx/dz|", decimal(std::abs(p.slope), 3)},
                                             {"p(x)", decimal(std::exp(p.logDensity), 4)}};
  const double em = type.pixels();
  double wide = -1.6 * em;
  for (const auto& [name, value] : all)
    wide += type.width(name + " ") + type.width(value, 1, QFont::DemiBold) + 1.6 * em;
  const double factor = std::min(1.0, box.width() / wide);
  double x = box.left();
  const double y = box.top() + type.metrics(factor).ascent() + 0.2 * em;
  for (const auto& [name, value] : all) {
    painter.setFont(type.font(factor));
    painter.setPen(theme().muted);
    painter.drawText(QPointF(x, y), name);
    x += type.width(name + " ", factor);
    painter.setFont(type.font(factor, QFont::DemiBold));
    painter.setPen(name == "p(x)" ? theme().accent : theme().text);
    painter.drawText(QPointF(x, y), value);
    x += type.width(value, factor, QFont::DemiBold) + 1.6 * em * factor;
  }
}

}  // namespace app
