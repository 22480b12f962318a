#include "app/math/parser.h"

#include <algorithm>

#include "app/math/symbols.h"
#include "core/util/error.h"

namespace app {

namespace {

using Kind = Node::Kind;

// Enough for any formula that fits a screen, and far from the end of the stack.
constexpr int kDeepest = 100;

// What ends a row, besides the end of the text.
enum class Until { brace, bracket, right, cell, end };

class Parser {
 public:
  explicit Parser(const QString& tex) : source_(tex.toUcs4()) {}

  Row formula() { return parseRow(Until::end, 0); }

 private:
  struct Token {
    QString text;  // a character, or a command with its backslash; empty at the end
    qsizetype at = 0;
    bool isCommand() const { return text.size() > 1 && text.front() == '\\'; }
    QString name() const { return text.mid(1); }
  };

  [[noreturn]] void fail(qsizetype at, const QString& what) const {
    throw core::InputError(QStringLiteral("formula, column %1: %2").arg(at + 1).arg(what).toStdString());
  }

  Token peek() {
    const qsizetype from = at_;
    Token token = next();
    after_ = at_;
    at_ = from;
    return token;
  }
  void accept() { at_ = after_; }  // what was just peeked at

  Token next(bool skipSpaces = true) {
    while (skipSpaces && at_ < source_.size() && QChar::isSpace(source_[at_])) ++at_;
    Token token{{}, at_};
    if (at_ >= source_.size()) return token;
    token.text = character(at_++);
    if (token.text != "\\") return token;
    if (at_ >= source_.size()) fail(token.at, "a backslash without a command");
    const auto isLetter = [&](qsizetype i) {
      return i < source_.size() && source_[i] < 0x80 && QChar::isLetter(source_[i]);
    };
    if (!isLetter(at_)) {
      token.text += character(at_++);
    } else {
      while (isLetter(at_)) token.text += character(at_++);
    }
    return token;
  }
  QString character(qsizetype i) const {
    const char32_t code = source_[i];
    return QString::fromUcs4(&code, 1);
  }

  Row parseRow(Until until, qsizetype opened);
  Row rowUntil(Until until, qsizetype opened);
  Node atom(const Token& token);
  Node command(const Token& token);
  Node braceLike(const QString& name);
  Node fenced(qsizetype opened);
  Node environment(qsizetype opened);
  void scripts(Row& row, const Token& token);
  Row argument(const Token& of);
  QString words(const Token& of);
  char32_t delimiter(const Token& of);

