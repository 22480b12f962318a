#include "core/flow/flow_spec.h"

#include <algorithm>
#include <cctype>

#include "core/util/error.h"

namespace core {

Objective parseObjective(const std::string& key) {
  if (key == "nll") return Objective::maximumLikelihood;
  if (key == "reverse-kl") return Objective::reverseKl;
  if (key == "flow-matching") return Objective::flowMatching;
  throw InputError("unknown objective '" + key + "'; known: nll, reverse-kl, flow-matching");
}

std::string keyOf(Objective objective) {
  switch (objective) {
    case Objective::maximumLikelihood: break;
    case Objective::reverseKl: return "reverse-kl";
    case Objective::flowMatching: return "flow-matching";
  }
  return "nll";
}

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
      value = objective == Objective::maximumLikelihood ? "density" : "sampling";
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
  // Couplings and autoregressive layers condition on one coordinate, so a table or a grid does a network's work in a
  // fraction of the time; affine ones keep the network, because a grid leaves their densities torn.
  static const std::vector<Preset> all = {
      {"nsf", "Neural spline flow", "spline*4(conditioner=grid,bins=16)",
       "Sharp edges and separate islands, learned in a second or two; the one to start with.",
       "Durkan, Bekasov, Murray, Papamakarios 2019"},
      {"nsf_ar", "Autoregressive spline flow", "spline_ar*4(conditioner=grid,bins=16)",
       "Like the spline flow with both coordinates bent in each layer.", "Durkan, Bekasov, Murray, Papamakarios 2019"},
      {"realnvp", "RealNVP", "affine*8(conditioner=tabulated)",
       "The classic of couplings: simple layers, many of them; thin bridges join what should be apart.",
       "Dinh, Sohl-Dickstein, Bengio 2016"},
      {"nice", "NICE", "additive*8(conditioner=tabulated) actnorm",
       "Shears only: every area is kept until the last layer, so the log-determinant is a constant.",
       "Dinh, Krueger, Bengio 2014"},
      {"glow", "Glow", "glow*8(conditioner=tabulated)",
       "RealNVP with learned turns between the couplings, so no coordinate is favoured.", "Kingma, Dhariwal 2018"},
      {"maf", "MAF", "maf*5(conditioner=tabulated)",
       "The density in one pass: each coordinate is scaled by what the ones before it are in the data.",
       "Papamakarios, Pavlakou, Murray 2017"},
      {"iaf", "IAF", "iaf*5(conditioner=tabulated)",
       "MAF the other way round: samples in one pass, the choice for variational inference.",
       "Kingma, Salimans, Jozefowicz, Chen, Sutskever, Welling 2016"},
      {"flowpp", "Flow++", "logistic*4(conditioner=grid)",
       "Mixtures of logistics bend a coordinate as freely as splines, with no bound to outgrow.",
       "Ho, Chen, Srinivas, Duan, Abbeel 2019"},
      {"planar", "Planar flow", "planar*32",
       "Five numbers a layer: bends the plane across lines. Good to look at, slow to reach detail.",
       "Rezende, Mohamed 2015"},
      {"radial", "Radial flow", "radial*16",
       "Four numbers a layer: draws the plane towards points or pushes it away. Round shapes only.",
       "Rezende, Mohamed 2015"},
      {"iresnet", "i-ResNet", "residual*8",
       "Ordinary residual networks, kept invertible by a bound on their slope: free-form, but each moves little.",
       "Behrmann, Grathwohl, Chen, Duvenaud, Jacobsen 2019"},
      {"ffjord", "FFJORD", "cnf", "One continuous flow in time: the smoothest warp to watch, the most work a step.",
       "Grathwohl, Chen, Bettencourt, Sutskever, Duvenaud 2019"},
      {"mixed", "Mixed",
       "actnorm rotation(quarters=1) affine*2(conditioner=tabulated) rotation spline*2(conditioner=grid,bins=16) "
       "planar*2",
       "Layers of several families in one stack: any layer goes with any other.",
       "Papamakarios, Nalisnick, Rezende, Mohamed, Lakshminarayanan 2021"},
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
