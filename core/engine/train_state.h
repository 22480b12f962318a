#pragma once
// What training changes: theta, its average, Adam's moments and the counts.

#include "core/flow/flow.h"

namespace core {

struct TrainingPast;

/// Everything that training changes. `average` is the flow that is shown, saved and evaluated.
struct TrainState {
  Theta theta;
  Theta average;       ///< exponential moving average of theta
  Theta mean, square;  ///< Adam's moments
  int step = 0;        ///< steps taken, skipped ones included: it also counts the batches drawn
  int updates = 0;     ///< Adam updates made, for its bias correction
  int skipped = 0;     ///< steps not taken because loss or gradient was not finite
  int rollbacks = 0;   ///< how often training went back to a state that was good
  /// Multiplies the rate: halved by every rollback, 1 again for a new stack, target or rate.
  double rateScale = 1;
  /// What the trainer goes by besides (training/recovery.h), so that a training that is put down and taken up again is
  /// one that never rested; null where nothing is known, as of a state that an engine gives or an edit has made.
  std::shared_ptr<const TrainingPast> past = nullptr;

  static TrainState start(const Flow& flow, std::uint64_t seed);
  bool allFinite() const;
  /// Gives the entries of `average` that are not trained the values that theta has.
  void shareUntrained(const Flow& flow);
  /// This state of `from` carried to `to`: layers that survive (see transplant.h) keep their values, the others are
  /// those of `fresh`, a state of `to`; the counts go on.
  TrainState transplanted(const Flow& from, const Flow& to, const TrainState& fresh) const;
};

/// The numbers of one Adam update.
struct AdamStep {
  int number = 1;  ///< of the update, from 1: for the bias corrections
  Real scale = 1;  ///< of the gradient: what clipping leaves of it
  Real rate = 0;
  Real decay = 0;  ///< TrainSettings::decay
  Real averageWeight = 1;
};

/// One Adam update (Kingma, Ba 2014, algorithm 1) of entries [first, first + count) of the state by `gradient`, and of
/// the average; counts are left alone. An entry that never had a gradient is not decayed: it is none of the trained
/// ones, or has no part in the loss. What becomes of theta's entries also goes to `copy`, if there is one. shaders/adam.comp
/// is its twin.
void adamUpdate(TrainState& state, const Theta& gradient, const AdamStep& step, int first, int count,
                Real* copy = nullptr);

}  // namespace core
