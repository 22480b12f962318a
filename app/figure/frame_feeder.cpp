#include "app/figure/frame_feeder.h"

#include <algorithm>

namespace app {

FrameFeeder::FrameFeeder(FilmScript script, int threads) : script_(std::move(script)) {
  const int count = threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  constexpr double kStore = 1e9;  // bytes
  const double bytes = 4.0 * script_.spec.size.width() * script_.spec.size.height();
  ahead_ = std::clamp(static_cast<int>(kStore / std::max(bytes, 1.0)), 2, 2 * count + 1);
  for (int i = 0; i < count; ++i) threads_.emplace_back([this] { work(); });
}

FrameFeeder::~FrameFeeder() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
}

// The next that nobody has drawn or draws; -1 if there is nothing to do.
int FrameFeeder::next() const {
  for (int k = 0; k < ahead_; ++k) {
    const int i = wanted_ + k * step_;
    if (i >= script_.frames()) return -1;
    if (store_.count(i) == 0 && underWay_.count(i) == 0) return i;
  }
  return -1;
}

void FrameFeeder::work() {
  FigureEvaluator evaluator(1);
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return stop_ || failure_ || next() >= 0; });
    if (stop_ || failure_) return;
    const int i = next();
    underWay_.insert(i);
    const FilmFrame frame = script_.frame(i);
    const auto same = std::find_if(newest_.begin(), newest_.end(), [&](const auto& n) { return n.first == frame; });
    QImage image = same != newest_.end() ? same->second : QImage();
    if (image.isNull()) {
      lock.unlock();
      std::exception_ptr failure;
      try {
        image = frameImage(frame, evaluator);
      } catch (...) {
        failure = std::current_exception();
      }
      lock.lock();
      if (failure) failure_ = failure;
      newest_.emplace_back(frame, image);
      if (newest_.size() > threads_.size() + 1) newest_.pop_front();
    }
    underWay_.erase(i);
    store_[i] = std::move(image);
    wake_.notify_all();
  }
}

QImage FrameFeeder::frame(int i) {
  std::unique_lock lock(mutex_);
  // The step to the one after is the one to this.
  if (i > wanted_) step_ = i - wanted_;
  if (i < wanted_) step_ = 1;
  wanted_ = i;
  std::erase_if(store_, [&](const auto& entry) {
    return entry.first < i || (entry.first - i) % step_ != 0 || entry.first >= i + ahead_ * step_;
  });
  wake_.notify_all();
  wake_.wait(lock, [&] { return failure_ || store_.count(i) > 0; });
  if (failure_) std::rethrow_exception(failure_);
  return store_[i];
}

}  // namespace app
