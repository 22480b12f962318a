// Every worker does its share of every job, once.

#include "core/engine/thread_pool.h"

#include <gtest/gtest.h>

namespace {

using namespace core;

TEST(ThreadPool, RunsEveryWorkerOncePerJob) {
  for (const int threads : {1, 2, 5}) {
    ThreadPool pool(threads);
    ASSERT_EQ(pool.size(), threads);
    std::vector<int> calls(static_cast<size_t>(threads));
    for (int job = 1; job <= 500; ++job) {
      pool.run([&](int worker) { ++calls[static_cast<size_t>(worker)]; });
      for (const int count : calls) ASSERT_EQ(count, job);
    }
  }
}

TEST(ThreadPool, WakesUpAfterAPause) {
  ThreadPool pool(3);
  std::atomic<int> calls = 0;
  for (int job = 0; job < 3; ++job) {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));  // long enough for the workers to sleep
    pool.run([&](int) { ++calls; });
  }
  EXPECT_EQ(calls, 9);
}

TEST(ThreadPool, EndsWithoutAJob) {
  EXPECT_NO_THROW({ ThreadPool pool(4); });
}

}  // namespace
