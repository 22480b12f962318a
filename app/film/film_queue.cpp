#include "app/film/film_queue.h"

#include <sys/resource.h>
#include <unistd.h>

namespace app {

namespace {

constexpr size_t kMostWaiting = 3;
constexpr int kNice = 5;

}  // namespace

FilmQueue::FilmQueue(const Open& open) : thread_([this, open] { work(open); }) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return opened_ || failure_; });
  if (!failure_) return;
  lock.unlock();
  thread_.join();
  std::rethrow_exception(failure_);
}

FilmQueue::~FilmQueue() {
  {
    const std::lock_guard lock(mutex_);
    dropped_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void FilmQueue::add(const QImage& picture) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return failure_ || waiting_.size() < kMostWaiting; });
  if (failure_) std::rethrow_exception(failure_);
  waiting_.push_back(picture);
  changed_.notify_all();
}

void FilmQueue::finish() {
  std::unique_lock lock(mutex_);
  last_ = true;
  changed_.notify_all();
  changed_.wait(lock, [this] { return failure_ || done_; });
  if (failure_) std::rethrow_exception(failure_);
}

void FilmQueue::work(const Open& open) {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);
  try {
    const std::unique_ptr<FilmWriter> writer = open();
    std::unique_lock lock(mutex_);
    opened_ = true;
    changed_.notify_all();
    for (;;) {
      changed_.wait(lock, [this] { return dropped_ || last_ || !waiting_.empty(); });
      if (dropped_) return;
      if (waiting_.empty()) break;
      const QImage picture = std::move(waiting_.front());
      waiting_.pop_front();
      changed_.notify_all();
      lock.unlock();
      writer->add(picture);
      lock.lock();
    }
    lock.unlock();
    writer->finish();
    lock.lock();
    bytes_ = writer->bytes();
    done_ = true;
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
  }
  changed_.notify_all();
}

}  // namespace app
