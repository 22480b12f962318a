#include "core/training/history.h"

#include <cmath>
#include <cstdlib>
#include <limits>

namespace core {

void LossHistory::clear() { *this = LossHistory(); }

void LossHistory::add(int step, float loss) {
  if (!std::isfinite(loss)) return;
  s_.sum += loss;
  if (++s_.count < s_.span) return;
  s_.points.push_back({step, static_cast<float>(s_.sum / s_.count), std::numeric_limits<float>::quiet_NaN()});
  s_.sum = 0;
  s_.count = 0;
  if (static_cast<int>(s_.points.size()) >= kMost) merge();
}

void LossHistory::addHeldOut(float nll) {
  if (!s_.points.empty()) s_.points.back().heldOut = nll;
}

void LossHistory::merge() {
  std::vector<LossPoint> half;
  for (size_t i = 0; i + 1 < s_.points.size(); i += 2) {
    LossPoint point = s_.points[i + 1];
    point.loss = (s_.points[i].loss + s_.points[i + 1].loss) / 2;
    if (std::isnan(point.heldOut)) point.heldOut = s_.points[i].heldOut;
    half.push_back(point);
  }
  s_.points = half;
  s_.span *= 2;
}

void Timeline::offer(const Snapshot& snapshot) {
  if (snapshot.generation != generation_) {
    generation_ = snapshot.generation;
    entries_.clear();
    spacing_ = 1;
  }
  if (!entries_.empty() && snapshot.state.step < entries_.back().step + spacing_) return;
  entries_.push_back({snapshot.state.step, snapshot.flow, snapshot.theta});
  if (static_cast<int>(entries_.size()) < kMost) return;
  std::vector<Entry> half;
  for (size_t i = 0; i < entries_.size(); i += 2) half.push_back(entries_[i]);
  entries_ = half;
  spacing_ = std::max(1, (entries_.back().step - entries_.front().step) / static_cast<int>(entries_.size()));
}

const Timeline::Entry* Timeline::nearest(int step) const {
  const Entry* best = nullptr;
  for (const Entry& entry : entries_) {
    if (best == nullptr || std::abs(entry.step - step) < std::abs(best->step - step)) best = &entry;
  }
  return best;
}

}  // namespace core
