// Signs that grow: the font's larger forms, then forms put together from pieces, then an outline pulled long.

#include <algorithm>

#include "app/math/layout.h"

namespace app {

Box Layout::stretched(char32_t code, Stretch direction, double extent, Style style) {
  const bool vertical = direction == Stretch::vertical;
  const double pixels = em(style);
  const Glyph plain = font_.glyph(code);
  if (plain.isNull()) return {};
  const auto extentOf = [&](const Box& box) { return vertical ? box.height() : box.width; };
  const auto boxOf = [&](Glyph glyph) {
    Box box = glyphBox(glyph, pixels);
    if (!vertical) box.width = font_.metrics(glyph).ink.width() * pixels;
    return box;
  };
  Box best = boxOf(plain);
  // A hundredth short is enough: nobody sees it, and the next form is a big step.
  const double enough = 0.99 * extent;
  const MathTable& table = font_.table(plain.face);
  Glyph largest = plain;
  const auto variants = table.variants(plain.index, direction);
  for (const GlyphVariant& variant : variants) {
    if (extentOf(best) >= enough) return best;
    // Wide accents and braces stay within what they cover; brackets reach around it.
    if (!vertical && variant.extent * pixels > extent && code < 0x2000) break;
    largest = {plain.face, variant.glyph};
    best = boxOf(largest);
  }
  if (extentOf(best) >= enough || (!vertical && code < 0x2000)) return best;
  if (const auto pieces = table.pieces(plain.index, direction); !pieces.empty()) {
    return assembled(plain.face, pieces, direction, extent, pixels);
  }
  if (!vertical) {
    // A brace or an arrow without pieces is pulled, as far as that looks well.
    Mark& mark = best.marks.front();
    const QRectF ink = font_.metrics(mark.glyph).ink;
    mark.stretchX = std::min(4.0, extent / std::max(1e-6, extentOf(best)));
    mark.exact = true;
    mark.at.setX(-ink.left() * pixels * mark.stretchX);
    best.width *= mark.stretchX;
    return best;
  }
  Mark& mark = best.marks.front();
  mark.stretchY = extent / std::max(1e-6, extentOf(best));
  mark.exact = true;
  best.ascent *= mark.stretchY;
  best.descent *= mark.stretchY;
  return best;
}

// Each extender once, pulled to the length that lacks, and no piece over another: where two overlap, the painter counts
// the pixels at their edges twice.
Box Layout::assembled(int face, const std::vector<GlyphPiece>& pieces, Stretch direction, double extent,
                      double pixels) {
  const bool vertical = direction == Stretch::vertical;
  const auto lengthOf = [&](const QRectF& ink) { return (vertical ? ink.height() : ink.width()) * pixels; };
  double fixed = 0, extenders = 0;
  for (const GlyphPiece& piece : pieces) {
    const double length = lengthOf(font_.metrics({face, piece.glyph}).ink);
    (piece.extender ? extenders : fixed) += length;
  }
  const double pull = extenders > 0 ? std::max(0.0, extent - fixed) / extenders : 0;
  Box box;
  double at = 0;
  for (const GlyphPiece& piece : pieces) {
    const double stretch = piece.extender ? pull : 1;
    if (stretch <= 0) continue;
    const Glyph glyph{face, piece.glyph};
    const QRectF ink = font_.metrics(glyph).ink;
    Box part = glyphBox(glyph, pixels);
    Mark& mark = part.marks.front();
    mark.exact = true;
    (vertical ? mark.stretchY : mark.stretchX) = stretch;
    if (vertical) {
      mark.at.setY(-at - ink.bottom() * pixels * stretch);
      box.width = std::max(box.width, part.width);
    } else {
      mark.at.setX(at - ink.left() * pixels * stretch);
    }
    box.place(part, 0);
    at += lengthOf(ink) * stretch;
  }
  if (vertical) {
    box.ascent = at;
    box.descent = 0;
  } else {
    box.width = at;
  }
  return box;
}

Box Layout::delimiter(char32_t code, double height, Style style) {
  if (code == 0) return {};
  const Box sign = stretched(code, Stretch::vertical, height, style);
  Box box;
  box.width = sign.width;
  box.place(sign, 0, (sign.ascent - sign.descent) / 2 - axis(style));
  return box;
}

}  // namespace app
