// Signs that grow: the font's larger forms, then forms put together from pieces, then an outline pulled long.

#include <algorithm>
#include <cmath>

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
    // Without pieces: repeat nothing, draw the sign once, centred where it is used.
    return best;
  }
  Mark& mark = best.marks.front();
  mark.stretch = extent / std::max(1e-6, extentOf(best));
  mark.exact = true;
  best.ascent *= mark.stretch;
  best.descent *= mark.stretch;
  return best;
}

Box Layout::assembled(int face, const std::vector<GlyphPiece>& pieces, Stretch direction, double extent,
                      double pixels) {
  const bool vertical = direction == Stretch::vertical;
  const double least = font_.table(face).minConnectorOverlap();
  // As few repeats of the extenders as reach the length with the smallest overlap.
  std::vector<GlyphPiece> chain;
  double longest = 0;
  for (int repeats = 0; repeats < 200 && longest * pixels < extent; ++repeats) {
    chain.clear();
    longest = 0;
    for (const GlyphPiece& piece : pieces) {
      for (int i = 0; i < (piece.extender ? repeats : 1); ++i) {
        longest += piece.extent - (chain.empty() ? 0 : least);
        chain.push_back(piece);
      }
    }
  }
  // Then all joints overlap more, alike, until it is as long as asked.
  const double surplus = std::max(0.0, longest - extent / pixels);
  const double joints = std::max(1.0, static_cast<double>(chain.size()) - 1);
  Box box;
  double at = 0;
  for (size_t i = 0; i < chain.size(); ++i) {
    if (i > 0) {
      const double most = std::min(chain[i - 1].endConnector, chain[i].startConnector);
      at -= std::max(least, std::min(most, least + surplus / joints)) * pixels;
    }
    const Glyph glyph{face, chain[i].glyph};
    Box piece = glyphBox(glyph, pixels);
    for (Mark& mark : piece.marks) mark.exact = true;
    const QRectF ink = font_.metrics(glyph).ink;
    if (vertical) {
      box.place(piece, 0, -at - ink.bottom() * pixels);
      box.width = std::max(box.width, piece.width);
    } else {
      box.place(piece, at - ink.left() * pixels);
    }
    at += chain[i].extent * pixels;
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
