#pragma once
// Work that is done once, in pieces, on all cores. For what an engine does again and again there is its thread pool.

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace core {

/// f(0) .. f(count - 1), each once, in any order and on any thread; f must not throw.
template <class F>
void inParallel(int count, const F& f) {
  std::atomic<int> next{0};
  const auto work = [&] {
    for (int i = next++; i < count; i = next++) f(i);
  };
  const int others = std::min(count, static_cast<int>(std::thread::hardware_concurrency())) - 1;
  std::vector<std::jthread> threads;
  for (int i = 0; i < others; ++i) threads.emplace_back(work);
  work();
}  // the threads are joined

}  // namespace core
