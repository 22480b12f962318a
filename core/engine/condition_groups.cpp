#include "core/engine/condition_groups.h"

#include <algorithm>

namespace core {

void ConditionGroups::setFlow(const Flow& flow) {
  groups_.clear();
  conditioned_.clear();
  if (flow.slopeCount() == 0) return;
  for (int k = 0; k < flow.depth(); ++k) conditioned_.push_back(flow.layer(k).conditioned());
  for (int g = 0; g < kGroups; ++g) groups_.push_back({Theta::Zero(flow.parameterCount()), Theta(flow.workSize())});
}

void ConditionGroups::setParts(const std::vector<DataPart>& parts, const std::shared_ptr<const Target>& target) {
  parts_ = parts;
  if (target == target_ && targets_.size() == parts.size()) return;
  target_ = target;
  targets_.clear();
  for (const DataPart& part : parts) targets_.push_back(target == nullptr ? nullptr : target->given(part.c));
}

int ConditionGroups::count(const TrainSettings& settings) const {
  return std::min({static_cast<int>(groups_.size()), static_cast<int>(parts_.size()), settings.batch});
}

size_t ConditionGroups::partOf(const TrainSettings& settings, int step, int g) const {
  const auto parts = static_cast<int>(parts_.size());
  const int first = parts * g / count(settings), end = parts * (g + 1) / count(settings);
  const float u = batchTime(settings.seed, static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(g));
  return static_cast<size_t>(std::min(first + static_cast<int>(u * static_cast<float>(end - first)), end - 1));
}

const DataPart& ConditionGroups::part(const TrainSettings& settings, int step, int g) const {
  return parts_[partOf(settings, step, g)];
}

const Target* ConditionGroups::target(const TrainSettings& settings, int step, int g) const {
  return targets_[partOf(settings, step, g)].get();
}

void ConditionGroups::prepare(const Flow& flow, ConstTheta theta, const TrainSettings& settings, int step, int k) {
  for (int g = 0; g < count(settings); ++g) {
    ConditionGroup& group = groups_[static_cast<size_t>(g)];
    flow.give(theta, part(settings, step, g).c, view(group.theta), k);
    flow.prepare(view(std::as_const(group.theta)), view(group.work), k);
  }
}

void ConditionGroups::update(const Flow& flow, TrainState& state, const Theta& gradient, const AdamStep& adam,
                             int k) const {
  AdamStep half = adam;
  half.rate /= 2;
  int at = flow.offset(k);
  for (const Entries& part : conditioned_[static_cast<size_t>(k)]) {
    const int first = flow.offset(k) + part.first;
    adamUpdate(state, gradient, adam, at, first - at);
    adamUpdate(state, gradient, half, first, part.count);
    at = first + part.count;
  }
  adamUpdate(state, gradient, adam, at, flow.offset(k) + flow.parameterCount(k) - at);
  adamUpdate(state, gradient, half, flow.slopeOffset(k), flow.slopeCount(k));
}

}  // namespace core
