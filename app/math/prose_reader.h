#pragma once
// Reads prose into pieces: words, formulas, spaces, ends of paragraphs.

#include <QString>
#include <vector>

namespace app {

struct ProsePiece {
  enum class Kind { word, formula, display, space, paragraph } kind = Kind::word;
  QString text;  ///< of a word; TeX of a formula
  bool emphasis = false, bold = false;
  int line = 1;  ///< where it starts
};

/// Throws core::InputError: "line 3: a $ that nothing closes".
std::vector<ProsePiece> readProse(const QString& text);

}  // namespace app
