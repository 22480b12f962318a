#include "core/flow/flow_spec.h"

#include <algorithm>
#include <cctype>

#include "core/util/error.h"

namespace core {

Objective parseObjective(const std::string& key) {
  if (key == "nll") return Objective::maximumLikelihood;
  if (key == "reverse-kl") return Objective::reverseKl;
  throw InputError("unknown objective '" + key + "'; known: nll, reverse-kl");
}

std::string keyOf(Objective objective) { return objective == Objective::reverseKl ? "reverse-kl" : "nll"; }

int FlowSpec::nextId() const {
  int next = lastId + 1;
  for (const LayerSpec& layer : layers) next = std::max(next, layer.id + 1);
  return next;
}

namespace {

// The coordinate that a new card at `position` should change: not the one that the nearest such card before it does.
std::string otherHalf(const FlowSpec& stack, int position) {
  for (int i = std::min(position, stack.depth()) - 1; i >= 0; --i) {
    const auto& settings = stack.layers[static_cast<size_t>(i)].settings;
    const auto half = settings.find("half");
    if (half != settings.end()) return half->second == "2" ? "1" : "2";
  }
  return "2";
}

}  // namespace

LayerSpec makeCard(const FlowSpec& stack, int position, const std::string& name, const Settings& wanted,
                   Objective objective) {
  const auto [key, implied] = resolved(name);
  Settings settings = wanted;
  settings.insert(implied.begin(), implied.end());  // what is said counts more than what the alias implies
  const LayerInfo& info = layerInfo(key);
  LayerSpec card;
  card.key = key;
  card.id = stack.nextId();
  for (const auto& [setting, value] : settings) {
    const bool known = std::any_of(info.settings.begin(), info.settings.end(),
                                   [&, n = setting](const Setting& s) { return s.key == n; });
    if (!known) {
      std::string all;
      for (const Setting& s : info.settings) all += (all.empty() ? "" : ", ") + s.key;
      throw InputError(key + " has no setting '" + setting + "'; it has: " + all);
    }
  }
  for (const Setting& setting : info.settings) {
    const auto given = settings.find(setting.key);
    std::string value = checkedValue(info, setting, given != settings.end() ? given->second : setting.standard);
    if (value == "auto" && setting.key == "half") value = otherHalf(stack, position);
    if (value == "auto" && setting.key == "direction") {
      value = objective == Objective::reverseKl ? "sampling" : "density";
    }
    card.settings[setting.key] = value;
  }
  return card;
}

namespace {

// Reads the small grammar: stack := item+ ; item := key ['*' count] ['(' name '=' value {',' name '=' value} ')'].
class StackReader {
 public:
  explicit StackReader(const std::string& text) : text_(text) {}

  FlowSpec read(Objective objective) {
    FlowSpec spec;
    for (skipSpaces(); at_ < text_.size(); skipSpaces()) {
      const std::string key = word("a layer");
      resolved(key);  // an unknown key is told before anything that follows it
      int count = 1;
      if (take('*')) count = number();
      const Settings settings = take('(') ? readSettings() : Settings{};
      for (int i = 0; i < count; ++i) {
        if (spec.depth() == FlowSpec::kMaxLayers) throw InputError("a stack holds at most 256 layers");
        spec.layers.push_back(makeCard(spec, spec.depth(), key, settings, objective));
      }
    }
    if (spec.layers.empty()) throw InputError("the stack is empty; it needs at least one layer, like spline*4");
    return spec;
  }

 private:
  [[noreturn]] void refuse(const std::string& wanted) const {
    const std::string found = at_ < text_.size() ? "'" + text_.substr(at_, 1) + "'" : "the end";
    throw InputError("stack, character " + std::to_string(at_ + 1) + ": expected " + wanted + ", found " + found);
  }
  void skipSpaces() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string word(const std::string& what) {
    const size_t start = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
      ++at_;
    if (at_ == start) refuse(what);
    return text_.substr(start, at_ - start);
  }
  int number() {
    int value = 0;
    const size_t start = at_;
    while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 && value <= 1000)
      value = value * 10 + (text_[at_++] - '0');
    if (at_ == start || value < 1) {
      at_ = start;
      refuse("a count of at least 1");
    }
    if (value > FlowSpec::kMaxLayers) throw InputError("a stack holds at most 256 layers");
    return value;
  }
  Settings readSettings() {
    Settings settings;
    do {
      skipSpaces();
      const std::string key = word("a setting");
      skipSpaces();
      if (!take('=')) refuse("'='");
      skipSpaces();
      const size_t start = at_;
      while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != ')') ++at_;
      std::string value = text_.substr(start, at_ - start);
      while (!value.empty() && value.back() == ' ') value.pop_back();
      if (value.empty()) refuse("a value for " + key);
      settings[key] = value;
    } while (take(','));
    if (!take(')')) refuse("')'");
    return settings;
  }

  const std::string& text_;
  size_t at_ = 0;
};

}  // namespace

FlowSpec parseStack(const std::string& text, Objective objective) { return StackReader(text).read(objective); }

std::string toText(const FlowSpec& spec) {
  std::string text;
  std::string last;
  int count = 0;
  FlowSpec before;
  const auto flush = [&] {
    if (count == 0) return;
    const size_t bracket = last.find('(');
    std::string item = last;
    if (count > 1) item.insert(bracket == std::string::npos ? item.size() : bracket, "*" + std::to_string(count));
    text += (text.empty() ? "" : " ") + item;
  };
  for (const LayerSpec& layer : spec.layers) {
    std::string settings;
    // What a bare key would give here by maximum likelihood needs no mention.
    const LayerSpec bare = makeCard(before, before.depth(), layer.key, {}, Objective::maximumLikelihood);
    for (const auto& [key, value] : layer.settings) {
      if (bare.settings.at(key) != value) settings += (settings.empty() ? "" : ",") + key + "=" + value;
    }
    const std::string item = layer.key + (settings.empty() ? "" : "(" + settings + ")");
    if (item != last) {
      flush();
      last = item;
      count = 0;
    }
    ++count;
    before.layers.push_back(layer);
  }
  flush();
  return text;
}

const std::vector<Preset>& presets() {
  static const std::vector<Preset> all = {
      {"nsf", "Neural spline", "spline*4", "Learns almost any shape in seconds."},
      {"realnvp", "RealNVP", "affine*8", "The classic of couplings: simple layers, many of them."},
      {"planar", "Planar flow", "planar*16", "Bends the plane across lines; needs many layers."},
      {"mixed", "Mixed", "rotation affine*2 rotation spline*2", "Rotations between couplings of two kinds."},
  };
  return all;
}

const Preset& preset(const std::string& key) {
  std::string known;
  for (const Preset& p : presets()) {
    if (p.key == key) return p;
    known += (known.empty() ? "" : ", ") + p.key;
  }
  throw InputError("unknown preset '" + key + "'; known: " + known);
}

}  // namespace core
