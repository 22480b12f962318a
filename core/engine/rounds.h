#pragma once
// Rounds of numbered tasks for a crew whose members may be displaced from their cores at any moment: nobody waits for one
// who is away.
//
// A round is over when each of its tasks has been done once; whoever does the last of them prepares the next round. Where
// training has cores to itself, each member does its own tasks. One that comes too late finds them done, and one that is
// displaced in the midst of a task finds, when it is back, that another has done it again in its place: what may be done
// again is therefore done without writing anything that others read, until it is committed.

#include <atomic>
#include <cstdint>
#include <memory>

#include "core/util/thread_clock.h"

namespace core {

class Rounds {
 public:
  struct Round {
    int tasks;
    bool again;  ///< whether a task that takes too long may be done once more by somebody else
  };
  /// For crews and rounds up to these sizes.
  Rounds(int crew, int mostTasks);

  /// Before the crew comes: the first round. Round numbers go on from call to call.
  void begin(Round first);
  std::int64_t round() const { return numberOf(state_.load()); }
  /// Whether round r is still the one that is worked on.
  bool isAt(std::int64_t r) const { return round() == r; }
  /// Who committed a task in the current round.
  int committer(int task) const;

  /// Member `w` of the crew takes part until the end. `work(r, task)` does a task; what it does counts if it is the first to
  /// be done. `next(r)` is called by one member at the end of round r while nobody works on it, except for those who
  /// do again what is done; its tasks = 0 ends it all.
  template <class Work, class Next>
  void takePart(int w, const Work& work, const Next& next);

 private:
  // How long one waits for a task of somebody else before it is done again: so many times what one's own took.
  static constexpr double kPatience = 0.5;
  static constexpr int kTaskBits = 12;
  // A round's number, its count of tasks and whether they may be done again, in one word.
  static std::uint64_t stateOf(std::int64_t number, Round round) {
    return static_cast<std::uint64_t>(number) << (kTaskBits + 1) | static_cast<std::uint64_t>(round.tasks) << 1 |
           (round.again ? 1u : 0u);
  }
  static std::int64_t numberOf(std::uint64_t state) { return static_cast<std::int64_t>(state >> (kTaskBits + 1)); }
  static int tasksOf(std::uint64_t state) { return static_cast<int>(state >> 1) & ((1 << kTaskBits) - 1); }
  static bool againOf(std::uint64_t state) { return (state & 1) != 0; }

  bool take(std::int64_t r, int task);
  bool commit(std::int64_t r, int task, int w);
  bool done(std::int64_t r, int task) const;
  void open(std::int64_t r, Round round);
  /// Returns when the state is another, or, if `patience` is not 0, after so many seconds.
  void wait(std::uint64_t state, double patience) const;

  const int crew_;
  std::unique_ptr<std::atomic<std::int64_t>[]> taken_;     // of each task: the last round in which it was begun
  std::unique_ptr<std::atomic<std::uint64_t>[]> results_;  // and committed, and by whom
  std::atomic<int> finished_{0};                           // tasks of the current round
  std::atomic<std::uint64_t> state_{0};
};

template <class Work, class Next>
void Rounds::takePart(int w, const Work& work, const Next& next) {
  for (;;) {
    const std::uint64_t state = state_.load(std::memory_order_acquire);
    const std::int64_t r = numberOf(state);
    const int tasks = tasksOf(state);
    if (tasks == 0) return;
    const auto finish = [&](int task) {
      work(r, task);
      if (!commit(r, task, w) || finished_.fetch_add(1) + 1 != tasks) return;
      open(r + 1, next(r));
    };
    const double start = wallSeconds();
    // Its own first: what a task needs may still be in this core's cache. Then those of members who are not there.
    for (int task = w; task < tasks; task += crew_)
      if (take(r, task)) finish(task);
    for (int task = 0; task < tasks && isAt(r); ++task)
      if (take(r, task)) finish(task);
    if (!isAt(r)) continue;
    if (!againOf(state)) {
      wait(state, 0);
      continue;
    }
    wait(state, kPatience * (wallSeconds() - start));
    for (int task = 0; task < tasks && isAt(r); ++task)
      if (!done(r, task)) finish(task);
    if (isAt(r)) wait(state, 0);
  }
}

}  // namespace core
