#include "core/training/session.h"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <future>

#include "core/util/error.h"
#include "core/util/thread_clock.h"

namespace core {

namespace {

constexpr double kSlice = 0.016;        // seconds of training between two looks into the mailbox
constexpr double kEvaluateEvery = 0.5;  // seconds between two held-out evaluations, at least
constexpr double kEvaluateShare = 10;   // and at least so many times their own cost

constexpr double kMessageTime = 5;  // seconds that a word about an event stands
// Seconds of training after which it is decided whether it may yield wholly, and the share of a core that it must have had.
constexpr double kTrial = 1;
constexpr double kFreeShare = 0.25;

}  // namespace

Session::Session(EngineFactory makeEngine, EngineFactory fallback)
    : makeEngine_(std::move(makeEngine)), fallback_(std::move(fallback)), thread_([this] { run(); }) {}

Session::~Session() {
  wanted_.close();
  thread_.join();
}

void Session::run() {
  // Training yields to the picture: both may want all cores at once. An engine's own threads are as nice from the start as
  // the thread that makes it.
  const auto make = [this] {
    beNice();
    return makeEngine_();
  };
  try {
    trainer_ = std::make_unique<Trainer>(std::async(std::launch::async, make).get());
  } catch (const std::exception& error) {
    tellOfEngine(error.what());
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
  const bool first = !started_;
  std::string why;
  if (!trainer_->engine().supports(wanted.project.flow, wanted.project.training.objective, why)) {
    trainer_->setEngine(fallback_());
    tellOfEngine(why);
  }
  try {
    trainer_->setProject(wanted.project);
    message_.clear();
  } catch (const InputError& error) {
    message_ = error.what();  // the trainer goes on with what it had
    return;
  }
  started_ = true;
  if (wanted.restore != nullptr && (first || wanted.restores != before.restores)) restore(*wanted.restore);
  if (first) {
    // Only now: where other programs fill all cores, a nice thread would leave the window without a picture for seconds.
    publish();
    beNice();
  }
  if (!first && wanted.resets != before.resets) trainer_->reset();
  // The next slice is short: how long a step takes now is not known.
  if (before.project.flow != wanted.project.flow || before.project.training != wanted.project.training)
    secondsPerStep_ = kSlice;
  const int steps = wanted.steps - before.steps;
  if (steps > 0) trainer_->train(std::min(steps, 100));
  if (before.play != wanted.play) rateStart_ = 0;
  if (!wanted.play || before.project.target != wanted.project.target) {
    trainer_->evaluate();  // at rest the read-out is that of the flow on screen
    lastEvaluation_ = wallSeconds();
  }
}

void Session::restore(const Wanted::Restore& restore) {
  const Flow& flow = trainer_->engine().flow();
  if (restore.flow == flow.spec()) {
    trainer_->restore(restore.state);
  } else {
    // An edit has overtaken it: what survives the edit is restored.
    const TrainState fresh = TrainState::start(flow, trainer_->project().training.seed);
    trainer_->restore(restore.state.transplanted(Flow(restore.flow), flow, fresh));
  }
}

void Session::tellOfEngine(const std::string& sentence) { tell(sentence + "; training goes on on the CPU"); }

void Session::tell(const std::string& sentence) {
  event_ = sentence;
  eventSince_ = wallSeconds();
}

void Session::trainFor(double seconds) {
  const int steps = std::clamp(static_cast<int>(seconds / secondsPerStep_), 1, 2000);
  const double start = wallSeconds(), work = threadSeconds();
  trainer_->train(steps);
  const double taken = wallSeconds() - start;
  yieldWholly(taken, threadSeconds() - work);
  secondsPerStep_ = 0.7 * secondsPerStep_ + 0.3 * taken / steps;
  if (rateStart_ == 0) {
    rateStart_ = start;
    rateSteps_ = 0;
  }
  rateSteps_ += steps;
  if (wallSeconds() - rateStart_ > 0.5) {
    stepsPerSecond_ = rateSteps_ / (wallSeconds() - rateStart_);
    rateStart_ = wallSeconds();
    rateSteps_ = 0;
  }
  if (wallSeconds() - lastEvaluation_ > std::max(kEvaluateEvery, kEvaluateShare * evaluateCost_)) {
    const double before = wallSeconds();
    trainer_->evaluate();
    lastEvaluation_ = wallSeconds();
    evaluateCost_ = lastEvaluation_ - before;
  }
}

// To the kernel a core that runs nothing but SCHED_IDLE is a free one: window and renderer, woken together, then take two
// cores rather than queue on one. Where other programs fill all cores, though, such a thread would starve, and there is
// mostly no way back: it is done only where training has had a fair share so far.
void Session::yieldWholly(double seconds, double worked) {
  if (yielding_) return;
  trialSeconds_ += seconds;
  trialWorked_ += worked;
  if (trialSeconds_ < kTrial) return;
  const bool fair = trialWorked_ > kFreeShare * trialSeconds_;
  trialSeconds_ = trialWorked_ = 0;
  if (!fair) return;
  yielding_ = true;
  const sched_param none{};
  if (sched_setscheduler(0, SCHED_IDLE, &none) != 0) return;
  // The threads of an engine are as the thread was that made it.
  if (trainer_->engine().name().starts_with("CPU")) trainer_->setEngine(fallback_());
}

void Session::publish() {
  if (!started_) return;
  auto snapshot = std::make_shared<Snapshot>(*trainer_->snapshot());
  safe_ = snapshot->state;
  safeFlow_ = snapshot->flow;
  snapshot->restores = current_.restores;
  snapshot->stepsPerSecond = current_.play ? stepsPerSecond_ : 0;
  snapshot->running = current_.play;
  for (const std::string& sentence : trainer_->takeMessages()) tell(sentence);
  const bool recent = wallSeconds() - eventSince_ < kMessageTime;
  snapshot->message = message_.empty() && recent ? event_ : message_;
  snapshots_.put(snapshot);
}

void Session::recover(const std::string& reason) {
  // A device that was lost: on with the other engine from the last state that came back.
  tellOfEngine(reason);
  trainer_ = std::make_unique<Trainer>(fallback_());
  Wanted again = std::exchange(current_, {});
  started_ = false;
  if (safeFlow_ != nullptr) {
    again.restore = std::make_shared<Wanted::Restore>(Wanted::Restore{safeFlow_->spec(), safe_});
  }
  again.steps = 0;
  take(again);
  publish();
}

}  // namespace core
