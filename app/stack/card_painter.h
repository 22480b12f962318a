#pragma once
// The look of a card: what stack, palette and drag pictures paint alike, and the small vector icons on it.

#include <QColor>
#include <QPixmap>
#include <QRectF>
#include <QString>

class QPainter;

namespace app {

inline constexpr int kCardHeight = 36;
inline constexpr int kCardGap = 8;  ///< between two cards
inline constexpr int kCardPitch = kCardHeight + kCardGap;

enum class CardIcon { power, duplicate, trash, import };

/// Drawn with lines, so that it is crisp at every scale; `box` is square.
void paintIcon(QPainter& painter, CardIcon icon, const QRectF& box, const QColor& colour);

struct CardLook {
  QString title;
  QString hint;  ///< at the right, quiet: "x₂ | x₁"
  QColor bar;    ///< the family's colour
  bool enabled = true;
  bool selected = false, hovered = false;
  bool focused = false;  ///< the keyboard is here
  bool glowing = false;  ///< in mid-transition
  double opacity = 1;
  bool buttons = false;  ///< whether switch, duplicate and delete are shown
  int hotButton = -1;    ///< the one under the pointer
  bool compact = false;  ///< of the palette: smaller, two a row
};

inline constexpr int kCardButtons = 3;
/// Where button 0, 1 or 2 (switch, duplicate, delete) of a card is.
QRectF cardButton(const QRectF& card, int button);

void paintCard(QPainter& painter, const QRectF& card, const CardLook& look);
/// A picture of a card to drag along.
QPixmap cardPixmap(const QSize& size, CardLook look, double devicePixelRatio);

}  // namespace app
