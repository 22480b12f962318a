#include "app/math/parser.h"

namespace app {

using Kind = Node::Kind;

namespace {

// Enough for any formula that fits a screen, and far from the end of the stack.
constexpr int kDeepest = 100;

}  // namespace

Row parseFormula(const QString& tex) { return Parser(tex).formula(); }

Node makeNode(Kind kind, std::vector<Row> rows, Atom atom) {
  Node node;
  node.kind = kind;
  node.rows = std::move(rows);
  node.atom = atom;
  return node;
}

Node makeNode(const Symbol& symbol) {
  Node node;
  node.code = symbol.code;
  node.atom = symbol.atom;
  node.alphabet = symbol.alphabet;
  node.limits = symbol.limits;
  return node;
}

Row Parser::parseRow(Until until, qsizetype opened) {
  if (++depth_ > kDeepest) TokenReader::fail(opened, "groups are nested too deeply");
  Row row = rowUntil(until, opened);
  --depth_;
  return row;
}

void Parser::endOfText(Until until, qsizetype opened) const {
  if (until == Until::brace) TokenReader::fail(opened, "this brace is never closed");
  if (until == Until::bracket) TokenReader::fail(opened, "this [ is never closed");
  if (until == Until::right) TokenReader::fail(opened, "\\left without its \\right");
  if (until == Until::cell) TokenReader::fail(opened, "\\begin without its \\end");
}

Row Parser::rowUntil(Until until, qsizetype opened) {
  Row row;
  while (true) {
    const Token token = tokens_.peek();
    const QString& text = token.text;
    if (text.isEmpty()) {
      endOfText(until, opened);
      return row;
    }
    if (until == Until::bracket && text == "]") return row;
    if (text == "}") {
      if (until == Until::brace) return row;
      if (until == Until::right) TokenReader::fail(opened, "\\left without its \\right");
      if (until == Until::cell) TokenReader::fail(opened, "\\begin without its \\end");
      TokenReader::fail(token.at, "a closing brace that nothing opened");
    }
    if (text == "\\right" || text == "\\middle") {
      if (until == Until::right) return row;
      TokenReader::fail(token.at, text + " without its \\left");
    }
    if (text == "&" || text == "\\\\" || text == "\\end") {
      if (until == Until::cell) return row;
      if (until == Until::right) TokenReader::fail(opened, "\\left without its \\right");
      if (until == Until::brace) TokenReader::fail(opened, "this brace is never closed");
      TokenReader::fail(token.at, text == "\\end" ? "\\end without its \\begin" : text + " outside of a matrix");
    }
    tokens_.accept();
    if (text == "^" || text == "_" || text == "'") {
      scripts(row, token);
    } else if (text == "\\limits" || text == "\\nolimits") {
      if (row.empty()) TokenReader::fail(token.at, text + " has no operator before it");
      row.back().limits = text == "\\limits" ? Limits::always : Limits::never;
    } else {
      row.push_back(atom(token));
    }
  }
}

Node Parser::atom(const Token& token) {
  if (token.text == "{") {
    Node group = makeNode(Kind::group, {parseRow(Until::brace, token.at)});
    tokens_.next();
    return group;
  }
  if (token.isCommand()) return command(token);
  if (token.text == "~") {
    Node space = makeNode(Kind::space);
    space.value = 1 / 3.0;
    return space;
  }
  Symbol symbol = symbolOf(token.text.toUcs4().front());
  const bool letter = symbol.atom == Atom::ord && symbol.alphabet == Alphabet::italic;
  const bool digit = symbol.code >= '0' && symbol.code <= '9';
  if (alphabetSet_ && (letter || digit)) symbol.alphabet = alphabet_;
  return makeNode(symbol);
}

void Parser::scripts(Row& row, const Token& token) {
  const bool attach = !row.empty() && row.back().kind != Kind::space && row.back().kind != Kind::style;
  if (!attach) row.push_back(makeNode(Kind::group, {Row{}}));
  if (row.back().kind != Kind::scripts) {
    Node base = std::move(row.back());
    row.back() = makeNode(Kind::scripts);
    // A name or a colour does not hide what it is.
    const Node* seen = &base;
    while ((seen->kind == Kind::part || seen->kind == Kind::colour) && seen->rows[0].size() == 1) {
      seen = &seen->rows[0].front();
    }
    row.back().atom = seen->atom;
    row.back().limits = seen->limits;
    row.back().rows.resize(3);
    row.back().rows[0].push_back(std::move(base));
  }
  Node& node = row.back();
  if (token.text == "'") {
    if (!node.rows[2].empty()) TokenReader::fail(token.at, "a prime after a superscript");
    node.rows[2].push_back(makeNode(Symbol{U'′'}));
    while (tokens_.peek().text == "'") {
      tokens_.accept();
      node.rows[2].push_back(makeNode(Symbol{U'′'}));
    }
    if (tokens_.peek().text == "^") {
      const Token above = tokens_.peek();
      tokens_.accept();
      for (Node& more : argument(above)) node.rows[2].push_back(std::move(more));
    }
    return;
  }
  Row& script = node.rows[token.text == "_" ? 1 : 2];
  if (!script.empty()) TokenReader::fail(token.at, token.text == "_" ? "a second subscript" : "a second superscript");
  script = argument(token);
  if (script.empty()) script.push_back(makeNode(Kind::group, {Row{}}));
}

// What a command or a script takes: a group in braces, or one token.
Row Parser::argument(const Token& of) {
  const Token token = tokens_.next();
  static const QStringList kEnds = {"", "}", "^", "_", "&", "'", "\\\\", "\\right", "\\middle", "\\end"};
  if (kEnds.contains(token.text)) TokenReader::fail(of.at, of.text + " has nothing to work on");
  if (token.text != "{") return {atom(token)};
  Row row = parseRow(Until::brace, token.at);
  tokens_.next();
  return row;
}

// The plain words of an argument in braces; braces inside them group.
QString Parser::words(const Token& of) {
  const Token open = tokens_.next();
  if (open.text != "{") TokenReader::fail(of.at, of.text + " needs braces after it");
  QString text;
  for (int depth = 1;;) {
    const Token token = tokens_.next(false);
    if (token.text.isEmpty()) TokenReader::fail(open.at, "this brace is never closed");
    depth += token.text == "{" ? 1 : token.text == "}" ? -1 : 0;
    if (depth == 0) return text;
    if (token.isCommand()) {
      const std::optional<double> space = spaceNamed(token.name());
      const std::optional<Symbol> symbol = symbolNamed(token.name());
      if (!space && !(symbol && symbol->code < 0x80))
        TokenReader::fail(token.at, token.text + " is not known in words");
      text += space ? QString(*space > 0 ? " " : "") : QString::fromUcs4(&symbol->code, 1);
    } else if (token.text != "{" && token.text != "}") {
      text += token.text == "~" ? QString(QChar::Nbsp) : token.text;
    }
  }
}

char32_t Parser::delimiter(const Token& of) {
  const Token token = tokens_.next();
  const std::optional<char32_t> code = delimiterNamed(token.text);
  if (!code) TokenReader::fail(of.at, of.text + " needs a bracket after it");
  return *code;
}

}  // namespace app
