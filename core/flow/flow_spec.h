#pragma once
// A flow as a value: its base and the list of its cards from base to data, without parameters.

#include <string>
#include <vector>

#include "core/bases/base.h"
#include "core/layers/layer.h"

namespace core {

enum class Objective { maximumLikelihood, reverseKl, flowMatching };
/// "nll", "reverse-kl" and "flow-matching"; throws InputError for anything else.
Objective parseObjective(const std::string& key);
std::string keyOf(Objective objective);

/// One card.
struct LayerSpec {
  std::string key;
  Settings settings;    ///< complete and resolved: no "auto" is left
  bool enabled = true;  ///< a layer that is switched off keeps its place and parameters, and is the identity
  bool locked = false;  ///< training leaves its parameters as they are
  int id = 0;           ///< the same for a card's whole life, unique in its stack
  bool operator==(const LayerSpec&) const = default;
};

struct FlowSpec {
  static constexpr int kMaxLayers = 256;

  BaseSpec base;
  std::vector<LayerSpec> layers;  ///< from base to data
  /// The highest id that was ever given here: a card that is gone keeps its own, so that an undo can bring it back.
  int lastId = 0;
  /// p(x | c) instead of p(x): parameters of its layers go with a condition c (Flow::given).
  bool conditional = false;

  bool operator==(const FlowSpec& other) const {
    return base == other.base && layers == other.layers && conditional == other.conditional;
  }
  int depth() const { return static_cast<int>(layers.size()); }
  int nextId() const;
};

/// A card that is to stand at `position`: `name` is a kind or an alias; fills in what `wanted` leaves out, checks the rest, resolves "auto" once and
/// for all (half: the other one than the nearest card before that has one; direction: the one in which `objective` needs
/// no solver). Throws InputError naming layer, setting and range.
LayerSpec makeCard(const FlowSpec& stack, int position, const std::string& name, const Settings& wanted,
                   Objective objective);

/// "actnorm affine*8(hidden=64x64)" -> cards. Throws InputError that says what and where; an empty stack is refused.
FlowSpec parseStack(const std::string& text, Objective objective);
/// The same text back, with the settings that differ from a bare key's.
std::string toText(const FlowSpec& spec);

/// A named stack that a person can start from: one of the literature's architectures.
struct Preset {
  std::string key, label, stack;
  std::string summary;  ///< what it is good at, one line
  std::string paper;
};
const std::vector<Preset>& presets();
const Preset& preset(const std::string& key);  ///< throws InputError

}  // namespace core
