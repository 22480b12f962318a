#pragma once
// Reads TeX mathematics, as between dollar signs, into a tree.

#include <optional>
#include <utility>

#include "app/math/symbols.h"
#include "app/math/syntax.h"
#include "app/math/token_reader.h"

namespace app {

/// Throws core::InputError: "formula, column 7: \foo is not known here". Columns count from 1.
Row parseFormula(const QString& tex);

/// The reading itself, by recursive descent; use parseFormula.
class Parser {
 public:
  explicit Parser(const QString& tex) : tokens_(tex) {}
  Row formula() { return parseRow(Until::end, 0); }

 private:
  // What ends a row, besides the end of the text.
  enum class Until { brace, bracket, right, cell, end };

  // parser.cpp: rows, scripts and arguments
  Row parseRow(Until until, qsizetype opened);
  Row rowUntil(Until until, qsizetype opened);
  void endOfText(Until until, qsizetype opened) const;
  Node atom(const Token& token);
  void scripts(Row& row, const Token& token);
  Row argument(const Token& of);
  QString words(const Token& of);
  char32_t delimiter(const Token& of);

  // parser_commands.cpp: commands
  Node command(const Token& token);
  std::optional<Node> sign(const Token& token);
  std::optional<Node> construction(const Token& token);
  std::optional<Node> wording(const Token& token);
  std::optional<Node> styling(const Token& token);
  Node fraction(const Token& token);
  Node radical(const Token& token);
  Node braceOrLine(const Token& token);
  Node fenced(qsizetype opened);
  Node environment(qsizetype opened);
  std::optional<Node> bigDelimiter(const Token& token);

  TokenReader tokens_;
  int depth_ = 0;
  Alphabet alphabet_ = Alphabet::italic;  // of letters
  bool alphabetSet_ = false;              // by \mathbf and the like, and then of digits and Greek too
};

/// A node of a kind, and the node of a sign.
Node makeNode(Node::Kind kind, std::vector<Row> rows = {}, Atom atom = Atom::ord);
Node makeNode(const Symbol& symbol);

}  // namespace app
