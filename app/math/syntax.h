#pragma once
// The meaning of a formula before it has a size: a tree of nodes as the parser reads it from TeX.

#include <QColor>
#include <QString>
#include <vector>

#include "app/math/math_font.h"

namespace app {

/// TeX's classes of atoms; the space between two neighbours depends on theirs.
enum class Atom { ord, op, bin, rel, open, close, punct, inner };

/// Where scripts go: beside, above and below in display style, or above and below always.
enum class Limits { never, display, always };

struct Node;
using Row = std::vector<Node>;

struct Node {
  enum class Kind {
    symbol,    ///< `code` in `alphabet`
    word,      ///< `text` upright: operator names, \text
    group,     ///< rows[0], one atom of class `atom`
    scripts,   ///< rows: base, below, above (either may be empty)
    fraction,  ///< rows: above, below; `value` 0: as the style says, 1: display, 2: text; `bare`: without a bar
    radical,   ///< rows: body, degree
    fenced,    ///< rows: alternating with `fences`, which has one more
    accent,    ///< `code` over rows[0]; `wide`: as wide as that
    brace,     ///< `code` stretched along rows[0]; `below` or above
    rule,      ///< a line along rows[0]; `below` or above
    stacked,   ///< rows: base, label; `below` or above
    arrow,     ///< `code` stretched to hold rows[0] above it
    table,     ///< cells[row][column]; `text` has a column's alignment each (last one repeats), `value` the gap in ems
    space,     ///< `value` ems
    style,     ///< from here on: `value` 0 display, 1 text, 2 script, 3 script of script
    part,      ///< rows[0] under the name `text`
    colour,    ///< rows[0] in `colour`
    big,       ///< the delimiter `code`, `value` ems high
    phantom    ///< the room that rows[0] takes
  };
  Kind kind = Kind::symbol;
  Atom atom = Atom::ord;
  Limits limits = Limits::never;
  Alphabet alphabet = Alphabet::upright;
  char32_t code = 0;
  double value = 0;
  bool bare = false, wide = false, below = false;
  QString text;
  QColor colour;
  std::vector<char32_t> fences;  ///< 0: none
  std::vector<Row> rows;
  std::vector<std::vector<Row>> cells;
};

}  // namespace app
