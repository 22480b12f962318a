#include "app/figure/paint_scale.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "app/canvas/colour_map.h"
#include "app/figure/paint_panel.h"
#include "app/theme.h"

namespace app {

namespace {

constexpr double kTickSize = 0.85;

}  // namespace

void paintScale(QPainter& painter, const FigureSpec& spec, const QRectF& bar, const ColoursEnd& top,
                const FigureType& type) {
  const Theme& theme = themeOf(spec.dark);
  const double em = type.pixels(), hair = std::max(1.0, std::round(0.045 * em));
  const ColourTable& table = tableOf(spec.colours);
  QLinearGradient colours(bar.bottomLeft(), bar.topLeft());
  constexpr int kStops = 32;
  for (int i = 0; i <= kStops; ++i)
    colours.setColorAt(static_cast<double>(i) / kStops, QColor(table[static_cast<size_t>(i * 255 / kStops)]));
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(theme.muted, hair));
  painter.setBrush(colours);
  painter.drawRect(bar);
  if (top.cut) {  // colours go on beyond the end of the scale
    painter.setBrush(QColor(table[255]));
    painter.drawPolygon(
        QPolygonF{bar.topLeft(), QPointF(bar.center().x(), bar.top() - 0.8 * bar.width()), bar.topRight()});
  }
  painter.setBrush(Qt::NoBrush);
  painter.setFont(type.font(kTickSize));
  const QFontMetricsF metrics = type.metrics(kTickSize);
  double last = std::numeric_limits<double>::infinity(), widest = 0;
  for (const ColourScale::Tick& tick : densityScale(top.value).ticks) {
    const double y = bar.bottom() - tick.place * bar.height();
    if (last - y < 1.1 * metrics.height() && last - y >= 0) continue;
    last = y;
    painter.setPen(QPen(theme.muted, hair, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + 0.3 * em, y));
    painter.setPen(theme.text);
    painter.drawText(QPointF(bar.right() + 0.5 * em, y + 0.36 * metrics.ascent()), tick.text);
    widest = std::max(widest, metrics.horizontalAdvance(tick.text));
  }
  QString unit = "density per unit area";
  if (metrics.horizontalAdvance(unit) > bar.height() + 3 * em) unit = "density";
  const double wide = metrics.horizontalAdvance(unit);
  painter.save();
  const double middle = std::clamp(bar.center().y() + wide / 2, em + wide, spec.size.height() - em);
  painter.translate(bar.right() + 0.8 * em + widest + metrics.ascent(), middle);
  painter.rotate(-90);
  painter.drawText(QPointF(0, 0), unit);
  painter.restore();
}

}  // namespace app
