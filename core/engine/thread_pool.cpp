#include "core/engine/thread_pool.h"

namespace core {

namespace {

// How often a thread looks for the next job before it sleeps: steps of training follow each other within microseconds.
constexpr int kSpins = 2000;

}  // namespace

ThreadPool::ThreadPool(int threads) {
  for (int i = 1; i < threads; ++i) {
    threads_.emplace_back([this, i] { serve(i); });
  }
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
    generation_.fetch_add(1);
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::run(const std::function<void(int)>& work) {
  if (threads_.empty()) {
    work(0);
    return;
  }
  {
    std::lock_guard lock(mutex_);
    work_ = &work;
    busy_.store(static_cast<int>(threads_.size()));
    generation_.fetch_add(1);
  }
  wake_.notify_all();
  work(0);
  for (int spin = 0; spin < kSpins && busy_.load() > 0; ++spin) std::this_thread::yield();
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return busy_.load() == 0; });
}

void ThreadPool::serve(int worker) {
  unsigned seen = 0;
  for (;;) {
    for (int spin = 0; spin < kSpins && generation_.load() == seen; ++spin) std::this_thread::yield();
    const std::function<void(int)>* work = nullptr;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return generation_.load() != seen; });
      seen = generation_.load();
      if (stop_) return;
      work = work_;
    }
    (*work)(worker);
    if (busy_.fetch_sub(1) == 1) {
      std::lock_guard lock(mutex_);
      done_.notify_one();
    }
  }
}

}  // namespace core
