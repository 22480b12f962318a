#include "app/math/token_reader.h"

#include "core/util/error.h"

namespace app {

void TokenReader::fail(qsizetype at, const QString& what) {
  throw core::InputError(QStringLiteral("formula, column %1: %2").arg(at + 1).arg(what).toStdString());
}

QString TokenReader::character(qsizetype i) const {
  const char32_t code = source_[i];
  return QString::fromUcs4(&code, 1);
}

Token TokenReader::peek() {
  const qsizetype from = at_;
  Token token = next();
  after_ = at_;
  at_ = from;
  return token;
}

Token TokenReader::next(bool skipSpaces) {
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

}  // namespace app
