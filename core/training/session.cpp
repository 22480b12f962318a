#include "core/training/session.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/util/error.h"

namespace core {

namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

constexpr double kSlice = 0.012;        // seconds of training between two looks into the mailbox
constexpr double kEvaluateEvery = 0.5;  // seconds between two held-out evaluations, at least
constexpr double kEvaluateShare = 20;   // and at least so many times their own cost

constexpr int kNiceness = 19;

}  // namespace

Session::Session(EngineFactory makeEngine, EngineFactory fallback)
    : makeEngine_(std::move(makeEngine)), fallback_(std::move(fallback)), thread_([this] { run(); }) {}

Session::~Session() {
  wanted_.close();
  thread_.join();
}

void Session::run() {
  // Training yields to the picture: both may want all cores at once. Linux keeps a niceness per thread, and the engine's
  // own threads inherit this one.
  setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), kNiceness);
  try {
    trainer_ = std::make_unique<Trainer>(makeEngine_());
  } catch (const std::exception& error) {
    message_ = error.what();
    trainer_ = std::make_unique<Trainer>(fallback_());
  }
  while (!wanted_.closed()) {
    try {
      work();
    } catch (const std::exception& error) {
      recover(error.what());
    }
  }
}

void Session::work() {
  const bool idle = !started_ || !current_.play;
  if (auto wanted = idle ? wanted_.wait(std::chrono::milliseconds(200)) : wanted_.take()) {
    take(*wanted);
    publish();
    return;
  }
  if (!started_ || !current_.play) return;
  trainFor(kSlice);
  publish();
}

void Session::take(const Wanted& wanted) {
  const Wanted before = std::exchange(current_, wanted);
  try {
    trainer_->setProject(wanted.project);
    message_.clear();
  } catch (const InputError& error) {
    message_ = error.what();  // the trainer goes on with what it had
    return;
  }
  if (wanted.restore != nullptr && (!started_ || wanted.restores != before.restores)) {
    trainer_->restore(*wanted.restore);
  } else if (started_ && wanted.resets != before.resets) {
    trainer_->reset();
  }
  started_ = true;
  const int steps = wanted.steps - before.steps;
  if (steps > 0) trainer_->train(std::min(steps, 100));
  if (before.play != wanted.play) rateStart_ = 0;
  if (!wanted.play || before.project.target != wanted.project.target) {
    trainer_->evaluate();  // at rest the read-out is that of the flow on screen
    lastEvaluation_ = now();
  }
}

void Session::trainFor(double seconds) {
  const int steps = std::clamp(static_cast<int>(seconds / secondsPerStep_), 1, 2000);
  const double start = now();
  trainer_->train(steps);
  const double taken = now() - start;
  secondsPerStep_ = 0.7 * secondsPerStep_ + 0.3 * taken / steps;
  if (rateStart_ == 0) {
    rateStart_ = start;
    rateSteps_ = 0;
  }
  rateSteps_ += steps;
  if (now() - rateStart_ > 0.5) {
    stepsPerSecond_ = rateSteps_ / (now() - rateStart_);
    rateStart_ = now();
    rateSteps_ = 0;
  }
  if (now() - lastEvaluation_ > std::max(kEvaluateEvery, kEvaluateShare * evaluateCost_)) {
    const double before = now();
    trainer_->evaluate();
    lastEvaluation_ = now();
    evaluateCost_ = lastEvaluation_ - before;
  }
}

void Session::publish() {
  if (!started_) return;
  auto snapshot = std::make_shared<Snapshot>(*trainer_->snapshot());
  safe_ = snapshot->state;
  snapshot->stepsPerSecond = current_.play ? stepsPerSecond_ : 0;
  snapshot->running = current_.play;
  snapshot->message = message_;
  snapshots_.put(snapshot);
}

void Session::recover(const std::string& reason) {
  // A device that was lost: on with the other engine from the last state that came back.
  const Project project = trainer_->project();
  trainer_ = std::make_unique<Trainer>(fallback_());
  message_ = reason + "; training goes on on the CPU";
  if (!started_) return;
  trainer_->setProject(project);
  if (safe_.theta.size() == trainer_->engine().flow().parameterCount()) trainer_->restore(safe_);
  publish();
}

}  // namespace core