  QList<uint> source_;
  qsizetype at_ = 0, after_ = 0;
  int depth_ = 0;
  Alphabet alphabet_ = Alphabet::italic;  // of letters
  bool alphabetSet_ = false;              // by \mathbf and the like, and then of digits and Greek too
};

Node make(Kind kind, std::vector<Row> rows = {}, Atom atom = Atom::ord) {
  Node node;
  node.kind = kind;
  node.rows = std::move(rows);
  node.atom = atom;
  return node;
}

Node symbolNode(const Symbol& symbol) {
  Node node;
  node.code = symbol.code;
  node.atom = symbol.atom;
  node.alphabet = symbol.alphabet;
  node.limits = symbol.limits;
  return node;
}

Row Parser::parseRow(Until until, qsizetype opened) {
  if (++depth_ > kDeepest) fail(opened, "groups are nested too deeply");
  Row row = rowUntil(until, opened);
  --depth_;
  return row;
}

Row Parser::rowUntil(Until until, qsizetype opened) {
  Row row;
  while (true) {
    const Token token = peek();
    const QString& text = token.text;
    if (text.isEmpty()) {
      if (until == Until::brace) fail(opened, "this brace is never closed");
      if (until == Until::bracket) fail(opened, "this [ is never closed");
      if (until == Until::right) fail(opened, "\\left without its \\right");
      if (until == Until::cell) fail(opened, "\\begin without its \\end");
      return row;
    }
    if (until == Until::bracket && text == "]") return row;
    if (text == "}") {
      if (until == Until::brace) return row;
      if (until == Until::right) fail(opened, "\\left without its \\right");
      if (until == Until::cell) fail(opened, "\\begin without its \\end");
      fail(token.at, "a closing brace that nothing opened");
    }
    if (text == "\\right" || text == "\\middle") {
      if (until == Until::right) return row;
      fail(token.at, text + " without its \\left");
    }
    if (text == "&" || text == "\\\\" || text == "\\end") {
      if (until == Until::cell) return row;
      if (until == Until::right) fail(opened, "\\left without its \\right");
      if (until == Until::brace) fail(opened, "this brace is never closed");
      fail(token.at, text == "\\end" ? "\\end without its \\begin" : text + " outside of a matrix");
    }
    accept();
    if (text == "^" || text == "_" || text == "'") {
      scripts(row, token);
    } else if (text == "\\limits" || text == "\\nolimits") {
      if (row.empty()) fail(token.at, text + " has no operator before it");
      row.back().limits = text == "\\limits" ? Limits::always : Limits::never;
    } else {
      row.push_back(atom(token));
    }
  }
}

Node Parser::atom(const Token& token) {
  if (token.text == "{") {
    Node group = make(Kind::group, {parseRow(Until::brace, token.at)});
    next();
    return group;
  }
  if (token.isCommand()) return command(token);
  if (token.text == "~") {
    Node space = make(Kind::space);
    space.value = 1 / 3.0;
    return space;
  }
  Symbol symbol = symbolOf(token.text.toUcs4().front());
  const bool letter = symbol.atom == Atom::ord && symbol.alphabet == Alphabet::italic;
  const bool digit = symbol.code >= '0' && symbol.code <= '9';
  if (alphabetSet_ && (letter || digit)) symbol.alphabet = alphabet_;
  return symbolNode(symbol);
}

void Parser::scripts(Row& row, const Token& token) {
  const bool attach = !row.empty() && row.back().kind != Kind::space && row.back().kind != Kind::style;
  if (!attach) row.push_back(make(Kind::group, {Row{}}));
  if (row.back().kind != Kind::scripts) {
    Node base = std::move(row.back());
    row.back() = make(Kind::scripts);
    row.back().atom = base.atom;
    row.back().limits = base.limits;
    row.back().rows.resize(3);
    row.back().rows[0].push_back(std::move(base));
  }
  Node& node = row.back();
  if (token.text == "'") {
    if (!node.rows[2].empty()) fail(token.at, "a prime after a superscript");
    node.rows[2].push_back(symbolNode({U'′'}));
    while (peek().text == "'") {
      accept();
      node.rows[2].push_back(symbolNode({U'′'}));
    }
    if (peek().text == "^") {
      const Token above = peek();
      accept();
      for (Node& more : argument(above)) node.rows[2].push_back(std::move(more));
    }
    return;
  }
  Row& script = node.rows[token.text == "_" ? 1 : 2];
  if (!script.empty()) fail(token.at, token.text == "_" ? "a second subscript" : "a second superscript");
  script = argument(token);
  if (script.empty()) script.push_back(make(Kind::group, {Row{}}));
}

// What a command or a script takes: a group in braces, or one token.
Row Parser::argument(const Token& of) {
  const Token token = next();
  static const QStringList kEnds = {"", "}", "^", "_", "&", "'", "\\\\", "\\right", "\\middle", "\\end"};
  if (kEnds.contains(token.text)) fail(of.at, of.text + " has nothing to work on");
  if (token.text != "{") return {atom(token)};
  Row row = parseRow(Until::brace, token.at);
  next();
  return row;
}

// The plain words of an argument in braces; braces inside them group.
QString Parser::words(const Token& of) {
  const Token open = next();
  if (open.text != "{") fail(of.at, of.text + " needs braces after it");
  QString text;
  for (int depth = 1;;) {
    const Token token = next(false);
    if (token.text.isEmpty()) fail(open.at, "this brace is never closed");
    depth += token.text == "{" ? 1 : token.text == "}" ? -1 : 0;
    if (depth == 0) return text;
    if (token.isCommand()) {
      const std::optional<double> space = spaceNamed(token.name());
      const std::optional<Symbol> symbol = symbolNamed(token.name());
      if (!space && !(symbol && symbol->code < 0x80)) fail(token.at, token.text + " is not known in words");
      text += space ? QString(*space > 0 ? " " : "") : QString::fromUcs4(&symbol->code, 1);
    } else if (token.text != "{" && token.text != "}") {
      text += token.text == "~" ? QString(QChar::Nbsp) : token.text;
    }
  }
}

char32_t Parser::delimiter(const Token& of) {
  const Token token = next();
  const std::optional<char32_t> code = delimiterNamed(token.text);
  if (!code) fail(of.at, of.text + " needs a bracket after it");
  return *code;
}

Node Parser::fenced(qsizetype opened) {
  Node node = make(Kind::fenced, {}, Atom::inner);
  node.fences.push_back(delimiter({"\\left", opened}));
  while (true) {
    node.rows.push_back(parseRow(Until::right, opened));
    const Token token = next();  // \middle or \right
    node.fences.push_back(delimiter(token));
    if (token.text == "\\right") return node;
  }
}

Node Parser::environment(qsizetype opened) {
  const Token begin{"\\begin", opened};
  const QString name = words(begin);
  struct Environment {
    QString name;
    char32_t left, right;
    QString align;
    double gap;
  };
  static const std::vector<Environment> kEnvironments = {
      {"matrix", 0, 0, "c", 1},      {"pmatrix", '(', ')', "c", 1},   {"bmatrix", '[', ']', "c", 1},
      {"vmatrix", '|', '|', "c", 1}, {"Vmatrix", U'‖', U'‖', "c", 1}, {"Bmatrix", '{', '}', "c", 1},
      {"cases", '{', 0, "l", 1},     {"aligned", 0, 0, "rl", 0},      {"gathered", 0, 0, "c", 0},
  };
  const auto found = std::find_if(kEnvironments.begin(), kEnvironments.end(),
                                  [&](const Environment& environment) { return environment.name == name; });
  if (found == kEnvironments.end()) fail(opened, "\\begin{" + name + "} is not known here");
  Node table = make(Kind::table);
  table.text = found->align;
  table.value = found->gap;
  table.cells.emplace_back();
  while (true) {
    table.cells.back().push_back(parseRow(Until::cell, opened));
    const Token token = next();
    if (token.text == "\\\\") table.cells.emplace_back();
    if (token.text != "\\end") continue;
    const QString closed = words(token);
    if (closed != name) fail(token.at, "\\begin{" + name + "} ends as \\end{" + closed + "}");
    break;
  }
  // A last \\ opens no row.
  const std::vector<Row>& last = table.cells.back();
  if (table.cells.size() > 1 && last.size() == 1 && last.front().empty()) table.cells.pop_back();
  if (found->left == 0 && found->right == 0) return table;
  Node node = make(Kind::fenced, {{std::move(table)}}, Atom::inner);
  node.fences = {found->left, found->right};
  return node;
}

Node Parser::braceLike(const QString& name) {
  const Token of{"\\" + name, at_};
  const bool below = name.startsWith("under");
  const bool line = name.endsWith("line");
  Node node = make(line ? Kind::rule : Kind::brace, {argument(of)}, line ? Atom::ord : Atom::op);
  node.below = below;
  node.code = below ? U'⏟' : U'⏞';
  if (!line) node.limits = Limits::always;
  return node;
}

Node Parser::command(const Token& token) {
  const QString name = token.name();
  if (const auto symbol = symbolNamed(name)) {
    Node node = symbolNode(*symbol);
    const bool greek = symbol->code >= U'Α' && symbol->code <= U'ϵ';
    if (alphabetSet_ && greek && (alphabet_ == Alphabet::bold || alphabet_ == Alphabet::boldItalic)) {
      node.alphabet = alphabet_;
    }
    return node;
  }
  if (const auto limits = functionNamed(name)) {
    Node node = make(Kind::word, {}, Atom::op);
    node.text = name;
    node.limits = *limits;
    return node;
  }
  if (const auto space = spaceNamed(name)) {
    Node node = make(Kind::space);
    node.value = *space;
    return node;
  }
  if (const auto accent = accentNamed(name)) {
    Node node = make(Kind::accent, {argument(token)});
    node.code = accent->code;
    node.wide = accent->wide;
    return node;
  }
  if (const auto alphabet = alphabetNamed(name)) {
    const auto before = std::pair(alphabet_, alphabetSet_);
    alphabet_ = *alphabet;
    alphabetSet_ = true;
    Row row = argument(token);
    std::tie(alphabet_, alphabetSet_) = before;
    return row.size() == 1 ? std::move(row.front()) : make(Kind::group, {std::move(row)});
  }
  if (name == "frac" || name == "tfrac" || name == "dfrac" || name == "binom") {
    Row above = argument(token);
    Node node = make(Kind::fraction, {std::move(above), argument(token)});
    node.value = name == "dfrac" ? 1 : name == "tfrac" ? 2 : 0;
    if (name != "binom") return node;
    node.bare = true;
    Node fence = make(Kind::fenced, {{std::move(node)}}, Atom::inner);
    fence.fences = {'(', ')'};
    return fence;
  }
  if (name == "sqrt") {
    Row degree;
    if (peek().text == "[") {
      const Token bracket = next();
      degree = parseRow(Until::bracket, bracket.at);
      next();
    }
    return make(Kind::radical, {argument(token), std::move(degree)});
  }
  if (name == "left") return fenced(token.at);
  if (name == "begin") return environment(token.at);
  if (name == "underbrace" || name == "overbrace" || name == "underline" || name == "overline") return braceLike(name);
  if (name == "text" || name == "textrm" || name == "operatorname") {
    const bool starred = name == "operatorname" && peek().text == "*";
    if (starred) accept();
    Node node = make(Kind::word, {}, name == "operatorname" ? Atom::op : Atom::ord);
    if (starred) node.limits = Limits::display;
    node.text = words(token);
    return node;
  }
  if (name == "id" || name == "color" || name == "textcolor") {
    const QString word = words(token);
    Node node = make(name == "id" ? Kind::part : Kind::colour, {argument(token)});
    node.text = word;
    if (name != "id") {
      node.colour = QColor::isValidColor(word) ? QColor(word) : QColor();
      if (!node.colour.isValid()) fail(token.at, token.text + "{" + word + "} names no colour");
    }
    return node;
  }
  if (name == "overset" || name == "underset" || name == "stackrel") {
    Row label = argument(token);
    Row base = argument(token);
    const Atom atom = base.size() == 1 ? base.front().atom : Atom::ord;
    Node node = make(Kind::stacked, {std::move(base), std::move(label)}, name == "stackrel" ? Atom::rel : atom);
    node.below = name == "underset";
    return node;
  }
  if (name == "xrightarrow" || name == "xleftarrow") {
    Node node = make(Kind::arrow, {argument(token)}, Atom::rel);
    node.code = name == "xrightarrow" ? U'→' : U'←';
    return node;
  }
  static const QStringList kStyles = {"displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle"};
  if (kStyles.contains(name)) {
    Node node = make(Kind::style);
    node.value = static_cast<double>(kStyles.indexOf(name));
    return node;
  }
  static const QStringList kClasses = {"mathord", "mathop", "mathbin", "mathrel", "mathopen", "mathclose", "mathpunct"};
  if (kClasses.contains(name)) return make(Kind::group, {argument(token)}, static_cast<Atom>(kClasses.indexOf(name)));
  if (name == "phantom") return make(Kind::phantom, {argument(token)});
  static const QStringList kBig = {"big", "Big", "bigg", "Bigg"};
  const QString stem =
      name.left(name.size() - (name.endsWith('l') || name.endsWith('r') || name.endsWith('m') ? 1 : 0));
  if (kBig.contains(stem)) {
    const Atom atom = stem == name         ? Atom::ord
                      : name.endsWith('l') ? Atom::open
                      : name.endsWith('r') ? Atom::close
                                           : Atom::rel;
    Node node = make(Kind::big, {}, atom);
    node.code = delimiter(token);
    node.value = 0.6 * static_cast<double>(kBig.indexOf(stem) + 2);
    return node;
  }
  fail(token.at, token.text + " is not known here");
}

}  // namespace

Row parseFormula(const QString& tex) { return Parser(tex).formula(); }

}  // namespace app
