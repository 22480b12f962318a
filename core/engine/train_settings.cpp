#include "core/engine/train_settings.h"

#include <algorithm>
#include <cmath>

#include "core/util/error.h"
#include "core/util/quotes.h"

namespace core {

namespace {

// In the order of Schedule.
constexpr const char* kSchedules[] = {"standard", "cosine", "constant"};
// In the order of Pairs.
constexpr const char* kPairs[] = {"independent", "optimal-transport"};

constexpr double kFirstBeta = 0.01;
constexpr int kAnnealSteps = 2000;

}  // namespace

Schedule parseSchedule(const std::string& key) {
  const auto* found = std::find(std::begin(kSchedules), std::end(kSchedules), key);
  if (found == std::end(kSchedules))
    throw InputError("the schedule must be standard, cosine or constant, not " + inQuotes(key));
  return static_cast<Schedule>(found - std::begin(kSchedules));
}

std::string keyOf(Schedule schedule) { return kSchedules[static_cast<int>(schedule)]; }

Pairs parsePairs(const std::string& key) {
  const auto* found = std::find(std::begin(kPairs), std::end(kPairs), key);
  if (found == std::end(kPairs))
    throw InputError("the pairs must be independent or optimal-transport, not " + inQuotes(key));
  return static_cast<Pairs>(found - std::begin(kPairs));
}

std::string keyOf(Pairs pairs) { return kPairs[static_cast<int>(pairs)]; }

std::string TrainSettings::problem() const {
  if (batch < 1 || batch > kMostBatch) return "batch must be from 1 to " + std::to_string(kMostBatch);
  if (!(rate > 0 && rate <= 1)) return "the learning rate must be above 0 and at most 1";
  if (!(decay >= 0 && decay <= 1)) return "the weight decay must be from 0 to 1";
  if (warmUp < 0 || warmUp > kMostSteps)
    return "the warm-up must be from 0 to " + std::to_string(kMostSteps) + " steps";
  if (horizon < 1) return "the horizon must be at least 1 step";
  if (!(clip > 0)) return "the norm that gradients are clipped at must be above 0";
  return {};
}

double TrainSettings::rateAt(int step) const {
  const double warm = step < warmUp ? (step + 1.0) / warmUp : 1;
  switch (schedule) {
    case Schedule::standard: return warm * rate / std::sqrt(1 + step / 500.0);
    case Schedule::cosine: {
      const double part = std::clamp(double(step) / std::max(1, horizon), 0.0, 1.0);
      // A rate that stays high for tens of thousands of steps lets the flow wander off and not find back.
      const double slow = 1 / std::sqrt(1 + step / 5000.0);
      return warm * rate * slow * (0.01 + 0.99 * 0.5 * (1 + std::cos(3.14159265358979324 * part)));
    }
    case Schedule::constant: return warm * rate;
  }
  return rate;
}

double TrainSettings::betaAt(int step) const {
  if (!betaAnneal) return 1;
  const double over = schedule == Schedule::cosine ? std::max(1.0, horizon / 2.0) : kAnnealSteps;
  return kFirstBeta + (1 - kFirstBeta) * std::min(1.0, step / over);
}

double TrainSettings::averageWeightAt(int step) { return std::max(1 / (1 + 0.1 * step), 1e-4); }

}  // namespace core
