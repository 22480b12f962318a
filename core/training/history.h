#pragma once
// The loss history and the timeline of thetas: bounded however long the training, finest at the recent end.

#include <memory>
#include <utility>
#include <vector>

#include "core/training/snapshot.h"

namespace core {

/// The loss chart's entries: when the list is full, neighbours are merged and an entry covers twice the steps.
class LossHistory {
 public:
  static constexpr int kMost = 600;
  /// All that a history is.
  struct State {
    std::vector<LossPoint> points = {};  ///< fewer than kMost, in the order of their steps
    int span = 1;                        ///< steps that one entry covers
    double sum = 0;                      ///< of the losses since the last entry
    int count = 0;                       ///< how many those are, fewer than `span`
  };

  LossHistory() = default;
  explicit LossHistory(State state) : s_(std::move(state)) {}
  const State& state() const { return s_; }

  void add(int step, float loss);
  /// Held-out NLL at the newest entry; before the first step there is none to put it to.
  void addHeldOut(float nll);
  const std::vector<LossPoint>& points() const { return s_.points; }
  void clear();

 private:
  void merge();

  State s_;
};

/// Thetas of the past, for playing how the flow was learned: at most kMost, every other one is dropped when full.
class Timeline {
 public:
  static constexpr int kMost = 128;
  struct Entry {
    int step;
    std::shared_ptr<const Flow> flow;
    std::shared_ptr<const Theta> theta;
  };

  /// Takes the snapshot if enough steps have passed since the last one taken.
  void offer(const Snapshot& snapshot);
  /// The entry nearest to `step`; nothing if there is none.
  const Entry* nearest(int step) const;
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
  int generation_ = -1;
  int spacing_ = 1;
};

}  // namespace core
