#include "app/icons.h"

#include <QPainter>
#include <QPainterPath>

namespace app {

QIcon icon(Icon which, const QColor& colour) {
  constexpr int kSize = 64;  // drawn large, scaled down
  QPixmap pixmap(kSize, kSize);
  pixmap.fill(Qt::transparent);
  QPainter p(&pixmap);
  p.setRenderHint(QPainter::Antialiasing);
  p.setPen(Qt::NoPen);
  p.setBrush(colour);
  const auto triangle = [&](double left) {
    QPainterPath path;
    path.moveTo(left, 12);
    path.lineTo(left + 36, 32);
    path.lineTo(left, 52);
    path.closeSubpath();
    p.drawPath(path);
  };
  const QPen stroke(colour, 6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
  switch (which) {
    case Icon::play: triangle(18); break;
    case Icon::pause:
      p.drawRoundedRect(16, 12, 11, 40, 3, 3);
      p.drawRoundedRect(37, 12, 11, 40, 3, 3);
      break;
    case Icon::step:
      p.drawRoundedRect(10, 12, 7, 40, 3, 3);
      triangle(24);
      break;
    case Icon::reset: {
      p.setPen(stroke);
      p.setBrush(Qt::NoBrush);
      p.drawArc(14, 14, 36, 36, 60 * 16, 300 * 16);
      QPainterPath head;
      head.moveTo(28, 4);
      head.lineTo(42, 15);
      head.lineTo(29, 27);
      p.drawPath(head);
      break;
    }
    case Icon::menu:
      p.setPen(stroke);
      for (int y : {18, 32, 46}) p.drawLine(12, y, 52, y);
      break;
    case Icon::dice:
      p.setPen(stroke);
      p.setBrush(Qt::NoBrush);
      p.drawRoundedRect(12, 12, 40, 40, 8, 8);
      p.setPen(Qt::NoPen);
      p.setBrush(colour);
      for (const QPoint& dot : {QPoint(23, 23), QPoint(41, 23), QPoint(32, 32), QPoint(23, 41), QPoint(41, 41)})
        p.drawEllipse(dot, 4, 4);
      break;
  }
  return QIcon(pixmap);
}

}  // namespace app
