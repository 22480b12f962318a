#pragma once
// A runner: the thread that trains one of the two stacks of a race and measures on the way.
//
// It is a session that keeps to a pace. A session may not be used here: it measures whenever it is stopped, and yields
// wholly at a moment of its own choosing, so that two of them never have the same share of a machine.

#include <functional>
#include <thread>

#include "core/race/pace.h"
#include "core/race/standing.h"
#include "core/training/trainer.h"
#include "core/util/latest.h"

namespace core {

/// What is wanted of a runner, as one value.
struct RaceOrder {
  Project project;
  RaceMode mode = RaceMode::sameSteps;
  int round = 0;  ///< from 1; another one begins at step 0
  bool running = false;
};

class Runner {
 public:
  using EngineFactory = std::function<std::unique_ptr<Engine>(int threads)>;
  /// `lane` 0 or 1. `makeEngine` is called in the runner's thread: for training with `threads`, for measuring with one.
  Runner(int lane, std::shared_ptr<Pace> pace, EngineFactory makeEngine, int threads);
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  void want(RaceOrder order) { orders_.put(std::move(order)); }
  /// The thread comes to its end when the step or measurement at hand is done; the destructor waits for that.
  void close() { orders_.close(); }
  /// The newest standing since the last call, if any.
  std::shared_ptr<const Standing> poll() { return standings_.take().value_or(nullptr); }

 private:
  void run();
  void work();
  void take(const RaceOrder& order);
  void begin();
  void trainOn(const Pace::Leave& leave);
  void evaluate();
  void measure();
  bool measurementDue() const;
  void refuse(const std::string& why);
  void report();
  void publish();

  const int lane_, threads_;
  const std::shared_ptr<Pace> pace_;
  const EngineFactory makeEngine_;
  Latest<RaceOrder> orders_;
  Latest<std::shared_ptr<const Standing>> standings_;
  std::unique_ptr<Trainer> trainer_;
  std::unique_ptr<Engine> meter_;
  RaceOrder order_;
  Standing standing_;
  int nextEvaluation_ = 0;
  double secondsPerStep_ = 0, evaluating_ = 0;
  double measured_ = 0, measuring_ = 0, published_ = 0;
  int measuredAt_ = -1;  // the step
  std::thread thread_;
};

}  // namespace core
