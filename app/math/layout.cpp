#include "app/math/layout.h"

#include <algorithm>
#include <cmath>

namespace app {

using Kind = Node::Kind;
using C = MathConstant;

Layout::Layout(MathFont& font, double pixels) : font_(font), pixels_(pixels) {}

double Layout::em(Style style) const {
  const MathTable& table = font_.table();
  return pixels_ * (style.level < 2 ? 1 : style.level == 2 ? table.scriptScale() : table.scriptScriptScale());
}
double Layout::constant(MathConstant which, Style style) const { return font_.constant(which) * em(style); }
double Layout::axis(Style style) const { return constant(C::axisHeight, style); }

Box Layout::row(const Row& content, bool display) { return row(content, Style{display ? 0 : 1, false}); }

// A row with its parts and colours opened: what they hold is spaced as if they were not there.
struct Layout::Item {
  enum class What { atom, open, close } what = What::atom;
  const Node* node = nullptr;
  Atom atom = Atom::ord;
};

// Marks made while it lives belong to a group of their own.
class Layout::Scope {
 public:
  Scope(Layout& layout, const Node& node) : layout_(layout), before_(layout.group_) {
    layout_.groups_.push_back({before_, node.kind == Kind::part ? node.text : QString(), node.colour});
    layout_.group_ = static_cast<int>(layout_.groups_.size()) - 1;
  }
  ~Scope() { layout_.group_ = before_; }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  Layout& layout_;
  int before_;
};

namespace {

bool isTransparent(const Node& node) { return node.kind == Kind::part || node.kind == Kind::colour; }
bool isAtom(const Node& node) { return node.kind != Kind::space && node.kind != Kind::style; }

// A bar as typed, with its scripts or without.
bool isBar(const Node& node) {
  if (node.kind == Kind::scripts) return node.rows[0].size() == 1 && isBar(node.rows[0][0]);
  return node.kind == Kind::symbol && node.atom == Atom::ord && (node.code == '|' || node.code == U'‖');
}

// The TeXbook's table on page 170 in mu; negative: not in scripts.
double spaceBetween(Atom left, Atom right, bool script) {
  static constexpr int kSpace[8][8] = {
      // ord op bin rel open close punct inner
      {0, 3, -4, -5, 0, 0, 0, -3},     {3, 3, 0, -5, 0, 0, 0, -3},     {-4, -4, 0, 0, -4, 0, 0, -4},
      {-5, -5, 0, 0, -5, 0, 0, -5},    {0, 0, 0, 0, 0, 0, 0, 0},       {0, 3, -4, -5, 0, 0, 0, -3},
      {-3, -3, 0, -3, -3, -3, -3, -3}, {-3, 3, -4, -5, -3, 0, -3, -3},
  };
  const int mu = kSpace[static_cast<int>(left)][static_cast<int>(right)];
  return mu < 0 ? (script ? 0 : -mu / 18.0) : mu / 18.0;
}

}  // namespace

void Layout::flatten(const Row& content, std::vector<Item>& items) const {
  for (const Node& node : content) {
    if (!isTransparent(node)) {
      items.push_back({Item::What::atom, &node, node.atom});
      continue;
    }
    items.push_back({Item::What::open, &node, Atom::ord});
    flatten(node.rows.front(), items);
    items.push_back({Item::What::close, &node, Atom::ord});
  }
}

Box Layout::row(const Row& content, Style style) {
  std::vector<Item> items;
  flatten(content, items);
  // A sign is binary only between two operands (rules 5 and 6).
  Item* before = nullptr;
  bool inBars = false;
  for (Item& item : items) {
    if (item.what != Item::What::atom || !isAtom(*item.node)) continue;
    if (isBar(*item.node)) {
      // TeX takes a bar for a letter. One with no operand before it opens, and the next one closes.
      const Atom left = before ? before->node->atom : Atom::open;
      const bool operand = left == Atom::ord || left == Atom::close || left == Atom::inner;
      if (inBars) {
        item.atom = Atom::close;
      } else if (!operand) {
        item.atom = Atom::open;
      }
      inBars = item.atom == Atom::open;
    }
    const bool ends = item.atom == Atom::rel || item.atom == Atom::close || item.atom == Atom::punct;
    if (ends && before && before->atom == Atom::bin) before->atom = Atom::ord;
    if (item.atom == Atom::bin) {
      const Atom left = before ? before->atom : Atom::open;
      const bool operand = left == Atom::ord || left == Atom::close || left == Atom::inner;
      if (!operand) item.atom = Atom::ord;
    }
    before = &item;
  }
  if (before && before->atom == Atom::bin) before->atom = Atom::ord;

  struct Opened {
    std::unique_ptr<Scope> scope;
    double x;
    double ascent, descent;  // of what stands before it
  };
  std::vector<Opened> opened;
  Box box;
  before = nullptr;
  int atoms = 0;
  for (Item& item : items) {
    switch (item.what) {
      case Item::What::open: {
        opened.push_back({std::make_unique<Scope>(*this, *item.node), -1, box.ascent, box.descent});
        box.ascent = box.descent = 0;
        break;
      }
      case Item::What::close: {
        const Opened& part = opened.back();
        const double x = part.x < 0 ? box.width : part.x;
        if (item.node->kind == Kind::part) {
          box.parts.push_back({item.node->text, QRectF(x, -box.ascent, box.width - x, box.height())});
        }
        box.ascent = std::max(box.ascent, part.ascent);
        box.descent = std::max(box.descent, part.descent);
        opened.pop_back();
        break;
      }
      case Item::What::atom: {
        if (item.node->kind == Kind::style) {
          style.level = static_cast<int>(item.node->value);
          break;
        }
        if (item.node->kind == Kind::space) {
          box.width += item.node->value * em(style);
          break;
        }
        if (before) {
          // log |x|: with the space of a letter, where log (x) has none.
          const Atom seen = item.atom == Atom::open && isBar(*item.node) ? Atom::ord : item.atom;
          box.width += spaceBetween(before->atom, seen, style.level > 1) * em(style);
        }
        for (Opened& part : opened) {
          if (part.x < 0) part.x = box.width;
        }
        const Box next = node(*item.node, style);
        box.append(next);
        box.italic = next.italic;
        box.accent = next.accent;
        box.isGlyph = next.isGlyph;
        box.integral = next.integral;
        before = &item;
        ++atoms;
        break;
      }
    }
  }
  if (atoms != 1) {
    box.accent.reset();
    box.isGlyph = box.integral = false;
    box.italic = 0;
  }
  return box;
}

Box Layout::node(const Node& node, Style style) {
  switch (node.kind) {
    case Kind::symbol: return symbol(node, style);
    case Kind::word: return word(node, style);
    case Kind::group: return row(node.rows.front(), style);
    case Kind::scripts: return scripts(node, style);
    case Kind::fraction: return fraction(node, style);
    case Kind::radical: return radical(node, style);
    case Kind::fenced: return fenced(node, style);
    case Kind::accent: return accent(node, style);
    case Kind::brace: return brace(node, style);
    case Kind::rule: return overline(node, style);
    case Kind::stacked: return stacked(node, style);
    case Kind::arrow: return arrow(node, style);
    case Kind::table: return table(node, style);
    case Kind::part:
    case Kind::colour: return row({node}, style);
    case Kind::big: return delimiter(node.code, node.value * em(style), style);
    case Kind::phantom: {
      Box box = row(node.rows.front(), style);
      box.marks.clear();
      return box;
    }
    case Kind::space:
    case Kind::style: break;
  }
  return {};
}

Box Layout::glyphBox(Glyph glyph, double pixels) const {
  Box box;
  if (glyph.isNull()) return box;
  const GlyphMetrics& metrics = font_.metrics(glyph);
  box.width = metrics.advance * pixels;
  box.ascent = std::max(0.0, -metrics.ink.top() * pixels);
  box.descent = std::max(0.0, metrics.ink.bottom() * pixels);
  // Signs that hang above the baseline, or below it, have height there only.
  if (metrics.ink.bottom() < 0) box.descent = 0;
  box.italic = metrics.italic * pixels;
  box.accent = metrics.accent * pixels;
  box.isGlyph = true;
  Mark mark;
  mark.glyph = glyph;
  mark.pixels = pixels;
  mark.group = group_;
  box.marks.push_back(mark);
  return box;
}

Box Layout::symbol(const Node& node, Style style) {
  const double pixels = em(style);
  const Glyph glyph = font_.glyph(node.code, node.alphabet, scriptLevel(style));
  if (node.code == U'′' && style.level > 1 && !glyph.isNull()) {
    // Where the font has no large prime for scripts, the small one that is high already, not raised.
    const Glyph plain = font_.glyph(node.code, node.alphabet, 0);
    constexpr double kLarge = 0.4;
    if (glyph.index == plain.index || font_.metrics(glyph).ink.height() < kLarge) {
      const Style full{style.level - 1};
      Box box;
      box.place(glyphBox(plain, em(full)), 0, constant(C::superscriptShiftUp, full));
      box.width = font_.metrics(plain).advance * em(full);
      box.descent = 0;
      return box;
    }
  }
  if (node.atom != Atom::op) {
    Box box = glyphBox(glyph, pixels);
    box.width += box.italic;
    return box;
  }
  // A large operator (rule 13): larger yet in display, and centred on the axis. Its width holds its slant already.
  Box box = glyphBox(glyph, pixels);
  if (style.display())
    box = stretched(node.code, Stretch::vertical, font_.table().displayOperatorMinHeight() * pixels, style);
  Box centred;
  centred.place(box, 0, (box.ascent - box.descent) / 2 - axis(style));
  centred.width = box.width;
  centred.italic = box.italic;
  centred.integral = box.italic > 0;
  return centred;
}

Box Layout::word(const Node& node, Style style) {
  Box box;
  for (const uint code : node.text.toUcs4()) {
    const bool blank = QChar::isSpace(code) || code == QChar::Nbsp;
    if (blank) {
      box.width += em(style) / 3;
      continue;
    }
    box.append(
        glyphBox(font_.glyph(code == '-' && node.atom == Atom::op ? U'−' : code, Alphabet::upright, scriptLevel(style)),
                 em(style)));
  }
  return box;
}

}  // namespace app
