#pragma once
// Recovery: what a training falls back on when it breaks. It looks at the losses of every stretch of steps and keeps
// the state at the end of the last one that was sound.

#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "core/engine/engine.h"
#include "core/training/course.h"
#include "core/training/history.h"

namespace core {

/// What a training has behind it: what decides how it goes on, how it was run, and how it went.
struct TrainingPast {
  bool untrained = false;  ///< nothing has been learned yet: layers may still set out from the data
  /// The state to go back to; null: the one that this belongs to.
  std::shared_ptr<const TrainState> good = nullptr;
  /// Of the stretch so far: its losses, whether all steps were taken, how many were skipped since the last one that was.
  std::vector<float> losses = {};
  bool allTaken = true;
  int skippedInARow = 0;
  int firstSkipped = 0;                                     ///< step of the first of those
  double lowest = std::numeric_limits<double>::infinity();  ///< least median of a stretch's losses
  Course course = {};
  LossHistory history = {};
};

class Recovery {
 public:
  /// Steps of a stretch; it ends where the count of steps is a multiple of this, however the steps were asked for.
  static constexpr int kStretch = 200;
  static constexpr double kLeastRateScale = 1.0 / 1024;

  /// A state to rely on from now on: the start, one of a file, one that an edit has made.
  void start(const TrainState& state);
  /// The same, of a training that has been put down: all goes on as if it had not.
  void resume(const TrainState& state, const TrainingPast& past);
  TrainingPast past() const;
  /// Other losses are to be expected: what they were says nothing any more.
  void forgetLosses();

  /// What the steps from `step` on came to.
  void add(const TrainReport& report, int step);
  /// Why training does not get on any more, if so: "layer 3 (spline), conditioner: not a number at step 1520".
  std::optional<std::string> stuck(const Flow& flow) const;
  /// Steps from `step` on that may be taken before one has to ask for either.
  int stepsTogether(int step) const;
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
  void keep(const TrainState& state);
  bool exploded(double median) const;

  std::shared_ptr<const TrainState> good_ = std::make_shared<TrainState>();
  std::vector<float> losses_;  // of the stretch so far
  bool allTaken_ = true;       // the steps of the stretch so far
  int skippedInARow_ = 0;
  int firstSkipped_ = 0;  // of those in a row
  std::optional<Failure> failure_;
  double lowest_ = std::numeric_limits<double>::infinity();  // median of a stretch
};

}  // namespace core
