#include "core/training/recovery.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace core {

namespace {

constexpr size_t kEnough = 20;  // losses of a stretch that say something
constexpr double kJump = 10;    // nats above the best stretch: no batch explains that in the median of a stretch

double medianOf(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::string notANumber(const Failure& failure, const Flow& flow, int step) {
  return describe(failure, flow) + ": not a number at step " + std::to_string(step);
}

}  // namespace

void Recovery::start(const TrainState& state) {
  keep(state);
  startStretch();
  forgetLosses();
}

void Recovery::resume(const TrainState& state, const TrainingPast& past) {
  start(past.good != nullptr ? *past.good : state);
  losses_ = past.losses;
  allTaken_ = past.allTaken;
  skippedInARow_ = past.skippedInARow;
  firstSkipped_ = past.firstSkipped;
  lowest_ = past.lowest;
}

TrainingPast Recovery::past() const {
  TrainingPast past;
  past.good = good_;
  past.losses = losses_;
  past.allTaken = allTaken_;
  past.skippedInARow = skippedInARow_;
  past.firstSkipped = firstSkipped_;
  past.lowest = lowest_;
  return past;
}

void Recovery::keep(const TrainState& state) {
  auto good = std::make_shared<TrainState>(state);
  good->past = nullptr;
  good_ = good;
}

void Recovery::startStretch() {
  losses_.clear();
  allTaken_ = true;
  skippedInARow_ = 0;
  failure_.reset();
}

void Recovery::forgetLosses() {
  losses_.clear();
  lowest_ = std::numeric_limits<double>::infinity();
}

void Recovery::add(const TrainReport& report, int step) {
  for (const float loss : report.losses) {
    if (std::isfinite(loss)) {
      losses_.push_back(loss);
      skippedInARow_ = 0;
    } else {
      allTaken_ = false;
      if (skippedInARow_++ == 0) firstSkipped_ = step;
    }
    ++step;
  }
  if (report.failure) failure_ = report.failure;
}

int Recovery::stepsTogether(int step) const {
  const int stretch = kStretch - step % kStretch;
  // The engine stops by itself, but counts from where it was given its state.
  return skippedInARow_ == 0 ? stretch : std::min(stretch, std::max(1, Engine::kPatience - skippedInARow_));
}

std::optional<std::string> Recovery::stuck(const Flow& flow) const {
  if (skippedInARow_ < Engine::kPatience) return {};
  return notANumber(failure_.value_or(Failure{-1, "the loss or its gradient", false}), flow, firstSkipped_);
}

bool Recovery::exploded(double median) const { return median > lowest_ + kJump + std::abs(lowest_); }

std::optional<std::string> Recovery::endStretch(const TrainState& state, const Flow& flow, bool lossesMayRise) {
  const std::vector<float> losses = std::exchange(losses_, {});
  const bool allTaken = std::exchange(allTaken_, true);
  // A moment that is broken breaks theta with the next step.
  if (!state.allFinite()) return notANumber(findFailure(flow, view(state.theta), view(state.mean)), flow, state.step);
  if (losses.size() < kEnough) return {};
  const double median = medianOf(losses);
  if (!lossesMayRise && exploded(median))
    return "the loss rose to " + std::to_string(std::lround(median)) + " up to step " + std::to_string(state.step);
  if (!allTaken) return {};
  keep(state);
  lowest_ = lossesMayRise ? median : std::min(lowest_, median);
  return {};
}

Recovery::Back Recovery::goBack(const TrainState& broken, const std::string& why) {
  Back back{*good_, why};
  back.state.step = broken.step;
  back.state.skipped = broken.skipped;
  back.state.rollbacks = broken.rollbacks + 1;
  back.state.rateScale = std::max(broken.rateScale / 2, kLeastRateScale);
  back.sentence += good_->step == 0 ? "; back to the start" : "; back to step " + std::to_string(good_->step);
  back.sentence += back.state.rateScale < broken.rateScale ? ", rate halved" : ", rate as small as it gets";
  startStretch();
  return back;
}

}  // namespace core
