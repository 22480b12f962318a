#include "core/race/runner.h"

#include <algorithm>
#include <cmath>

#include "core/race/costs.h"
#include "core/util/thread_clock.h"

namespace core {

namespace {

using std::chrono::milliseconds;

constexpr double kSlice = 0.012;  // seconds of training between two looks at mailbox and pace
constexpr int kMostSteps = 100;   // of a slice
constexpr double kPublishEvery = 0.05;

// Held-out points are asked at steps that do not depend on the machine, ever further apart: the chart wants no more. A dear
// flow leaves some of them out, so that after the first second this takes no more than so much of the time.
constexpr int kFirstStep = 25;
constexpr double kStride = 0.04, kEvaluatingFree = 1, kEvaluatingShare = 0.25;
int evaluationAfter(int step) {
  return step + kFirstStep * std::max(1, static_cast<int>(std::floor(step * kStride / kFirstStep)));
}

// Costs change little while a flow learns.
constexpr double kFirstMeasurement = 0.2, kMeasureEvery = 3, kMeasuringShare = 0.04;

}  // namespace

Runner::Runner(int lane, std::shared_ptr<Pace> pace, EngineFactory makeEngine, int threads)
    : lane_(lane), threads_(threads), pace_(std::move(pace)), makeEngine_(std::move(makeEngine)), thread_([this] {
        run();
      }) {}

Runner::~Runner() {
  close();
  thread_.join();
}

void Runner::run() {
  beNice();  // the window comes first; its engine's threads are as nice as this one
  while (!orders_.closed()) {
    try {
      work();
    } catch (const std::exception& error) {
      refuse(error.what());
    }
  }
}

void Runner::work() {
  const bool rests = order_.round == 0 || !order_.running || !standing_.refusal.empty();
  if (auto order = rests ? orders_.wait(milliseconds(100)) : orders_.take()) {
    take(*order);
    return;
  }
  if (order_.round == 0 || !standing_.refusal.empty() || orders_.closed()) return;
  const double start = wallSeconds();
  if (measurementDue()) measure();
  if (rests) return;
  const Pace::Leave leave = pace_->leave(lane_, order_.mode);
  if (leave.none()) {
    pace_->wait(lane_, order_.mode, milliseconds(20));
  } else {
    trainOn(leave);
  }
  if (standing_.steps >= nextEvaluation_) evaluate();
  standing_.wallSeconds += wallSeconds() - start;
  if (wallSeconds() - published_ > kPublishEvery) publish();
}

void Runner::take(const RaceOrder& order) {
  const bool another = order.round != order_.round;
  order_ = order;
  if (another) {
    begin();
  } else if (!order.running && standing_.refusal.empty()) {
    evaluate();  // at rest all numbers are of the flow on screen
    publish();
  }
}

void Runner::begin() {
  standing_ = {};
  standing_.round = order_.round;
  nextEvaluation_ = kFirstStep;
  secondsPerStep_ = kSlice;  // the first slice is short
  evaluating_ = measured_ = measuring_ = published_ = 0;
  measuredAt_ = -1;
  report();
  standing_.parameters = Flow(order_.project.flow).parameterCount();
  if (trainer_ == nullptr) trainer_ = std::make_unique<Trainer>(makeEngine_(threads_));
  trainer_->setProject(order_.project);
  trainer_->reset();  // nothing is carried over from the race before
  standing_.entropy = trainer_->entropy();
  publish();
  evaluate();
  publish();
}

void Runner::refuse(const std::string& why) {
  standing_.refusal = why;
  pace_->report(lane_, {order_.round, standing_.steps, standing_.seconds, true});
  publish();
}

void Runner::trainOn(const Pace::Leave& leave) {
  // Processor time where this thread does all of the work: what others take away from it does not count.
  const auto clock = threads_ == 1 ? threadSeconds : wallSeconds;
  const double slice = std::min(kSlice, leave.seconds);
  int steps = std::clamp(static_cast<int>(slice / secondsPerStep_), 1, kMostSteps);
  steps = std::min({steps, leave.steps, std::max(1, nextEvaluation_ - standing_.steps)});
  const double start = clock();
  trainer_->train(steps);
  const double taken = clock() - start;
  standing_.steps += steps;
  standing_.seconds += taken;
  secondsPerStep_ = 0.7 * secondsPerStep_ + 0.3 * std::max(1e-7, taken / steps);
  report();
}

void Runner::report() { pace_->report(lane_, {order_.round, standing_.steps, standing_.seconds, false}); }

void Runner::evaluate() {
  nextEvaluation_ = evaluationAfter(standing_.steps / kFirstStep * kFirstStep);
  auto& curve = standing_.curve;
  if (!curve.empty() && curve.back().steps == standing_.steps) return;
  if (order_.running && evaluating_ > kEvaluatingFree + kEvaluatingShare * standing_.wallSeconds) return;
  const double start = wallSeconds();
  const RacePoint point{standing_.steps, standing_.seconds, trainer_->evaluate().nll};
  if (order_.running) evaluating_ += wallSeconds() - start;
  curve.push_back(point);
  if (!standing_.reached && standing_.entropy && point.heldOut - *standing_.entropy <= kGapMark)
    standing_.reached = point;
  for (const std::string& sentence : trainer_->takeMessages()) standing_.message = sentence;
}

bool Runner::measurementDue() const {
  if (measuredAt_ == standing_.steps) return false;
  if (measuredAt_ < 0) return !order_.running || standing_.seconds > kFirstMeasurement;
  return !order_.running || wallSeconds() - measured_ > std::max(kMeasureEvery, measuring_ / kMeasuringShare);
}

void Runner::measure() {
  if (meter_ == nullptr) meter_ = makeEngine_(1);
  const double start = wallSeconds();
  standing_.costs = measureCosts(*meter_, trainer_->engine().sharedFlow(), trainer_->engine().state().average);
  measured_ = wallSeconds();
  measuring_ = measured_ - start;
  measuredAt_ = standing_.steps;
  publish();
}

void Runner::publish() {
  published_ = wallSeconds();
  auto standing = std::make_shared<Standing>(standing_);
  standing->running = order_.running;
  if (standing_.refusal.empty()) {
    standing->flow = trainer_->engine().sharedFlow();
    standing->theta =
        std::make_shared<Theta>(standing->flow->given(trainer_->engine().state().average, order_.project.view.given));
    standing->scaling = order_.project.scaling;
  }
  standings_.put(standing);
}

}  // namespace core
