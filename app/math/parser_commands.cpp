#include <algorithm>
#include <tuple>

#include "app/math/parser.h"

namespace app {

using Kind = Node::Kind;

Node Parser::command(const Token& token) {
  for (const auto read : {&Parser::sign, &Parser::construction, &Parser::wording, &Parser::styling}) {
    if (auto node = (this->*read)(token)) return std::move(*node);
  }
  TokenReader::fail(token.at, token.text + " is not known here");
}

// One sign, function or space.
std::optional<Node> Parser::sign(const Token& token) {
  const QString name = token.name();
  if (const auto symbol = symbolNamed(name)) {
    Node node = makeNode(*symbol);
    const bool greek = symbol->code >= U'Α' && symbol->code <= U'ϵ';
    const bool bold = alphabet_ == Alphabet::bold || alphabet_ == Alphabet::boldItalic;
    if (alphabetSet_ && greek && bold) node.alphabet = alphabet_;
    return node;
  }
  if (const auto limits = functionNamed(name)) {
    Node node = makeNode(Kind::word, {}, Atom::op);
    node.text = name;
    node.limits = *limits;
    return node;
  }
  if (const auto space = spaceNamed(name)) {
    Node node = makeNode(Kind::space);
    node.value = *space;
    return node;
  }
  return bigDelimiter(token);
}

std::optional<Node> Parser::bigDelimiter(const Token& token) {
  static const QStringList kSizes = {"big", "Big", "bigg", "Bigg"};
  const QString name = token.name();
  const bool sided = name.endsWith('l') || name.endsWith('r') || name.endsWith('m');
  const qsizetype size = kSizes.indexOf(sided ? name.chopped(1) : name);
  if (size < 0) return std::nullopt;
  Node node = makeNode(Kind::big);
  if (sided) node.atom = name.endsWith('l') ? Atom::open : name.endsWith('r') ? Atom::close : Atom::rel;
  node.code = delimiter(token);
  node.value = 0.6 * static_cast<double>(size + 2);
  return node;
}

// What builds of its arguments something larger.
std::optional<Node> Parser::construction(const Token& token) {
  const QString name = token.name();
  if (name == "frac" || name == "tfrac" || name == "dfrac" || name == "binom") return fraction(token);
  if (name == "sqrt") return radical(token);
  if (name == "left") return fenced(token.at);
  if (name == "begin") return environment(token.at);
  if (name == "underbrace" || name == "overbrace" || name == "underline" || name == "overline") {
    return braceOrLine(token);
  }
  if (const auto accent = accentNamed(name)) {
    Node node = makeNode(Kind::accent, {argument(token)});
    node.code = accent->code;
    node.wide = accent->wide;
    return node;
  }
  if (name == "overset" || name == "underset" || name == "stackrel") {
    Row label = argument(token);
    Row base = argument(token);
    const Atom atom = base.size() == 1 ? base.front().atom : Atom::ord;
    Node node = makeNode(Kind::stacked, {std::move(base), std::move(label)}, name == "stackrel" ? Atom::rel : atom);
    node.below = name == "underset";
    return node;
  }
  if (name == "xrightarrow" || name == "xleftarrow") {
    Node node = makeNode(Kind::arrow, {argument(token)}, Atom::rel);
    node.code = name == "xrightarrow" ? U'→' : U'←';
    return node;
  }
  return std::nullopt;
}

Node Parser::fraction(const Token& token) {
  const QString name = token.name();
  Row above = argument(token);
  Node node = makeNode(Kind::fraction, {std::move(above), argument(token)});
  node.value = name == "dfrac" ? 1 : name == "tfrac" ? 2 : 0;
  if (name != "binom") return node;
  node.bare = true;
  Node fence = makeNode(Kind::fenced, {{std::move(node)}});
  fence.fences = {'(', ')'};
  return fence;
}

Node Parser::radical(const Token& token) {
  Row degree;
  if (tokens_.peek().text == "[") {
    const Token bracket = tokens_.next();
    degree = parseRow(Until::bracket, bracket.at);
    tokens_.next();
  }
  return makeNode(Kind::radical, {argument(token), std::move(degree)});
}

Node Parser::braceOrLine(const Token& token) {
  const bool below = token.name().startsWith("under"), line = token.name().endsWith("line");
  Node node = makeNode(line ? Kind::rule : Kind::brace, {argument(token)}, line ? Atom::ord : Atom::op);
  node.below = below;
  node.code = below ? U'⏟' : U'⏞';
  if (!line) node.limits = Limits::always;
  return node;
}

Node Parser::fenced(qsizetype opened) {
  Node node = makeNode(Kind::fenced, {}, Atom::inner);
  node.fences.push_back(delimiter({"\\left", opened}));
  while (true) {
    node.rows.push_back(parseRow(Until::right, opened));
    const Token token = tokens_.next();  // \middle or \right
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
  if (found == kEnvironments.end()) TokenReader::fail(opened, "\\begin{" + name + "} is not known here");
  Node table = makeNode(Kind::table);
  table.text = found->align;
  table.value = found->gap;
  table.cells.emplace_back();
  while (true) {
    table.cells.back().push_back(parseRow(Until::cell, opened));
    const Token token = tokens_.next();
    if (token.text == "\\\\") table.cells.emplace_back();
    if (token.text != "\\end") continue;
    const QString closed = words(token);
    if (closed != name) TokenReader::fail(token.at, "\\begin{" + name + "} ends as \\end{" + closed + "}");
    break;
  }
  // A last \\ opens no row.
  const std::vector<Row>& last = table.cells.back();
  if (table.cells.size() > 1 && last.size() == 1 && last.front().empty()) table.cells.pop_back();
  if (found->left == 0 && found->right == 0) return table;
  Node node = makeNode(Kind::fenced, {{std::move(table)}}, Atom::inner);
  node.fences = {found->left, found->right};
  return node;
}

// Words, and what a part is called or coloured.
std::optional<Node> Parser::wording(const Token& token) {
  const QString name = token.name();
  if (name == "text" || name == "textrm" || name == "operatorname") {
    const bool starred = name == "operatorname" && tokens_.peek().text == "*";
    if (starred) tokens_.accept();
    Node node = makeNode(Kind::word, {}, name == "operatorname" ? Atom::op : Atom::ord);
    if (starred) node.limits = Limits::display;
    node.text = words(token);
    return node;
  }
  if (name == "id" || name == "color" || name == "textcolor") {
    const QString word = words(token);
    if (name != "id" && !QColor::isValidColor(word)) {
      TokenReader::fail(token.at, token.text + "{" + word + "} names no colour");
    }
    Node node = makeNode(name == "id" ? Kind::part : Kind::colour, {argument(token)});
    node.text = word;
    if (name != "id") node.colour = QColor(word);
    return node;
  }
  return std::nullopt;
}

// What changes the letters, the size or the class of what follows.
std::optional<Node> Parser::styling(const Token& token) {
  const QString name = token.name();
  if (const auto alphabet = alphabetNamed(name)) {
    const auto before = std::pair(alphabet_, alphabetSet_);
    alphabet_ = *alphabet;
    alphabetSet_ = true;
    Row row = argument(token);
    std::tie(alphabet_, alphabetSet_) = before;
    return row.size() == 1 ? std::move(row.front()) : makeNode(Kind::group, {std::move(row)});
  }
  static const QStringList kStyles = {"displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle"};
  if (kStyles.contains(name)) {
    Node node = makeNode(Kind::style);
    node.value = static_cast<double>(kStyles.indexOf(name));
    return node;
  }
  static const QStringList kClasses = {"mathord", "mathop", "mathbin", "mathrel", "mathopen", "mathclose", "mathpunct"};
  if (kClasses.contains(name)) {
    return makeNode(Kind::group, {argument(token)}, static_cast<Atom>(kClasses.indexOf(name)));
  }
  if (name == "phantom") return makeNode(Kind::phantom, {argument(token)});
  return std::nullopt;
}

}  // namespace app
