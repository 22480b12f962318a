#pragma once
// A part of a lesson's text that knows where it stands: every complaint about it begins with file and line.

#include <yaml-cpp/yaml.h>

#include <string>
#include <utility>
#include <vector>

namespace app {

/// "there is no <what> '<word>'", followed by the known word that was probably meant, or else by all that are known.
std::string noSuch(const std::string& what, const std::string& word, const std::vector<std::string>& known);

class YamlNode {
 public:
  /// Throws InputError if the text is no YAML. `name` is the file's, for the sentences.
  static YamlNode parse(const std::string& text, const std::string& name);

  /// Throws InputError: "<file>, line <n>: <why>".
  [[noreturn]] void refuse(const std::string& why) const;
  /// Calls `action` and lets what it refuses begin with file and line.
  template <class Action>
  auto located(Action action) const;

  int line() const;
  bool isList() const { return node_.IsSequence(); }
  bool isMap() const { return node_.IsMap(); }
  bool isWord(const std::string& word) const { return node_.IsScalar() && node_.Scalar() == word; }

  // All of these refuse what is not of their kind.
  std::string text() const;
  double number() const;
  double number(double low, double high) const;
  int whole(int low, int high) const;
  bool truth() const;
  std::vector<double> numbers() const;
  std::vector<double> numbers(size_t count) const;
  /// Position in `known` of the word that stands here; `what` is named if it is another one.
  int choice(const std::string& what, const std::vector<std::string>& known) const;
  std::vector<YamlNode> items() const;
  /// In the order of the text; a key that stands there twice is refused.
  std::vector<std::pair<std::string, YamlNode>> entries() const;
  /// The same, with no keys but these; those in `needed` must be there.
  std::vector<std::pair<std::string, YamlNode>> entries(const std::vector<std::string>& known,
                                                        const std::vector<std::string>& needed = {}) const;

 private:
  YamlNode(YAML::Node node, std::string name) : node_(std::move(node)), name_(std::move(name)) {}
  YamlNode part(const YAML::Node& node) const { return {node, name_}; }
  std::string shown() const;

  YAML::Node node_;
  std::string name_;
};

/// What `key` stands for among `entries`, or null.
const YamlNode* find(const std::vector<std::pair<std::string, YamlNode>>& entries, const std::string& key);

}  // namespace app

#include "core/util/error.h"

namespace app {

template <class Action>
auto YamlNode::located(Action action) const {
  try {
    return action();
  } catch (const core::InputError& error) {
    refuse(error.what());
  }
}

}  // namespace app
