#pragma once
// Rounds of numbered tasks for a crew whose members may be displaced from their cores at any moment: nobody waits for one
// who is away.
//
// A round is over when each of its tasks has been done once; whoever does the last of them prepares the next round. Where
// training has cores to itself, each member does its own tasks. One that comes too late finds them done, and one that is
// displaced in the midst of a task finds, when it is back, that another has done it again in its place: what may be done
// again is therefore done without writing anything that others read, until it is committed.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>

#include "core/util/thread_clock.h"

namespace core {

class Rounds {
 public:
  /// What one does who has nothing left to do.
  enum class Help {
    none,    ///< waits
    others,  ///< does the tasks of those who have not come
    again    ///< and those once more that take too long
  };
  struct Round {
    int tasks;
    Help help;
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
  // How long after the start of its own tasks a member does somebody else's again: so many times what the slowest member
  // took for its own the last time, of processor time.
  static constexpr double kPatience = 1.5;
  static constexpr int kTaskBits = 12;
  static constexpr int kHelpBits = 2;
  // A round's number, its count of tasks and what helps, in one word.
  static std::uint64_t stateOf(std::int64_t number, Round round) {
    return static_cast<std::uint64_t>(number) << (kTaskBits + kHelpBits) |
           static_cast<std::uint64_t>(round.tasks) << kHelpBits | static_cast<std::uint64_t>(round.help);
  }
  static std::int64_t numberOf(std::uint64_t state) {
    return static_cast<std::int64_t>(state >> (kTaskBits + kHelpBits));
  }
  static int tasksOf(std::uint64_t state) { return static_cast<int>(state >> kHelpBits) & ((1 << kTaskBits) - 1); }
  static Help helpOf(std::uint64_t state) { return static_cast<Help>(state & ((1u << kHelpBits) - 1)); }

  bool take(std::int64_t r, int task);
  bool commit(std::int64_t r, int task, int w);
  bool done(std::int64_t r, int task) const;
  void open(std::int64_t r, Round round);
  /// Returns when the state is another, or, if `patience` is not 0, after so many seconds.
  void wait(std::uint64_t state, double patience) const;

  /// Of the slowest member's own tasks, in seconds; 0 where it is not known.
  double slowest() const;

  const int crew_;
  std::unique_ptr<std::atomic<double>[]> costs_;  // of each member's own tasks where they may be done again
  // Apart from each other: a line of cache that two members write travels between them.
  struct Task {
    alignas(64) std::atomic<std::int64_t> taken{0};  // the last round in which it was begun,
    std::atomic<std::uint64_t> result{0};            // and committed, and by whom
  };
  std::unique_ptr<Task[]> tasks_;
  std::atomic<int> finished_{0};  // tasks of the current round
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
    const Help help = helpOf(state);
    const double start = wallSeconds(), worked = help == Help::again ? threadSeconds() : 0;
    // Its own first: what a task needs may still be in this core's cache. Then those of members who are not there.
    for (int task = w; task < tasks; task += crew_)
      if (take(r, task)) finish(task);
    if (help == Help::again) costs_[static_cast<size_t>(w)] = threadSeconds() - worked;
    for (int task = 0; help != Help::none && task < tasks && isAt(r); ++task)
      if (take(r, task)) finish(task);
    if (!isAt(r)) continue;
    if (help == Help::again) {
      wait(state, std::max(1e-6, start + kPatience * slowest() - wallSeconds()));
      for (int task = 0; task < tasks && isAt(r); ++task)
        if (!done(r, task)) finish(task);
    }
    if (isAt(r)) wait(state, 0);
  }
}

}  // namespace core
