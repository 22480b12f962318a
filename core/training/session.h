#pragma once
// The session: the thread that trains. It is told what is wanted and publishes snapshots; both boxes hold the newest
// value only, so neither side ever waits for the other.

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "core/training/trainer.h"
#include "core/util/latest.h"

namespace core {

/// Everything that is wanted of the session, as one value; counters tell what is new in it.
struct Wanted {
  Project project;
  bool play = false;
  int steps = 0;   ///< how often "one step" has been asked for
  int resets = 0;  ///< how often "reset" has been asked for
  /// A state to go on from, and the stack that it belongs to; taken up when `restores` has changed.
  struct Restore {
    FlowSpec flow;
    TrainState state;
  };
  int restores = 0;
  std::shared_ptr<const Restore> restore;
};

class Session {
 public:
  /// `makeEngine` is called in the session's thread. `fallback`, if given, replaces an engine that fails.
  using EngineFactory = std::function<std::unique_ptr<Engine>()>;
  Session(EngineFactory makeEngine, EngineFactory fallback);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void want(Wanted wanted) { wanted_.put(std::move(wanted)); }
  /// The newest snapshot since the last call, if any.
  std::shared_ptr<const Snapshot> poll() { return snapshots_.take().value_or(nullptr); }

 private:
  void run();
  void work();
  void take(const Wanted& wanted);
  void trainFor(double seconds);
  void yieldWholly(double seconds, double worked);
  void publish();
  void restore(const Wanted::Restore& restore);
  void recover(const std::string& reason);
  void tellOfEngine(const std::string& sentence);
  void tell(const std::string& sentence);

  EngineFactory makeEngine_, fallback_;
  std::unique_ptr<Trainer> trainer_;
  Latest<Wanted> wanted_;
  Latest<std::shared_ptr<const Snapshot>> snapshots_;
  Wanted current_;
  bool started_ = false;
  std::string message_;  // about the last thing wanted
  std::string event_;    // another engine than the wanted one is at work, training went back; stands for a while
  double eventSince_ = 0;
  bool yielding_ = false;  // wholly, for good
  // Until that is decided: how long training took, and how much of it this thread worked.
  double trialSeconds_ = 0, trialWorked_ = 0;
  double secondsPerStep_ = 1e-3;
  double evaluateCost_ = 0, lastEvaluation_ = -1;
  double rateStart_ = 0, stepsPerSecond_ = 0;
  int rateSteps_ = 0;
  // The last state that was read back from the device.
  std::shared_ptr<const Flow> safeFlow_;
  TrainState safe_;
  std::thread thread_;
};

}  // namespace core
