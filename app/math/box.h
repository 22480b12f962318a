#pragma once
// A box of TeX: something laid out, with its marks placed relative to the left end of its baseline. y points downwards.

#include <QString>
#include <QTransform>
#include <optional>
#include <vector>

#include "app/math/math_font.h"

namespace app {

/// One thing that leaves ink: a glyph, or where that is null a filled rectangle.
struct Mark {
  Glyph glyph;
  double pixels = 0;                  ///< size of the glyph's font
  double stretchX = 1, stretchY = 1;  ///< of the glyph, about its origin
  bool exact = false;                 ///< drawn as an outline, to meet its neighbours at fractions of a pixel
  QPointF at;                         ///< origin of the glyph; top left of the rectangle
  QSizeF size;                        ///< of the rectangle
  int group = 0;                      ///< whose colour it has
  int root = 0;  ///< the sign of a root and its bar, which stay joined when the bar moves to the pixels; 0: neither
};

/// Where a named part lies.
struct PartBox {
  QString name;
  QRectF box;
};

struct Box {
  double width = 0, ascent = 0, descent = 0;
  std::vector<Mark> marks;
  std::vector<PartBox> parts;
  double italic = 0;             ///< correction of the last glyph, already in `width`
  std::optional<double> accent;  ///< where an accent is centred, if not in the middle
  bool isGlyph = false;          ///< a single character: its scripts keep to the font's heights
  bool integral = false;         ///< a slanting operator: its lower script moves in

  double height() const { return ascent + descent; }
  /// Adds the ink of `other` with its baseline's left end at (x, y), and grows upwards and downwards, not in width.
  void place(const Box& other, double x, double y = 0);
  /// The same, to the right of all that is there.
  void append(const Box& other);
  /// Adds a rectangle.
  void placeRule(const QRectF& rect, int group);
};

}  // namespace app
