#include "core/engine/rounds.h"

#include <thread>

namespace core {

namespace {

constexpr int kSpins = 200;    // looks at the state before the core is offered to others,
constexpr int kOffers = 2000;  // and how often that is done before one sleeps
constexpr int kMemberBits = 16;

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

Rounds::Rounds(int crew, int mostTasks)
    : crew_(crew),
      costs_(new std::atomic<double>[static_cast<size_t>(crew)]),
      tasks_(new Task[static_cast<size_t>(mostTasks)]) {
  for (int i = 0; i < crew; ++i) costs_[static_cast<size_t>(i)] = 0;
}

double Rounds::slowest() const {
  double most = 0;
  for (int i = 0; i < crew_; ++i) most = std::max(most, costs_[static_cast<size_t>(i)].load(std::memory_order_relaxed));
  return most;
}

void Rounds::begin(Round first) { open(round() + 1, first); }

int Rounds::committer(int task) const {
  return static_cast<int>(tasks_[static_cast<size_t>(task)].result.load() & ((1u << kMemberBits) - 1));
}

bool Rounds::take(std::int64_t r, int task) {
  auto& taken = tasks_[static_cast<size_t>(task)].taken;
  std::int64_t last = taken.load(std::memory_order_relaxed);
  return last < r && taken.compare_exchange_strong(last, r);
}

bool Rounds::commit(std::int64_t r, int task, int w) {
  auto& result = tasks_[static_cast<size_t>(task)].result;
  std::uint64_t last = result.load();
  const std::uint64_t mine = static_cast<std::uint64_t>(r) << kMemberBits | static_cast<std::uint64_t>(w);
  return static_cast<std::int64_t>(last >> kMemberBits) < r && result.compare_exchange_strong(last, mine);
}

bool Rounds::done(std::int64_t r, int task) const {
  return static_cast<std::int64_t>(tasks_[static_cast<size_t>(task)].result.load() >> kMemberBits) >= r;
}

void Rounds::open(std::int64_t r, Round round) {
  finished_.store(0);
  state_.store(stateOf(r, round));
  state_.notify_all();
}

void Rounds::wait(std::uint64_t state, double patience) const {
  for (int spin = 0; spin < kSpins; ++spin) {
    if (state_.load() != state) return;
    pause();
  }
  const double start = wallSeconds();
  for (int offer = 0; offer < kOffers || patience > 0; ++offer) {
    if (state_.load() != state || (patience > 0 && wallSeconds() - start > patience)) return;
    std::this_thread::yield();
  }
  state_.wait(state);
}

}  // namespace core
