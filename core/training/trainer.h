#pragma once
// The trainer: a project on an engine, a few steps at a time, without a thread of its own. The window's session and the
// command line both drive one.

#include <deque>
#include <memory>
#include <utility>

#include "core/project/project.h"
#include "core/training/history.h"
#include "core/training/recovery.h"
#include "core/training/reverse_kl.h"

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

  /// Takes the steps and returns their losses. Where training breaks it goes back to the last good state and on from
  /// there (recovery.h).
  std::vector<float> train(int steps);
  /// Held-out NLL of the averaged theta in the user's units, and its standard error: the entropy plus the mean of
  /// log p - log q over the held-out points where log p is known, else the mean of -log q.
  struct HeldOut {
    double nll = 0;
    double standardError = 0;
    std::vector<AtCondition> conditions = {};  ///< of a conditional flow, whose NLL is the mean over all c
  };
  HeldOut evaluate();
  /// For reverse KL: of the averaged theta. Empty for other objectives.
  std::optional<ReverseKlQuality> reverseKlQuality(const ReverseKlEffort& effort);

  /// What has happened since the last call that a person should know, a sentence each.
  std::vector<std::string> takeMessages() { return std::exchange(messages_, {}); }
  /// For tests: one number of theta is none from now on.
  void injectNaN();

  const Project& project() const { return project_; }
  Engine& engine() { return *engine_; }
  /// The engine's state and what lies behind it: `restore` goes on from it as if nothing had been.
  TrainState state();
  /// Goes on with the same state on another engine.
  void setEngine(std::unique_ptr<Engine> engine);
  /// Of the target, nats; of a conditional flow's, the mean over c of that given c.
  std::optional<double> entropy() const;
  const LossHistory& history() const { return history_; }
  /// The same since the latest restore alone.
  const LossHistory& ownHistory() const { return ownHistory_; }
  /// The present moment as a value.
  std::shared_ptr<const Snapshot> snapshot();
  int generation() const { return generation_; }

 private:
  struct Shelved {
    std::shared_ptr<const Flow> flow;
    TrainState state;
  };
  void drawData(const Project& project);
  void tellIfUnconditioned();
  Points firstPoints() const;
  void changeStack(const Project& project);
  TrainState soundState();
  void startState(const TrainState& state);
  void initialiseFromData();
  void endStretch();
  void goBack(const std::string& why);
  HeldOut heldOut();
  void measureHeldOut();
  void measureConditions(const Eigen::ArrayXd& logDensity, HeldOut& result) const;

  std::unique_ptr<Engine> engine_;
  Project project_;
  bool started_ = false;
  std::shared_ptr<const Points> pool_, heldOut_;
  // Which of them are at which c; empty for a flow that is not conditional.
  std::vector<DataPart> poolParts_, heldOutParts_;
  Eigen::ArrayXd trueLogDensity_;  // of the held-out points, plus the entropy; 0 where unknown, empty until needed
  mutable std::shared_ptr<const Points> entropyOf_;  // the held-out points that entropy_ is for
  mutable std::optional<double> entropy_;
  std::shared_ptr<const Target> target_;
  std::deque<Shelved> shelf_;  // stacks before the last edits, oldest first
  LossHistory history_, ownHistory_;
  Course course_;
  Recovery recovery_;
  int step_ = 0;           // TrainState::step of the engine
  bool untrained_ = true;  // no layer has learned anything yet
  std::vector<float> gradientNorms_;
  std::vector<std::string> messages_;
  std::optional<double> heldOutNll_;  // if it is a number
  std::vector<AtCondition> conditions_;
  std::optional<ReverseKlQuality> quality_;
  int generation_ = 0;
};

}  // namespace core
