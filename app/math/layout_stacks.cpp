// Fractions, roots, fences and tables.

#include <algorithm>

#include "app/math/layout.h"

namespace app {

using C = MathConstant;

Box Layout::fraction(const Node& node, Style style) {
  if (node.value > 0) style.level = static_cast<int>(node.value) - 1;
  const Box above = row(node.rows[0], style.numerator());
  const Box below = row(node.rows[1], style.denominator());
  const bool display = style.display();
  const double thick = node.bare ? 0 : constant(C::fractionRuleThickness, style);
  double up, down;
  if (node.bare) {  // rule 15c
    up = constant(display ? C::stackTopDisplayStyleShiftUp : C::stackTopShiftUp, style);
    down = constant(display ? C::stackBottomDisplayStyleShiftDown : C::stackBottomShiftDown, style);
    const double least = constant(display ? C::stackDisplayStyleGapMin : C::stackGapMin, style);
    const double lacking = least - ((up - above.descent) - (below.ascent - down));
    if (lacking > 0) {
      up += lacking / 2;
      down += lacking / 2;
    }
  } else {  // rule 15d
    up = constant(display ? C::fractionNumeratorDisplayStyleShiftUp : C::fractionNumeratorShiftUp, style);
    down = constant(display ? C::fractionDenominatorDisplayStyleShiftDown : C::fractionDenominatorShiftDown, style);
    const double gapUp = constant(display ? C::fractionNumDisplayStyleGapMin : C::fractionNumeratorGapMin, style);
    const double gapDown = constant(display ? C::fractionDenomDisplayStyleGapMin : C::fractionDenominatorGapMin, style);
    up = std::max(up, axis(style) + thick / 2 + gapUp + above.descent);
    down = std::max(down, gapDown + below.ascent + thick / 2 - axis(style));
  }
  const double width = std::max(above.width, below.width);
  const double side = 0.12 * em(style);
  Box box;
  box.place(above, side + (width - above.width) / 2, -up);
  box.place(below, side + (width - below.width) / 2, down);
  if (!node.bare) box.placeRule(QRectF(side, -axis(style) - thick / 2, width, thick), group_);
  box.width = width + 2 * side;
  return box;
}

Box Layout::radical(const Node& node, Style style) {
  const Box body = row(node.rows[0], style.cramp());
  const double thick = constant(C::radicalRuleThickness, style);
  double gap = constant(style.display() ? C::radicalDisplayStyleVerticalGap : C::radicalVerticalGap, style);
  const Box sign = stretched(U'√', Stretch::vertical, body.height() + gap + thick, style);
  // Rule 11: what the sign has too much goes half above the body.
  const double excess = sign.height() - (body.height() + gap + thick);
  if (excess > 0) gap += excess / 2;
  const double top = -body.ascent - gap - thick;  // y of the bar's upper edge
  Box box;
  double x = 0;
  if (!node.rows[1].empty()) {
    const Box degree = row(node.rows[1], Style{3, style.cramped});
    const double bottom = top + sign.height();
    x = std::max(
        0.0, constant(C::radicalKernBeforeDegree, style) + degree.width + constant(C::radicalKernAfterDegree, style));
    box.place(degree, x - constant(C::radicalKernAfterDegree, style) - degree.width,
              bottom - 0.6 * sign.height() - degree.descent);
  }
  Box surd = sign;
  ++roots_;
  for (Mark& mark : surd.marks) mark.root = roots_;
  box.place(surd, x, top + sign.ascent);
  x += sign.width;
  // A hair of overlap, so that no gap shows where the bar begins.
  box.placeRule(QRectF(x - 0.02 * em(style), top, body.width + 0.06 * em(style), thick), group_);
  box.marks.back().root = roots_;
  box.place(body, x);
  box.width = x + body.width + 0.04 * em(style);
  box.ascent += constant(C::radicalExtraAscender, style);
  return box;
}

Box Layout::fenced(const Node& node, Style style) {
  std::vector<Box> bodies;
  double reach = 0;  // from the axis
  for (const Row& content : node.rows) {
    bodies.push_back(row(content, style));
    reach = std::max({reach, bodies.back().ascent - axis(style), bodies.back().descent + axis(style)});
  }
  // Rule 19: nine tenths of what it embraces, or a fifth of an em short of it, whichever is more.
  const double height = std::max(2 * reach * 0.901, 2 * reach - 0.2 * em(style));
  Box box;
  // A matrix stands a little off its brackets.
  const bool matrix = node.rows.size() == 1 && node.rows[0].size() == 1 && node.rows[0][0].kind == Node::Kind::table;
  const double margin = matrix ? 0.1 * em(style) : 0;
  for (size_t i = 0; i < node.fences.size(); ++i) {
    if (node.fences[i] == 0) {
      box.width += 0.12 * em(style);
    } else {
      const bool middle = i > 0 && i + 1 < node.fences.size();
      if (middle) box.width += em(style) * 4 / 18;
      box.append(delimiter(node.fences[i], height, style));
      if (middle) box.width += em(style) * 4 / 18;
    }
    if (i < bodies.size()) {
      box.width += margin;
      box.append(bodies[i]);
      box.width += margin;
    }
  }
  return box;
}

Box Layout::table(const Node& node, Style style) {
  const bool aligned = node.value == 0;
  const Style inner{aligned ? style.level : std::max(1, style.level), false};
  const double em = this->em(style);
  std::vector<std::vector<Box>> cells;
  std::vector<double> widths;
  std::vector<std::pair<double, double>> extents;  // ascent and descent of each row
  for (const auto& line : node.cells) {
    cells.emplace_back();
    // A strut keeps rows of small things as far apart as lines of text.
    double ascent = 0.84 * em, descent = 0.36 * em;
    for (size_t column = 0; column < line.size(); ++column) {
      Row content = line[column];
      // The right half of an aligned pair starts with its relation: spaced as if the left half stood before it.
      if (aligned && column % 2 == 1) {
        Node nothing;
        nothing.kind = Node::Kind::group;
        nothing.rows = {Row{}};
        content.insert(content.begin(), nothing);
      }
      const Box cell = row(content, inner);
      ascent = std::max(ascent, cell.ascent + 0.1 * em);
      descent = std::max(descent, cell.descent + 0.1 * em);
      if (widths.size() <= column) widths.push_back(0);
      widths[column] = std::max(widths[column], cell.width);
      cells.back().push_back(cell);
    }
    if (aligned) descent += 0.25 * em;
    extents.emplace_back(ascent, descent);
  }
  double height = 0;
  for (const auto& [ascent, descent] : extents) height += ascent + descent;
  Box box;
  double y = -height / 2 - axis(style);
  for (size_t i = 0; i < cells.size(); ++i) {
    y += extents[i].first;
    double x = 0;
    for (size_t column = 0; column < cells[i].size(); ++column) {
      const auto which = std::min<qsizetype>(static_cast<qsizetype>(column), node.text.size() - 1);
      const QChar align = aligned ? node.text[static_cast<qsizetype>(column) % node.text.size()] : node.text[which];
      const double slack = widths[column] - cells[i][column].width;
      box.place(cells[i][column], x + (align == 'l' ? 0 : align == 'r' ? slack : slack / 2), y);
      const bool pairEnds = aligned && column % 2 == 1;
      x += widths[column] + (pairEnds ? 2 : node.value) * em;
    }
    y += extents[i].second;
  }
  for (size_t column = 0; column < widths.size(); ++column) {
    const bool pairEnds = aligned && column % 2 == 1;
    if (column > 0) box.width += (aligned ? (pairEnds ? 0 : 2) : node.value) * em;
    box.width += widths[column];
  }
  return box;
}

}  // namespace app
