#pragma once
// The groups of a conditional flow's batch: the points of a group are at one c, so that each group trains an ordinary flow,
// theta given c. Private to the CPU engine.
//
// A step has kGroups of them, or as many as there are classes. The values of c that there is data for are dealt out in as
// many strata, in order, and each group takes a random one of its own: every step sees all of the range.

#include "core/engine/engine.h"

namespace core {

struct ConditionGroup {
  Theta theta, work;  ///< given its c, and prepared
};

class ConditionGroups {
 public:
  static constexpr int kGroups = 4;

  /// None for a flow without slopes.
  void setFlow(const Flow& flow);
  /// `target`: a conditional one, or null where the objective needs none.
  void setParts(const std::vector<DataPart>& parts, const std::shared_ptr<const Target>& target);

  /// Of a batch of so many points.
  int count(const TrainSettings& settings) const;
  /// What group g of this step draws from.
  const DataPart& part(const TrainSettings& settings, int step, int g) const;
  const Target* target(const TrainSettings& settings, int step, int g) const;
  /// The first of its points in the batch; that of g = count is the size of the batch.
  int firstPoint(const TrainSettings& settings, int g) const { return settings.batch * g / count(settings); }

  /// Gives and prepares layer k for all groups of the step.
  void prepare(const Flow& flow, ConstTheta theta, const TrainSettings& settings, int step, int k);
  /// An Adam update of layer k and its slopes. What goes with c moves with its slope as well: each has half of the rate,
  /// so that the flow at any c goes no faster than one without a condition.
  void update(const Flow& flow, TrainState& state, const Theta& gradient, const AdamStep& adam, int k) const;
  const ConditionGroup& group(int g) const { return groups_[static_cast<size_t>(g)]; }

 private:
  size_t partOf(const TrainSettings& settings, int step, int g) const;

  std::vector<ConditionGroup> groups_;
  std::vector<std::vector<Entries>> conditioned_;  // of each layer
  std::vector<DataPart> parts_;
  std::shared_ptr<const Target> target_;
  std::vector<std::shared_ptr<const Target>> targets_;  // of each part
};

}  // namespace core
