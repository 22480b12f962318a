#include "app/lessons/hand_weights.h"

#include <algorithm>

#include "core/engine/train_settings.h"
#include "core/flow/flow.h"

namespace app {

namespace {

constexpr double kMost = 1e4;  // no weight is larger

core::Real weight(const YamlNode& node) { return static_cast<core::Real>(node.number(-kMost, kMost)); }

// The names of a layer's parameters, each once, in their order.
std::vector<std::string> namesOf(const core::Layer& layer) {
  std::vector<std::string> names;
  for (int i = 0; i < layer.parameterCount(); ++i) {
    const std::string name = layer.parameterName(i);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

void setNamed(const YamlNode& node, const core::Layer& layer, const std::string& name, core::MutableTheta slice) {
  std::vector<size_t> places;
  for (int i = 0; i < layer.parameterCount(); ++i) {
    if (layer.parameterName(i) == name) places.push_back(static_cast<size_t>(i));
  }
  if (places.size() == 1 && !node.isList()) {
    slice[places[0]] = weight(node);
    return;
  }
  const std::vector<YamlNode> items = node.items();
  if (items.size() != places.size())
    node.refuse("'" + name + "' is " + std::to_string(places.size()) + " numbers here, not " +
                std::to_string(items.size()));
  for (size_t i = 0; i < places.size(); ++i) slice[places[i]] = weight(items[i]);
}

}  // namespace

std::vector<core::Real> allWeights(const YamlNode& node, const core::FlowSpec& spec) {
  const core::Flow flow(spec);
  const auto count = static_cast<size_t>(flow.parameterCount());
  std::vector<core::Real> theta;
  for (const YamlNode& item : node.items()) theta.push_back(weight(item));
  if (theta.size() != count)
    node.refuse("this stack has " + std::to_string(count) + " parameters; theta has " + std::to_string(theta.size()));
  return theta;
}

std::vector<core::Real> namedWeights(const YamlNode& node, const core::FlowSpec& spec,
                                     const std::vector<core::Real>& before, std::optional<std::uint64_t> seed) {
  const core::Flow flow(spec);
  const core::Theta initial = flow.initialTheta(seed.value_or(core::TrainSettings().seed));
  std::vector<core::Real> theta(initial.data(), initial.data() + initial.size());
  if (!before.empty()) theta = before;
  std::vector<std::string> cards;
  for (int k = 1; k <= flow.depth(); ++k) cards.push_back(std::to_string(k));
  for (const auto& [card, numbers] : node.entries()) {
    const auto found = std::find(cards.begin(), cards.end(), card);
    if (found == cards.end())
      numbers.refuse("there is no layer " + card + "; the stack has " + std::to_string(flow.depth()));
    const auto k = static_cast<int>(found - cards.begin());
    const core::Layer& layer = flow.layer(k);
    for (const auto& [name, number] : numbers.entries(namesOf(layer)))
      setNamed(number, layer, name, flow.slice(core::MutableTheta(theta), k));
  }
  return theta;
}

}  // namespace app
