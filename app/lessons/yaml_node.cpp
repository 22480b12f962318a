#include "app/lessons/yaml_node.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace app {

namespace {

constexpr size_t kShown = 40;        // characters of a wrong value that a sentence repeats
constexpr size_t kLongestWord = 64;  // that can have been meant to be another one
constexpr size_t kNear = 2;          // letters by which a word may differ from the one that was meant

// Levenshtein's distance.
size_t distance(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t corner = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t kept = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({kept, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::string oneLine(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.size() > kShown ? text.substr(0, kShown) + "..." : text;
}

// yaml-cpp counts lines from 0 and says -1 where it does not know.
std::string place(const std::string& name, const YAML::Mark& mark) {
  return name + (mark.line < 0 ? "" : ", line " + std::to_string(mark.line + 1));
}

}  // namespace

std::string noSuch(const std::string& what, const std::string& word, const std::vector<std::string>& known) {
  std::string sentence = "there is no " + what + " '" + oneLine(word) + "'; ";
  const auto nearest = word.size() > kLongestWord ? known.end()
                                                  : std::min_element(known.begin(), known.end(),
                                                                     [&](const std::string& a, const std::string& b) {
                                                                       return distance(a, word) < distance(b, word);
                                                                     });
  if (nearest != known.end() && distance(*nearest, word) <= kNear && known.size() > 4)
    return sentence + "did you mean '" + *nearest + "'?";
  sentence += "known are ";
  for (size_t i = 0; i < known.size(); ++i)
    sentence += (i == 0 ? "" : i + 1 < known.size() ? ", " : " and ") + known[i];
  return sentence;
}

YamlNode YamlNode::parse(const std::string& text, const std::string& name) {
  try {
    return {YAML::Load(text), name};
  } catch (const YAML::Exception& error) {
    throw core::InputError(place(name, error.mark) + ": this is no YAML: " + error.msg);
  }
}

void YamlNode::refuse(const std::string& why) const { throw core::InputError(place(name_, node_.Mark()) + ": " + why); }

int YamlNode::line() const { return node_.Mark().line + 1; }

std::string YamlNode::shown() const {
  if (node_.IsMap()) return "{...}";
  if (node_.IsSequence()) return "[...]";
  return node_.IsScalar() ? "'" + oneLine(node_.Scalar()) + "'" : "nothing";
}

std::string YamlNode::text() const {
  if (!node_.IsScalar() || node_.Scalar().empty()) refuse("here a text is needed, not " + shown());
  std::string text = node_.Scalar();
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.pop_back();
  return text;
}

double YamlNode::number() const {
  double value = 0;
  const std::string text = node_.IsScalar() ? node_.Scalar() : std::string();
  // Not as<double>(): that one takes words such as .inf, and follows the locale.
  const char* first = text.c_str() + (text.starts_with("+") ? 1 : 0);
  const char* last = text.c_str() + text.size();
  const auto [end, error] = std::from_chars(first, last, value);
  if (error != std::errc() || end != last || !std::isfinite(value)) refuse("here a number is needed, not " + shown());
  return value;
}

double YamlNode::number(double low, double high) const {
  const double value = number();
  if (value < low || value > high) {
    char text[96];
    std::snprintf(text, sizeof text, "this number must be from %g to %g, not %g", low, high, value);
    refuse(text);
  }
  return value;
}

int YamlNode::whole(int low, int high) const {
  const double value = number();
  if (value != std::floor(value) || value < low || value > high)
    refuse("here a whole number from " + std::to_string(low) + " to " + std::to_string(high) + " is needed, not " +
           shown());
  return static_cast<int>(value);
}

bool YamlNode::truth() const {
  if (isWord("true")) return true;
  if (!isWord("false")) refuse("here true or false is needed, not " + shown());
  return false;
}

std::vector<double> YamlNode::numbers() const {
  std::vector<double> all;
  for (const YamlNode& item : items()) all.push_back(item.number());
  return all;
}

std::vector<double> YamlNode::numbers(size_t count) const {
  std::vector<double> all = numbers();
  if (all.size() != count)
    refuse("here " + std::to_string(count) + " numbers are needed, not " + std::to_string(all.size()));
  return all;
}

int YamlNode::choice(const std::string& what, const std::vector<std::string>& known) const {
  const std::string word = text();
  const auto found = std::find(known.begin(), known.end(), word);
  if (found == known.end()) refuse(noSuch(what, word, known));
  return static_cast<int>(found - known.begin());
}

std::vector<YamlNode> YamlNode::items() const {
  if (!node_.IsSequence()) refuse("here a list is needed, not " + shown());
  std::vector<YamlNode> all;
  for (const YAML::Node& item : node_) all.push_back(part(item));
  return all;
}

std::vector<std::pair<std::string, YamlNode>> YamlNode::entries() const {
  if (!node_.IsMap()) refuse("here entries of the form \"key: value\" are needed, not " + shown());
  std::vector<std::pair<std::string, YamlNode>> all;
  for (const auto& entry : node_) {
    const YamlNode key = part(entry.first);
    const std::string name = key.text();
    if (find(all, name) != nullptr) key.refuse("the key '" + oneLine(name) + "' stands here for the second time");
    all.emplace_back(name, part(entry.second));
  }
  return all;
}

std::vector<std::pair<std::string, YamlNode>> YamlNode::entries(const std::vector<std::string>& known,
                                                                const std::vector<std::string>& needed) const {
  auto all = entries();
  for (const auto& entry : node_) {
    const std::string name = part(entry.first).text();
    if (std::find(known.begin(), known.end(), name) == known.end())
      part(entry.first).refuse(noSuch("key", name, known));
  }
  for (const std::string& key : needed) {
    if (find(all, key) == nullptr) refuse("the key '" + key + "' is missing here");
  }
  return all;
}

const YamlNode* find(const std::vector<std::pair<std::string, YamlNode>>& entries, const std::string& key) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& one) { return one.first == key; });
  return found == entries.end() ? nullptr : &found->second;
}

}  // namespace app
