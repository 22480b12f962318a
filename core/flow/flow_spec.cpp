#include "core/flow/flow_spec.h"

#include <algorithm>

#include "core/util/error.h"
#include "core/util/item_reader.h"
#include "core/util/quotes.h"

namespace core {

Objective parseObjective(const std::string& key) {
  if (key == "nll") return Objective::maximumLikelihood;
  if (key == "reverse-kl") return Objective::reverseKl;
  if (key == "flow-matching") return Objective::flowMatching;
  throw InputError("unknown objective " + inQuotes(key) + "; known: nll, reverse-kl, flow-matching");
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
  card.settings = completed(key, info.settings, settings);
  for (auto& [setting, value] : card.settings) {
    if (value == "auto" && setting == "half") value = otherHalf(stack, position);
    if (value == "auto" && setting == "direction")
      value = objective == Objective::maximumLikelihood ? "density" : "sampling";
  }
  return card;
}

namespace {

[[noreturn]] void refuseMoreLayers() {
  throw InputError("a stack holds at most " + std::to_string(FlowSpec::kMaxLayers) + " layers");
}

}  // namespace

// The grammar: stack := item+ ; item := key ['*' count] [settings]
FlowSpec parseStack(const std::string& text, Objective objective) {
  ItemReader reader(text, "stack");
  FlowSpec spec;
  for (reader.skipSpaces(); !reader.atEnd(); reader.skipSpaces()) {
    const std::string key = reader.word("a layer");
    resolved(key);  // an unknown key is told before anything that follows it
    const int count = reader.take('*') ? reader.count(FlowSpec::kMaxLayers) : 1;
    if (count > FlowSpec::kMaxLayers) refuseMoreLayers();
    const Settings settings = reader.settings();
    for (int i = 0; i < count; ++i) {
      if (spec.depth() == FlowSpec::kMaxLayers) refuseMoreLayers();
      spec.layers.push_back(makeCard(spec, spec.depth(), key, settings, objective));
    }
  }
  if (spec.layers.empty()) throw InputError("the stack is empty; it needs at least one layer, like spline*4");
  return spec;
}

namespace {

// The alias whose settings the card has, or its kind.
std::string nameOf(const LayerSpec& layer) {
  for (const LayerInfo::Alias& alias : layerInfo(layer.key).aliases) {
    const bool same = std::all_of(alias.settings.begin(), alias.settings.end(),
                                  [&](const auto& s) { return layer.settings.at(s.first) == s.second; });
    if (same) return alias.key;
  }
  return layer.key;
}

}  // namespace

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
    const std::string name = nameOf(layer);
    // What a bare key would give here by maximum likelihood needs no mention.
    const LayerSpec bare = makeCard(before, before.depth(), name, {}, Objective::maximumLikelihood);
    const std::string item = name + inBrackets(layer.settings, bare.settings);
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
      {"nsf", "Neural spline flow", "spline*4(bins=16,conditioner=grid)",
       "Sharp edges and separate islands, learned in a second or two; the one to start with.",
       "Durkan, Bekasov, Murray, Papamakarios 2019"},
      {"nsf_ar", "Autoregressive spline flow", "spline_ar*4(bins=16,conditioner=grid)",
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
       "actnorm rotation(quarters=1) affine*2(conditioner=tabulated) rotation spline*2(bins=16,conditioner=grid) "
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
  throw InputError("unknown preset " + inQuotes(key) + "; known: " + known);
}

}  // namespace core
