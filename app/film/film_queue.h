#pragma once
// A film written by a thread of its own, so that the next picture is drawn while this one is encoded. The thread, and
// those of the encoder, have a low priority: the program stays usable.

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "app/film/film_writer.h"

namespace app {

class FilmQueue : public FilmWriter {
 public:
  using Open = std::function<std::unique_ptr<FilmWriter>()>;
  /// Throws what `open` throws.
  explicit FilmQueue(const Open& open);
  ~FilmQueue() override;

  /// Waits while a few pictures wait. Throws what an earlier picture threw.
  void add(const QImage& picture) override;
  void finish() override;
  /// To be asked after finish().
  std::int64_t bytes() const override { return bytes_; }

 private:
  void work(const Open& open);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<QImage> waiting_;
  bool opened_ = false, last_ = false, dropped_ = false, done_ = false;
  std::exception_ptr failure_;
  std::int64_t bytes_ = 0;
  std::thread thread_;
};

}  // namespace app
