#pragma once
// The commands that stand for one sign, and what TeX knows of each: its character and its class.

#include <QString>
#include <optional>

#include "app/math/syntax.h"

namespace app {

struct Symbol {
  char32_t code = 0;
  Atom atom = Atom::ord;
  Alphabet alphabet = Alphabet::upright;
  Limits limits = Limits::never;
};

/// By the name of a command, without its backslash: "alpha", "sum", "le".
std::optional<Symbol> symbolNamed(const QString& name);
/// By a character as typed; letters are italic. Nothing for those that mean something to the parser, such as `{`.
Symbol symbolOf(char32_t character);
/// Names of functions: "log" is never above and below, "max" is in display.
std::optional<Limits> functionNamed(const QString& name);
/// The accent of \hat, \tilde and so on; `wide` for those as wide as what they cover.
struct Accent {
  char32_t code = 0;
  bool wide = false;
};
std::optional<Accent> accentNamed(const QString& name);
/// What \left and \right take: "(", ".", "\\langle". 0 stands for none.
std::optional<char32_t> delimiterNamed(const QString& token);
/// The letters of \mathbf, \mathbb and so on.
std::optional<Alphabet> alphabetNamed(const QString& name);
/// \quad, \, and so on, in ems.
std::optional<double> spaceNamed(const QString& name);

}  // namespace app
