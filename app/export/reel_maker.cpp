#include "app/export/reel_maker.h"

#include "app/figure/lesson_reel.h"
#include "core/util/thread_clock.h"

namespace app {

ReelMaker::ReelMaker(QObject* parent) : QObject(parent) {}

ReelMaker::~ReelMaker() { stop(); }

void ReelMaker::stop() {
  stop_ = true;  // it looks every few steps
  if (thread_.joinable()) thread_.join();
  stop_ = false;
  underWay_.reset();
}

void ReelMaker::want(const Lesson& lesson) {
  if (reelOf(lesson) != nullptr || (underWay_ && *underWay_ == lesson)) return;
  stop();
  underWay_ = lesson;
  thread_ = std::thread([this, lesson] { run(lesson); });
}

std::shared_ptr<const LessonReel> ReelMaker::reelOf(const Lesson& lesson) const {
  return reel_ != nullptr && reel_->lesson == lesson ? reel_ : nullptr;
}

void ReelMaker::run(const Lesson& lesson) {
  struct Stopped {};
  core::beNice();
  std::shared_ptr<const LessonReel> reel;
  try {
    reel = makeReel(lesson, 0, [this](double part, const std::string&) {
      if (stop_) throw Stopped{};
      QMetaObject::invokeMethod(
          this, [this, part] { emit progressed(part); }, Qt::QueuedConnection);
    });
  } catch (const Stopped&) {
    return;
  } catch (const std::exception&) {
    return;  // whoever makes the film is told
  }
  QMetaObject::invokeMethod(
      this,
      [this, reel] {
        reel_ = reel;
        underWay_.reset();
        emit made();
      },
      Qt::QueuedConnection);
}

}  // namespace app
