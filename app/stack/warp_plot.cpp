#include "app/stack/warp_plot.h"

#include <QPainter>
#include <QPainterPath>

#include "app/theme.h"

namespace app {

WarpPlot::WarpPlot(QWidget* parent) : QWidget(parent) { setMinimumSize(120, 100); }

void WarpPlot::setLines(GridLines lines, const QColor& colour) {
  lines_ = std::move(lines);
  colour_ = colour;
  update();
}

void WarpPlot::setNote(const QString& note) {
  note_ = note;
  update();
}

void WarpPlot::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QPainterPath frame;
  frame.addRoundedRect(QRectF(rect()), 6, 6);
  painter.setClipPath(frame);
  painter.fillRect(rect(), theme().dark ? theme().window : theme().hover);

  // A margin of half a unit around the plain grid; y points up.
  const double scale = std::min(width(), height()) / (2 * (kGridReach + 0.5));
  const auto draw = [&](const GridLines& lines, const QColor& colour, double width) {
    painter.save();
    painter.translate(rect().center() + QPointF(0.5, 0.5));
    painter.scale(scale, -scale);
    QPen pen(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    pen.setCosmetic(true);
    painter.setPen(pen);
    for (const QPolygonF& line : lines) painter.drawPolyline(line);
    painter.restore();
  };
  QColor faint = theme().muted;
  faint.setAlphaF(0.22F);
  draw(plain_, faint, 1);
  draw(lines_, colour_, 1.4);

  if (note_.isEmpty()) return;
  painter.setFont(uiFont(8.5));
  painter.setPen(theme().muted);
  painter.drawText(rect().adjusted(8, 6, -8, -6), Qt::AlignRight | Qt::AlignBottom, note_);
}

}  // namespace app
