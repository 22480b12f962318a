#pragma once
// A fixed crew of threads that work on one job at a time; the caller works along.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace core {

class ThreadPool {
 public:
  /// `threads` workers in all, the caller counted. The others inherit the caller's priority.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const { return static_cast<int>(threads_.size()) + 1; }
  /// Runs work(0) .. work(size() - 1), each in its own thread, and returns when all are done.
  void run(const std::function<void(int)>& work);

 private:
  void serve(int worker);

  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  const std::function<void(int)>* work_ = nullptr;
  std::atomic<unsigned> generation_{0};
  std::atomic<int> busy_{0};
  bool stop_ = false;
};

}  // namespace core
