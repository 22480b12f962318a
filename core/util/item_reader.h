#pragma once
// Reads what a person types for a layer or a target: a key, and its settings in brackets.
// item := key ['(' name '=' value {',' name '=' value} ')']; a value with brackets or commas stands in quotes.

#include <string>

#include "core/util/setting.h"

namespace core {

class ItemReader {
 public:
  /// `what` names the text in errors: "stack, character 3: expected a layer, found '!'". The text must outlive the
  /// reader.
  ItemReader(const std::string& text, std::string what) : text_(text), what_(std::move(what)) {}

  bool atEnd() const { return at_ >= text_.size(); }
  void skipSpaces();
  /// Goes past c if it is next.
  bool take(char c);
  /// Letters, digits and underscores; `wanted` says for what, as in "a layer".
  std::string word(const std::string& wanted);
  /// A whole number of at least 1; above `most`, some number above it.
  int count(int most);
  /// What is between brackets; nothing if none is opened here.
  Settings settings();
  [[noreturn]] void refuse(const std::string& wanted) const;

 private:
  std::string value(const std::string& key);

  const std::string& text_;
  std::string what_;
  size_t at_ = 0;
};

}  // namespace core
