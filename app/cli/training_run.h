#pragma once
// A run: training of a known length, in slices short enough to look at the clock and at interrupts in between.

#include <functional>
#include <optional>

#include "core/training/trainer.h"

namespace app::cli {

inline constexpr int kStandardSteps = 3000;

/// Steps or seconds of training; kStandardSteps if neither is given.
struct RunLength {
  std::optional<int> steps;
  std::optional<double> seconds;
  std::optional<int> injectNaN;  ///< for tests: the step before which training is broken
};

struct Run {
  int steps = 0;
  double seconds = 0;  ///< training alone
  bool interrupted = false;
  float loss = 0;  ///< of the last step that was taken
};

/// Trains and moves the schedule's horizon to the run's end. `evaluations` held-out values are spread over the run. `show`
/// is called after every slice with the part of the run that is done.
Run trainFor(core::Trainer& trainer, const RunLength& length, int evaluations,
             const std::function<void(double part, const Run&)>& show);

}  // namespace app::cli
