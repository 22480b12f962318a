#pragma once
// Recovery: what a training falls back on when it breaks. It looks at the losses of every stretch of steps and keeps the
// state at the end of the last one that was sound.

#include <limits>
#include <optional>

#include "core/engine/engine.h"

namespace core {

class Recovery {
 public:
  /// Steps of a stretch; it ends where the count of steps is a multiple of this, however the steps were asked for.
  static constexpr int kStretch = 200;
  static constexpr double kLeastRateScale = 1.0 / 1024;

  /// A state to rely on from now on: the start, one of a file, one that an edit has made.
  void start(const TrainState& state);
  /// Other losses are to be expected: what they were says nothing any more.
  void forgetLosses();

  /// What the steps from `step` on came to.
  void add(const TrainReport& report, int step);
  /// Why training does not get on any more, if so: "layer 3 (spline), conditioner: not a number at step 1520".
  std::optional<std::string> stuck(const Flow& flow) const;
  /// At the end of a stretch: the same, or keeps the state. `lossesMayRise`: because the loss itself changes.
  std::optional<std::string> endStretch(const TrainState& state, const Flow& flow, bool lossesMayRise);

  struct Back {
    TrainState state;
    std::string sentence;  ///< why, and what was done about it
  };
  /// Where training goes on after `broken`: the last good state whole, Adam's moments and all, at half of the rate. The
  /// count of steps goes on, so that the batches that broke it are not drawn again.
  Back goBack(const TrainState& broken, const std::string& why);

 private:
  void startStretch();
  bool exploded(double median) const;

  TrainState good_;
  std::vector<float> losses_;  // of the stretch so far
  bool allTaken_ = true;       // the steps of the stretch so far
  int skippedInARow_ = 0;
  int firstSkipped_ = 0;  // of those in a row
  std::optional<Failure> failure_;
  double lowest_ = std::numeric_limits<double>::infinity();  // median of a stretch
};

}  // namespace core
