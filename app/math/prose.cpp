#include "app/math/prose.h"

#include <QFont>
#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <vector>

#include "app/math/formula.h"
#include "app/math/math_font.h"
#include "app/math/prose_reader.h"
#include "app/theme.h"
#include "core/util/error.h"

namespace app {

using Kind = ProsePiece::Kind;

namespace {

// Words and formulas that no line break may part, such as a formula and its comma.
struct Item {
  QString text;  // of words; else it is a formula
  QFont font;
  bool accent = false;
  Formula formula;
  QPointF at;  // left end of its baseline
  double width = 0, ascent = 0, descent = 0;
};

}  // namespace

struct Prose::Set {
  std::vector<Item> items;
  double width = 0, height = 0;
};

namespace {

class Setter {
 public:
  Setter(double points, double width) : width_(width), plain_(uiFont(points)), metrics_(plain_) {
    // The x of formulas as high as the x of words, within reason.
    const double x = metrics_.xHeight() / (points * 96 / 72);
    mathPoints_ = points * std::clamp(x / std::max(0.1, mathFont().xHeight()), 0.9, 1.2);
  }

  void add(const ProsePiece& piece) {
    switch (piece.kind) {
      case Kind::word: cluster_.push_back(word(piece)); break;
      case Kind::formula: cluster_.push_back(formula(piece, false)); break;
      case Kind::space:
        flushCluster();
        space_ = true;
        break;
      case Kind::paragraph:
        flushCluster();
        flushLine();
        gap_ = 0.6 * metrics_.height();
        break;
      case Kind::display: display(piece); break;
    }
  }

  void finish() {
    flushCluster();
    flushLine();
  }

  std::vector<Item> items;
  double widest = 0, height = 0;

 private:
  Item word(const ProsePiece& piece) const {
    Item item;
    item.text = piece.text;
    item.font = plain_;
    item.font.setItalic(piece.emphasis);
    if (piece.bold) item.font.setWeight(QFont::DemiBold);
    item.accent = piece.emphasis;
    const QFontMetricsF metrics(item.font);
    item.width = metrics.horizontalAdvance(item.text);
    item.ascent = metrics.ascent();
    item.descent = metrics.descent();
    return item;
  }

  // One that is wider than the text is set smaller, but not so small that nobody can read it.
  Item formula(const ProsePiece& piece, bool display) const {
    try {
      Item item;
      item.formula = Formula(piece.text, mathPoints_, display);
      const double wide = item.formula.size().width();
      if (wide > width_) {
        constexpr double kSmallest = 0.5, kRounding = 0.995;
        const double scale = std::max(kSmallest, kRounding * width_ / wide);
        item.formula = Formula(piece.text, mathPoints_ * scale, display);
      }
      item.width = item.formula.size().width();
      item.ascent = item.formula.ascent();
      item.descent = item.formula.size().height() - item.ascent;
      return item;
    } catch (const core::InputError& error) {
      throw core::InputError("line " + std::to_string(piece.line) + ": " + error.what());
    }
  }

  void display(const ProsePiece& piece) {
    flushCluster();
    flushLine();
    Item item = formula(piece, true);
    const double around = items.empty() ? 0 : 0.45 * metrics_.height();
    height += std::max(around, gap_);
    item.at = QPointF(std::max(0.0, (width_ - item.width) / 2), height + item.ascent);
    height += item.ascent + item.descent;
    widest = std::max(widest, item.at.x() + item.width);
    gap_ = 0.45 * metrics_.height();
    items.push_back(std::move(item));
    space_ = false;
  }

  // What has come without a space goes to the line, or opens the next one.
  void flushCluster() {
    if (cluster_.empty()) return;
    double wide = 0;
    for (const Item& item : cluster_) wide += item.width;
    const double space = space_ && !line_.empty() ? metrics_.horizontalAdvance(' ') : 0;
    if (!line_.empty() && at_ + space + wide > width_) {
      flushLine();
    } else {
      at_ += space;
    }
    for (Item& item : cluster_) {
      if (at_ > 0 && at_ + item.width > width_) flushLine();
      if (item.width > width_ && !item.text.isEmpty()) {
        addBroken(item);
      } else {
        addToLine(std::move(item));
      }
    }
    cluster_.clear();
    space_ = false;
  }

  void addToLine(Item item) {
    item.at.setX(at_);
    at_ += item.width;
    line_.push_back(std::move(item));
  }

  // A word wider than the text breaks where it must.
  void addBroken(const Item& whole) {
    const QFontMetricsF metrics(whole.font);
    QString text = whole.text;
    while (!text.isEmpty()) {
      qsizetype n = 1;
      while (n < text.size() && metrics.horizontalAdvance(text.left(n + 1)) <= width_) ++n;
      Item piece = whole;
      piece.text = text.left(n);
      piece.width = metrics.horizontalAdvance(piece.text);
      text.remove(0, n);
      addToLine(std::move(piece));
      if (!text.isEmpty()) flushLine();
    }
  }

  void flushLine() {
    if (line_.empty()) return;
    height += gap_;
    double ascent = metrics_.ascent(), descent = metrics_.descent();
    for (const Item& item : line_) {
      ascent = std::max(ascent, item.ascent);
      descent = std::max(descent, item.descent);
    }
    for (Item& item : line_) {
      item.at.setY(height + ascent);
      items.push_back(std::move(item));
    }
    widest = std::max(widest, at_);
    height += ascent + descent;
    gap_ = std::max(0.0, metrics_.leading()) + 0.12 * metrics_.height();
    line_.clear();
    at_ = 0;
  }

  double width_, mathPoints_ = 0;
  QFont plain_;
  QFontMetricsF metrics_;
  std::vector<Item> cluster_, line_;
  bool space_ = false;
  double at_ = 0;   // where the line has come to
  double gap_ = 0;  // above what comes next
};

}  // namespace

Prose::Prose(const QString& text, double points, double width) {
  Setter setter(points, width);
  for (const ProsePiece& piece : readProse(text)) setter.add(piece);
  setter.finish();
  auto set = std::make_shared<Set>();
  set->items = std::move(setter.items);
  set->width = setter.widest;
  set->height = setter.height;
  set_ = std::move(set);
}

QSizeF Prose::size() const { return set_ ? QSizeF(set_->width, set_->height) : QSizeF(0, 0); }

void Prose::paint(QPainter& painter, const QPointF& topLeft, const QColor& colour, const QColor& accent) const {
  if (!set_) return;
  painter.save();
  for (const Item& item : set_->items) {
    if (!item.formula.isEmpty()) {
      item.formula.paint(painter, topLeft + item.at, colour, {{"accent", accent}});
      continue;
    }
    painter.setFont(item.font);
    painter.setPen(item.accent ? accent : colour);
    painter.drawText(topLeft + item.at, item.text);
  }
  painter.restore();
}

}  // namespace app
