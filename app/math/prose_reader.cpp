#include "app/math/prose_reader.h"

#include "core/util/error.h"

namespace app {

namespace {

using Kind = ProsePiece::Kind;

[[noreturn]] void fail(int line, const QString& what) {
  throw core::InputError(QStringLiteral("line %1: %2").arg(line).arg(what).toStdString());
}

class Reader {
 public:
  explicit Reader(const QString& text) : text_(text) {}

  std::vector<ProsePiece> read() {
    while (at_ < text_.size()) step();
    endParagraph();
    return std::move(pieces_);
  }

 private:
  QStringView rest() const { return QStringView(text_).mid(at_); }

  void step() {
    const QChar c = text_[at_];
    if (c == '$') {
      formula();
    } else if (c == '*' && isMarkup()) {
      stars();
    } else if (c.isSpace() && c != QChar::Nbsp) {
      spaces();
    } else {
      if (c == '\\' && (rest().startsWith(u"\\$") || rest().startsWith(u"\\*"))) ++at_;
      addToWord(text_[at_++]);
    }
  }

  void addToWord(QChar c) {
    const bool goesOn = !pieces_.empty() && pieces_.back().kind == Kind::word && !cut_;
    if (!goesOn) add(Kind::word);
    pieces_.back().text += c;
  }

  void add(Kind kind, const QString& text = {}, int line = 0) {
    pieces_.push_back({kind, text, emphasised_ > 0, bold_ > 0, line > 0 ? line : line_});
    cut_ = false;
  }

  // A star between spaces, or at the end, is a star.
  bool isMarkup() const {
    const bool spaceBefore = at_ == 0 || text_[at_ - 1].isSpace();
    const bool spaceAfter = at_ + 1 >= text_.size() || text_[at_ + 1].isSpace();
    return !(spaceBefore && spaceAfter);
  }

  void stars() {
    const bool two = rest().startsWith(u"**");
    int& opened = two ? bold_ : emphasised_;  // the line where it was, 0: it is not
    opened = opened > 0 ? 0 : line_;
    at_ += two ? 2 : 1;
    cut_ = true;
  }

  void formula() {
    const bool display = rest().startsWith(u"$$");
    const QString mark = display ? "$$" : "$";
    const qsizetype from = at_ + mark.size();
    qsizetype to = from;
    while (to < text_.size() && !QStringView(text_).mid(to).startsWith(mark)) to += text_[to] == '\\' ? 2 : 1;
    if (to >= text_.size()) fail(line_, "a " + mark + " that nothing closes");
    const QString tex = text_.mid(from, to - from);
    add(display ? Kind::display : Kind::formula, tex);
    line_ += static_cast<int>(tex.count('\n'));
    at_ = to + mark.size();
  }

  void spaces() {
    int breaks = 0;
    const int line = line_;
    for (; at_ < text_.size() && text_[at_].isSpace(); ++at_) breaks += text_[at_] == '\n' ? 1 : 0;
    line_ += breaks;
    if (breaks > 1) {
      endParagraph();
      add(Kind::paragraph, {}, line);
    } else {
      add(Kind::space, {}, line);
    }
  }

  void endParagraph() {
    if (bold_ > 0) fail(bold_, "a ** that nothing closes");
    if (emphasised_ > 0) fail(emphasised_, "a * that nothing closes");
  }

  const QString& text_;
  qsizetype at_ = 0;
  int line_ = 1, bold_ = 0, emphasised_ = 0;
  bool cut_ = false;  // the next letter starts a piece of its own
  std::vector<ProsePiece> pieces_;
};

}  // namespace

std::vector<ProsePiece> readProse(const QString& text) { return Reader(text).read(); }

}  // namespace app
