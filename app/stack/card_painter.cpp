#include "app/stack/card_painter.h"

#include <QPainter>
#include <QPainterPath>

#include "app/theme.h"

namespace app {

namespace {

constexpr double kRadius = 6;
constexpr double kButton = 24;

QColor faint(QColor colour, double alpha) {
  colour.setAlphaF(static_cast<float>(alpha));
  return colour;
}

// Rings that fade outwards: soft, and without an image or an effect behind it.
void paintGlow(QPainter& painter, const QRectF& card) {
  for (int ring = 1; ring <= 3; ++ring) {
    painter.setPen(QPen(faint(theme().accent, 0.32 / ring), 1));
    painter.drawRoundedRect(card.adjusted(-ring, -ring, ring, ring), kRadius + ring, kRadius + ring);
  }
}

}  // namespace

void paintIcon(QPainter& painter, CardIcon icon, const QRectF& box, const QColor& colour) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(box.topLeft());
  painter.scale(box.width() / 16, box.height() / 16);  // each icon is drawn in a square of 16
  painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.setBrush(Qt::NoBrush);
  switch (icon) {
    case CardIcon::power:
      painter.drawArc(QRectF(3, 3.5, 10, 10), 130 * 16, 280 * 16);
      painter.drawLine(QPointF(8, 2), QPointF(8, 7.5));
      break;
    case CardIcon::duplicate: {
      painter.drawRoundedRect(QRectF(5.5, 5.5, 8, 8), 1.6, 1.6);
      QPainterPath behind(QPointF(3.8, 10.5));
      behind.arcTo(QRectF(2.5, 7.9, 2.6, 2.6), 270, -90);
      behind.lineTo(2.5, 4.1);
      behind.arcTo(QRectF(2.5, 2.5, 3.2, 3.2), 180, -90);
      behind.lineTo(9.2, 2.5);
      behind.arcTo(QRectF(7.9, 2.5, 2.6, 2.6), 90, -90);
      painter.drawPath(behind);
      break;
    }
    case CardIcon::trash:
      painter.drawLine(QPointF(2.8, 4.5), QPointF(13.2, 4.5));
      painter.drawPolyline(QPolygonF({{6, 4.2}, {6.4, 2.5}, {9.6, 2.5}, {10, 4.2}}));
      painter.drawPolyline(QPolygonF({{4.2, 4.8}, {4.8, 13.5}, {11.2, 13.5}, {11.8, 4.8}}));
      painter.drawLine(QPointF(6.9, 7.2), QPointF(7, 11));
      painter.drawLine(QPointF(9.1, 7.2), QPointF(9, 11));
      break;
    case CardIcon::import:
      painter.drawLine(QPointF(8, 2.2), QPointF(8, 9.6));
      painter.drawPolyline(QPolygonF({{5, 6.8}, {8, 9.8}, {11, 6.8}}));
      painter.drawPolyline(QPolygonF({{2.6, 10.2}, {2.6, 13.4}, {13.4, 13.4}, {13.4, 10.2}}));
      break;
  }
  painter.restore();
}

QRectF cardButton(const QRectF& card, int button) {
  const double left = card.right() - 6 - kButton * (kCardButtons - button);
  return {left, card.center().y() - kButton / 2, kButton, kButton};
}

void paintCard(QPainter& painter, const QRectF& card, const CardLook& look) {
  const Theme& t = theme();
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setOpacity(look.opacity);
  const QRectF edge = card.adjusted(0.5, 0.5, -0.5, -0.5);
  painter.setBrush(Qt::NoBrush);
  if (look.glowing) paintGlow(painter, edge);
  painter.setBrush(look.selected ? t.selected : look.hovered ? t.hover : t.card);
  painter.setPen(QPen(look.selected || look.glowing || look.focused ? t.accent : t.line, 1));
  painter.drawRoundedRect(edge, kRadius, kRadius);
  if (look.focused) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(faint(t.accent, 0.45), 1));
    painter.drawRoundedRect(edge.adjusted(1, 1, -1, -1), kRadius - 1, kRadius - 1);
  }

  painter.setPen(Qt::NoPen);
  painter.setBrush(look.enabled ? look.bar : faint(t.muted, 0.35));
  const double margin = look.compact ? 7 : 10, bar = look.compact ? 7 : 10, tall = look.compact ? 16 : 22;
  painter.drawRoundedRect(QRectF(card.left() + margin, card.center().y() - tall / 2, bar, tall), 2.5, 2.5);

  QFont font = uiFont(look.compact ? 9.5 : 10);
  font.setStrikeOut(!look.enabled);
  const double left = card.left() + 2 * margin + bar - (look.compact ? 0.5 : 0);
  double right = look.buttons ? cardButton(card, 0).left() - 4 : card.right() - (look.compact ? 4 : 12);
  // Beside the buttons, the name counts more than the hint.
  const bool room = QFontMetricsF(font).horizontalAdvance(look.title) + 64 < right - left || !look.buttons;
  if (!look.hint.isEmpty() && room) {
    painter.setFont(uiFont(8.5));
    painter.setPen(look.enabled ? t.muted : faint(t.muted, 0.6));
    const double width = painter.fontMetrics().horizontalAdvance(look.hint) + 1;
    painter.drawText(QRectF(right - width, card.top(), width, card.height()), Qt::AlignVCenter | Qt::AlignRight,
                     look.hint);
    right -= width + 8;
  }
  painter.setFont(font);
  painter.setPen(look.enabled ? t.text : faint(t.muted, 0.8));
  const QRectF place(left, card.top(), std::max(0.0, right - left), card.height());
  painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
                   painter.fontMetrics().elidedText(look.title, Qt::ElideRight, static_cast<int>(place.width())));

  if (look.buttons) {
    const CardIcon icons[kCardButtons] = {CardIcon::power, CardIcon::duplicate, CardIcon::trash};
    for (int i = 0; i < kCardButtons; ++i) {
      const QRectF button = cardButton(card, i);
      const bool hot = i == look.hotButton;
      if (hot) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(faint(icons[i] == CardIcon::trash ? t.poor : t.accent, 0.14));
        painter.drawRoundedRect(button.adjusted(1, 1, -1, -1), 4, 4);
      }
      const QColor hotColour = icons[i] == CardIcon::trash ? t.poor : t.accent;
      paintIcon(painter, icons[i], button.adjusted(5, 5, -5, -5), hot ? hotColour : t.muted);
    }
  }
  painter.restore();
}

QPixmap cardPixmap(const QSize& size, CardLook look, double devicePixelRatio) {
  QPixmap pixmap(size * devicePixelRatio);
  pixmap.setDevicePixelRatio(devicePixelRatio);
  pixmap.fill(Qt::transparent);
  look.buttons = false;
  look.hovered = false;
  look.selected = true;
  look.opacity = 0.9;
  QPainter painter(&pixmap);
  paintCard(painter, QRectF(QPointF(0, 0), QSizeF(size)), look);
  return pixmap;
}

}  // namespace app
