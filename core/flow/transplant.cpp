#include "core/flow/transplant.h"

namespace core {

namespace {

// Settings that say how the parameters are laid out and read; the others may change under them.
bool sameShape(const LayerSpec& a, const LayerSpec& b) {
  if (a.key != b.key) return false;
  for (const auto& [key, value] : a.settings) {
    if (key == "direction" || key == "half" || key == "bound") continue;
    const auto other = b.settings.find(key);
    if (other == b.settings.end() || other->second != value) return false;
  }
  return true;
}

}  // namespace

std::vector<int> survivors(const Flow& from, const Flow& to) {
  std::vector<int> source(static_cast<size_t>(to.depth()), -1);
  for (int k = 0; k < to.depth(); ++k) {
    const LayerSpec& card = to.spec().layers[static_cast<size_t>(k)];
    for (int j = 0; j < from.depth(); ++j) {
      const LayerSpec& old = from.spec().layers[static_cast<size_t>(j)];
      if (old.id == card.id && sameShape(old, card) && from.parameterCount(j) == to.parameterCount(k)) {
        source[static_cast<size_t>(k)] = j;
      }
    }
  }
  return source;
}

Theta transplant(const Flow& from, const Theta& values, const Flow& to, const Theta& fresh) {
  Theta out = fresh;
  const std::vector<int> source = survivors(from, to);
  for (int k = 0; k < to.depth(); ++k) {
    const int j = source[static_cast<size_t>(k)];
    if (j < 0) continue;
    out.segment(to.offset(k), to.parameterCount(k)) = values.segment(from.offset(j), from.parameterCount(j));
    // A flow that gets a condition is at first the same at every c.
    auto slopes = out.segment(to.slopeOffset(k), to.slopeCount(k));
    slopes = 0;
    if (from.slopeCount(j) == to.slopeCount(k)) slopes = values.segment(from.slopeOffset(j), from.slopeCount(j));
  }
  return out;
}

}  // namespace core
