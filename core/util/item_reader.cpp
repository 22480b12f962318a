#include "core/util/item_reader.h"

#include <algorithm>
#include <cctype>

#include "core/util/error.h"
#include "core/util/quotes.h"

namespace core {

void ItemReader::refuse(const std::string& wanted) const {
  const std::string found = atEnd() ? "the end" : inQuotes(firstCharacter(std::string_view(text_).substr(at_)));
  throw InputError(what_ + ", character " + std::to_string(at_ + 1) + ": expected " + wanted + ", found " + found);
}

void ItemReader::skipSpaces() {
  while (!atEnd() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
}

bool ItemReader::take(char c) {
  if (atEnd() || text_[at_] != c) return false;
  ++at_;
  return true;
}

std::string ItemReader::word(const std::string& wanted) {
  const size_t start = at_;
  while (!atEnd() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_')) ++at_;
  if (at_ == start) refuse(wanted);
  return text_.substr(start, at_ - start);
}

int ItemReader::count(int most) {
  int value = 0;
  const size_t start = at_;
  while (!atEnd() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 && value <= most)
    value = value * 10 + (text_[at_++] - '0');
  if (at_ == start || value < 1) {
    at_ = start;
    refuse("a count of at least 1");
  }
  return value;
}

std::string ItemReader::value(const std::string& key) {
  const char quote = !atEnd() && (text_[at_] == '"' || text_[at_] == '\'') ? text_[at_] : '\0';
  if (quote != '\0') {
    const size_t start = ++at_, end = text_.find(quote, start);
    at_ = std::min(end, text_.size());
    if (end == std::string::npos || end == start)
      refuse(end == start ? "a value for " + key : std::string("'") + quote + "'");
    return text_.substr(start, at_++ - start);
  }
  const size_t start = at_;
  while (!atEnd() && text_[at_] != ',' && text_[at_] != ')') ++at_;
  std::string value = text_.substr(start, at_ - start);
  while (!value.empty() && value.back() == ' ') value.pop_back();
  if (value.empty()) refuse("a value for " + key);
  return value;
}

Settings ItemReader::settings() {
  Settings settings;
  if (!take('(')) return settings;
  do {
    skipSpaces();
    const std::string key = word("a setting");
    skipSpaces();
    if (!take('=')) refuse("'='");
    skipSpaces();
    settings[key] = value(key);
    skipSpaces();
  } while (take(','));
  if (!take(')')) refuse("')'");
  return settings;
}

}  // namespace core
