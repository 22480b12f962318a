#include "app/cli/training_run.h"

#include <algorithm>
#include <cmath>

#include "app/cli/interrupt.h"
#include "core/util/thread_clock.h"

namespace app::cli {

namespace {

constexpr double kSlice = 0.05;  // seconds of training between two looks at clock and interrupts

// How many steps the whole run has, as far as can be told now.
double expectedSteps(const RunLength& length, const Run& run) {
  if (!length.seconds) return length.steps.value_or(kStandardSteps);
  return run.steps == 0 ? kStandardSteps : std::max(run.steps + 1.0, run.steps / run.seconds * *length.seconds);
}

// How much of the run is done, from 0 to 1.
double part(const RunLength& length, const Run& run) {
  return length.seconds ? run.seconds / *length.seconds : run.steps / expectedSteps(length, run);
}

void setHorizon(core::Trainer& trainer, double horizon) {
  core::Project project = trainer.project();
  const int next = static_cast<int>(std::clamp<double>(horizon, 1, core::TrainSettings::kMostSteps));
  if (project.training.horizon == next) return;
  project.training.horizon = next;
  trainer.setProject(project);
}

}  // namespace

Run trainFor(core::Trainer& trainer, const RunLength& length, int evaluations,
             const std::function<void(double part, const Run&)>& show) {
  Run run;
  const int first = trainer.engine().state().step;
  int evaluated = 0;
  setHorizon(trainer, first + expectedSteps(length, run));
  for (;;) {
    const double steps = expectedSteps(length, run);
    const double done = part(length, run);
    if (done >= 1) return run;
    if (interrupted()) {
      run.interrupted = true;
      return run;
    }
    // The time of a step moves about, so the end of the schedule does; a small move is not worth a new setting.
    if (length.seconds && std::abs(first + steps - trainer.project().training.horizon) > 0.01 * steps)
      setHorizon(trainer, first + steps);
    double slice = kSlice;
    if (length.seconds) slice = std::min(slice, *length.seconds - run.seconds);
    double chunk = run.steps == 0 ? 2 : std::max(1.0, slice * run.steps / run.seconds);
    if (!length.seconds) chunk = std::min(chunk, steps - run.steps);
    if (!length.seconds && evaluations > 0) chunk = std::min(chunk, std::ceil(steps / evaluations));
    const int untilNaN = length.injectNaN.value_or(0) - run.steps;
    if (untilNaN > 0) chunk = std::min<double>(chunk, untilNaN);
    const double start = core::wallSeconds();
    const std::vector<float> losses = trainer.train(static_cast<int>(std::min(chunk, 1e4)));
    run.seconds += core::wallSeconds() - start;
    run.steps += static_cast<int>(losses.size());
    if (run.steps == length.injectNaN) trainer.injectNaN();
    if (std::isfinite(losses.back())) run.loss = losses.back();
    if (part(length, run) * evaluations >= evaluated + 1) {
      trainer.evaluate();
      ++evaluated;
    }
    show(done, run);
  }
}

}  // namespace app::cli
