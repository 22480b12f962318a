#include "core/race/pace.h"

#include <limits>

namespace core {

void Pace::report(int lane, const Place& place) {
  {
    std::lock_guard lock(mutex_);
    places_[static_cast<size_t>(lane)] = place;
  }
  moved_.notify_all();
}

Pace::Leave Pace::leave(int lane, RaceMode mode) const {
  std::lock_guard lock(mutex_);
  return leaveOf(lane, mode);
}

void Pace::wait(int lane, RaceMode mode, std::chrono::milliseconds limit) const {
  std::unique_lock lock(mutex_);
  moved_.wait_for(lock, limit, [&] { return !leaveOf(lane, mode).none(); });
}

Pace::Leave Pace::leaveOf(int lane, RaceMode mode) const {
  const Place& own = places_[static_cast<size_t>(lane)];
  Place other = places_[static_cast<size_t>(1 - lane)];
  if (other.round > own.round) return {};  // the race has begun anew: what this one does counts no more
  Leave all{std::numeric_limits<int>::max(), std::numeric_limits<double>::infinity()};
  if (other.round < own.round) other = {};
  if (other.out) return all;
  if (mode == RaceMode::sameSteps) {
    all.steps = other.steps + kLeadSteps - own.steps;
  } else {
    all.seconds = other.seconds + kLeadSeconds - own.seconds;
  }
  return all;
}

}  // namespace core
