#pragma once
// The tokens of a TeX formula, one after the other: characters, and commands with their backslash.

#include <QList>
#include <QString>

namespace app {

struct Token {
  QString text;  ///< empty at the end
  qsizetype at = 0;
  bool isCommand() const { return text.size() > 1 && text.front() == '\\'; }
  QString name() const { return text.mid(1); }
};

class TokenReader {
 public:
  explicit TokenReader(const QString& tex) : source_(tex.toUcs4()) {}

  Token next(bool skipSpaces = true);
  Token peek();
  void accept() { at_ = after_; }  ///< what was just peeked at

  /// Throws core::InputError that names the column.
  [[noreturn]] static void fail(qsizetype at, const QString& what);

 private:
  QString character(qsizetype i) const;

  QList<uint> source_;
  qsizetype at_ = 0, after_ = 0;
};

}  // namespace app
