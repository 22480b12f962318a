// Scripts, limits, accents and what else stands above or below.

#include <algorithm>

#include "app/math/layout.h"

namespace app {

using C = MathConstant;

Box Layout::scripts(const Node& node, Style style) {
  const Row& baseRow = node.rows[0];
  const Box base = row(baseRow, style);
  if (node.limits == Limits::always || (node.limits == Limits::display && style.display())) {
    return limits(base, node, style);
  }
  Box below = row(node.rows[1], style.script(true));
  Box above = row(node.rows[2], style.script(false));
  const bool hasBelow = !node.rows[1].empty(), hasAbove = !node.rows[2].empty();
  const double italic = base.integral || base.isGlyph ? base.italic : 0;

  // Rule 18: a character's scripts keep to the font's heights, a box's hang from its corners.
  const double upLeast = base.isGlyph ? 0 : base.ascent - constant(C::superscriptBaselineDropMax, style);
  const double downLeast = base.isGlyph ? 0 : base.descent + constant(C::subscriptBaselineDropMin, style);
  double up = std::max({upLeast, constant(style.cramped ? C::superscriptShiftUpCramped : C::superscriptShiftUp, style),
                        above.descent + constant(C::superscriptBottomMin, style)});
  double down = std::max({downLeast, constant(C::subscriptShiftDown, style),
                          hasAbove ? 0 : below.ascent - constant(C::subscriptTopMax, style)});
  if (hasAbove && hasBelow) {
    const double lacking = constant(C::subSuperscriptGapMin, style) - ((up - above.descent) - (below.ascent - down));
    if (lacking > 0) {
      down += lacking;
      const double lift = constant(C::superscriptBottomMaxWithSubscript, style) - (up - above.descent);
      if (lift > 0) {
        up += lift;
        down -= lift;
      }
    }
  }
  Box box;
  box.place(base, 0);
  box.width = base.width;
  if (hasAbove) {
    box.place(above, base.width, -up);
    box.width = base.width + above.width;
  }
  if (hasBelow) {
    // Tucked in under the slant of f and V, and of an integral.
    const double x = base.width - italic;
    box.place(below, x, down);
    box.width = std::max(box.width, x + below.width);
  }
  box.width += constant(C::spaceAfterScript, style);
  return box;
}

Box Layout::limits(const Box& base, const Node& node, Style style) {
  const Box below = row(node.rows[1], style.script(true));
  const Box above = row(node.rows[2], style.script(false));
  const double slant = base.integral ? base.italic / 2 : 0;
  Box box;
  box.width = std::max({base.width, below.width, above.width});
  const double centre = box.width / 2;
  box.place(base, centre - base.width / 2);
  if (!node.rows[2].empty()) {
    const double gap =
        std::max(constant(C::upperLimitGapMin, style), constant(C::upperLimitBaselineRiseMin, style) - above.descent);
    box.place(above, centre - above.width / 2 + slant, -base.ascent - gap - above.descent);
  }
  if (!node.rows[1].empty()) {
    const double gap =
        std::max(constant(C::lowerLimitGapMin, style), constant(C::lowerLimitBaselineDropMin, style) - below.ascent);
    box.place(below, centre - below.width / 2 - slant, base.descent + gap + below.ascent);
  }
  return box;
}

Box Layout::accent(const Node& node, Style style) {
  const Box base = row(node.rows[0], style.cramp());
  Box mark;
  if (node.wide) {
    mark = stretched(node.code, Stretch::horizontal, base.width, style);
  } else {
    mark = glyphBox(font_.glyph(node.code, Alphabet::upright, 0), em(style));
  }
  Box box = base;
  if (mark.marks.empty()) return box;
  // An accent rides as high above its letter as the font has it above an x.
  const double rise = std::max(0.0, base.ascent - constant(C::accentBaseHeight, style));
  const double centre = base.accent.value_or(base.width / 2);
  box.place(mark, centre - mark.accent.value_or(mark.width / 2), -rise);
  return box;
}

Box Layout::overline(const Node& node, Style style) {
  const Box base = row(node.rows[0], node.below ? style : style.cramp());
  const double thick = constant(node.below ? C::underbarRuleThickness : C::overbarRuleThickness, style);
  const double gap = constant(node.below ? C::underbarVerticalGap : C::overbarVerticalGap, style);
  Box box;
  box.append(base);
  box.placeRule(QRectF(0, node.below ? base.descent + gap : -base.ascent - gap - thick, base.width, thick), group_);
  (node.below ? box.descent : box.ascent) += thick;
  return box;
}

Box Layout::brace(const Node& node, Style style) {
  const Box base = row(node.rows[0], node.below ? style : style.cramp());
  const Box mark = stretched(node.code, Stretch::horizontal, base.width, style);
  const double gap = 0.12 * em(style);
  Box box;
  if (mark.marks.empty()) {
    // No font has one: a line with its ends turned up.
    const double thick = constant(C::underbarRuleThickness, style), tick = 0.16 * em(style);
    const double y = node.below ? base.descent + gap : -base.ascent - gap - tick;
    box.append(base);
    box.placeRule(QRectF(0, node.below ? y + tick - thick : y, base.width, thick), group_);
    box.placeRule(QRectF(0, y, thick, tick), group_);
    box.placeRule(QRectF(base.width - thick, y, thick, tick), group_);
    return box;
  }
  box.width = std::max(base.width, mark.width);
  box.place(base, (box.width - base.width) / 2);
  // The ink of the brace starts at the gap, wherever the font has it.
  double top = 0, bottom = 0;
  bool first = true;
  for (const Mark& piece : mark.marks) {
    const QRectF ink = font_.metrics(piece.glyph).ink;
    top = first ? ink.top() * piece.pixels : std::min(top, ink.top() * piece.pixels);
    bottom = first ? ink.bottom() * piece.pixels : std::max(bottom, ink.bottom() * piece.pixels);
    first = false;
  }
  const double y = node.below ? base.descent + gap - top : -base.ascent - gap - bottom;
  Box bare = mark;
  bare.ascent = -top;
  bare.descent = bottom;
  box.place(bare, (box.width - mark.width) / 2, y);
  return box;
}

Box Layout::stacked(const Node& node, Style style) {
  Node limited;
  limited.rows = {{}, node.below ? node.rows[1] : Row{}, node.below ? Row{} : node.rows[1]};
  Box box = limits(row(node.rows[0], style), limited, style);
  return box;
}

Box Layout::arrow(const Node& node, Style style) {
  const Box label = row(node.rows[0], style.script(false));
  const double margin = 0.4 * em(style);
  const Box shaft =
      stretched(node.code, Stretch::horizontal, std::max(label.width + 2 * margin, 1.6 * em(style)), style);
  Box box;
  box.append(shaft);
  box.place(label, (shaft.width - label.width) / 2, -axis(style) - 0.28 * em(style) - label.descent);
  return box;
}

}  // namespace app
