#pragma once
// A mailbox for one value: the newest wins, nothing queues up, nobody blocks the writer.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace core {

template <class T>
class Latest {
 public:
  /// Replaces whatever lies in the box and wakes a waiting reader.
  void put(T value) {
    {
      std::lock_guard lock(mutex_);
      value_ = std::move(value);
    }
    ready_.notify_one();
  }

  /// The value, or nothing; the box is empty afterwards.
  std::optional<T> take() {
    std::lock_guard lock(mutex_);
    return std::exchange(value_, std::nullopt);
  }

  /// Waits for a value until `close` is called or the time is over; nothing then.
  std::optional<T> wait(std::chrono::milliseconds limit = std::chrono::hours(1)) {
    std::unique_lock lock(mutex_);
    ready_.wait_for(lock, limit, [this] { return value_.has_value() || closed_; });
    return std::exchange(value_, std::nullopt);
  }

  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
  }

  bool closed() const {
    std::lock_guard lock(mutex_);
    return closed_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::optional<T> value_;
  bool closed_ = false;
};

}  // namespace core
