// Every task of every round counts once, whoever does it, and nobody waits for a member who is away.

#include "core/engine/rounds.h"

#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "core/engine/thread_pool.h"

namespace {

using namespace core;

// `rounds` rounds of a crew, each with `tasks` tasks that may be done again or not; what each member does is up to `work`.
template <class Work>
void play(ThreadPool& crew, Rounds& rounds, int count, Rounds::Round round, const Work& work,
          std::vector<int>* members = nullptr) {
  const std::int64_t first = rounds.round() + 1;
  rounds.begin(round);
  const auto next = [&](std::int64_t r) -> Rounds::Round {
    if (members != nullptr)
      for (int task = 0; task < round.tasks; ++task) members->push_back(rounds.committer(task));
    return r + 1 < first + count ? round : Rounds::Round{0, Rounds::Help::none};
  };
  crew.run([&](int w) {
    rounds.takePart(
        w, [&](std::int64_t r, int task) { work(w, static_cast<int>(r - first), task); }, next);
  });
}

TEST(Rounds, EveryTaskIsDoneOnceBeforeTheNextRoundBegins) {
  for (const int threads : {1, 2, 5}) {
    ThreadPool crew(threads);
    Rounds rounds(threads, 16);
    for (const auto& [tasks, help] :
         {std::pair{1, Rounds::Help::others}, {3, Rounds::Help::none}, {16, Rounds::Help::others}}) {
      std::vector<std::vector<int>> done(500, std::vector<int>(static_cast<size_t>(tasks)));
      std::atomic<int> early = 0;
      play(crew, rounds, 500, {tasks, help}, [&](int, int r, int task) {
        if (r > 0) {
          for (const int count : done[static_cast<size_t>(r) - 1]) early += count != 1;
        }
        ++done[static_cast<size_t>(r)][static_cast<size_t>(task)];
      });
      EXPECT_EQ(early, 0);
      EXPECT_EQ(done, std::vector(500, std::vector(static_cast<size_t>(tasks), 1)));
    }
  }
}

TEST(Rounds, OneWhoIsAwayIsNotWaitedFor) {
  ThreadPool crew(2);
  Rounds rounds(2, 2);
  std::atomic<int> byOthers = 0;
  std::atomic<bool> back = false;
  std::vector<int> members;
  play(
      crew, rounds, 200, {2, Rounds::Help::again},
      [&](int w, int r, int) {
        // Member 1 is displaced in the midst of its first task, until the other has done all the rest.
        if (w == 1) {
          while (r < 199 && byOthers < 200) std::this_thread::yield();
          back = true;
        } else {
          ++byOthers;
        }
      },
      &members);
  EXPECT_TRUE(back || byOthers == 400);  // it may not have come at all
  EXPECT_EQ(members.size(), 400u);
  EXPECT_GE(byOthers, 200);
}

TEST(Rounds, WhatCountsIsWhatWasCommittedFirst) {
  ThreadPool crew(3);
  Rounds rounds(3, 3);
  std::mutex mutex;
  std::vector<std::set<int>> workers(3 * 300);
  std::vector<int> members;
  play(
      crew, rounds, 300, {3, Rounds::Help::again},
      [&](int w, int r, int task) {
        if ((r + task + w) % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(300));
        std::lock_guard lock(mutex);
        workers[static_cast<size_t>(3 * r + task)].insert(w);
      },
      &members);
  ASSERT_EQ(members.size(), workers.size());
  for (size_t i = 0; i < members.size(); ++i) EXPECT_TRUE(workers[i].contains(members[i])) << i;
}

}  // namespace
