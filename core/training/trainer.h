#pragma once
// The trainer: a project on an engine, a few steps at a time, without a thread of its own. The window's session and the
// command line both drive one.

#include <deque>
#include <memory>

#include "core/project/project.h"
#include "core/training/history.h"

namespace core {

class Trainer {
 public:
  explicit Trainer(std::unique_ptr<Engine> engine);

  /// Brings the trainer to `project`: transplants what survives a change of the stack, draws new data for a new target,
  /// applies changed settings. Throws InputError if the engine cannot train the objective.
  void setProject(const Project& project);
  /// Back to step 0 with the project's seed.
  void reset();
  /// Continues from a state of the project's flow, as loaded from a file.
  void restore(const TrainState& state);

  /// Takes the steps and returns their losses.
  std::vector<float> train(int steps);
  /// Held-out NLL of the averaged theta in the user's units, and its standard error.
  struct HeldOut {
    double nll = 0;
    double standardError = 0;
  };
  HeldOut evaluate();

  const Project& project() const { return project_; }
  Engine& engine() { return *engine_; }
  /// Goes on with the same state on another engine.
  void setEngine(std::unique_ptr<Engine> engine);
  std::optional<double> entropy() const;
  const LossHistory& history() const { return history_; }
  /// The present moment as a value.
  std::shared_ptr<const Snapshot> snapshot();
  int generation() const { return generation_; }

 private:
  struct Shelved {
    std::shared_ptr<const Flow> flow;
    TrainState state;
  };
  void drawData(const Project& project);

  std::unique_ptr<Engine> engine_;
  Project project_;
  bool started_ = false;
  std::shared_ptr<const Points> pool_, heldOut_;
  std::shared_ptr<const Target> target_;
  std::deque<Shelved> shelf_;  // stacks before the last edits, oldest first
  LossHistory history_;
  std::optional<double> heldOutNll_;
  int generation_ = 0;
};

}  // namespace core
