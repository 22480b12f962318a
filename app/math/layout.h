#pragma once
// Lays out a tree of mathematics by the rules of TeX (The TeXbook, Appendix G) with the constants of an OpenType font.

#include <QColor>
#include <algorithm>
#include <memory>
#include <vector>

#include "app/math/box.h"
#include "app/math/syntax.h"

namespace app {

/// What marks share a colour: those of a part or of a \color, the inner ones before the outer.
struct ColourGroup {
  int parent = -1;
  QString part;   ///< name, or empty
  QColor colour;  ///< by the source, or invalid
};

class Layout {
 public:
  /// `pixels` is an em of text.
  Layout(MathFont& font, double pixels);

  Box row(const Row& row, bool display);
  const std::vector<ColourGroup>& groups() const { return groups_; }

 private:
  // TeX's styles: level 0 display, 1 text, 2 script, 3 script of script; cramped keeps superscripts low.
  struct Style {
    int level = 1;
    bool cramped = false;
    bool display() const { return level == 0; }
    Style script(bool below) const { return {level < 2 ? 2 : 3, cramped || below}; }
    Style numerator() const { return {std::min(3, level + 1), cramped}; }
    Style denominator() const { return {std::min(3, level + 1), true}; }
    Style cramp() const { return {level, true}; }
  };
  struct Item;
  class Scope;

  double em(Style style) const;
  double constant(MathConstant which, Style style) const;
  double axis(Style style) const;
  int scriptLevel(Style style) const { return std::max(0, style.level - 1); }

  Box row(const Row& row, Style style);
  void flatten(const Row& row, std::vector<Item>& items) const;
  Box node(const Node& node, Style style);

  Box glyphBox(Glyph glyph, double pixels) const;
  Box symbol(const Node& node, Style style);
  Box word(const Node& node, Style style);
  Box scripts(const Node& node, Style style);
  Box limits(const Box& base, const Node& node, Style style);
  Box fraction(const Node& node, Style style);
  Box radical(const Node& node, Style style);
  Box fenced(const Node& node, Style style);
  Box accent(const Node& node, Style style);
  Box brace(const Node& node, Style style);
  Box overline(const Node& node, Style style);
  Box stacked(const Node& node, Style style);
  Box arrow(const Node& node, Style style);
  Box table(const Node& node, Style style);

  Box stretched(char32_t code, Stretch direction, double extent, Style style);
  Box assembled(int face, const std::vector<GlyphPiece>& pieces, Stretch direction, double extent, double pixels);
  Box delimiter(char32_t code, double height, Style style);

  MathFont& font_;
  double pixels_;
  int group_ = 0, roots_ = 0;
  std::vector<ColourGroup> groups_ = {{}};
};

}  // namespace app
