#include "app/export/reel_maker.h"

#include "app/figure/lesson_reel.h"
#include "core/util/thread_clock.h"

namespace app {

ReelMaker::ReelMaker(QObject* parent) : QObject(parent) {}

ReelMaker::~ReelMaker() { stop(); }  // the futures wait

void ReelMaker::stop() {
  if (work_.valid()) {
    *stop_ = true;
    ending_.push_back(std::move(work_));
  }
  std::erase_if(ending_,
                [](const auto& end) { return end.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
  underWay_.reset();
}

void ReelMaker::want(const Lesson& lesson) {
  if (reelOf(lesson) != nullptr || (underWay_ && *underWay_ == lesson)) return;
  stop();
  underWay_ = lesson;
  stop_ = std::make_shared<std::atomic<bool>>(false);
  work_ = std::async(std::launch::async, [this, lesson, stop = stop_] { run(lesson, stop); });
}

std::shared_ptr<const LessonReel> ReelMaker::reelOf(const Lesson& lesson) const {
  return reel_ != nullptr && reel_->lesson == lesson ? reel_ : nullptr;
}

void ReelMaker::run(const Lesson& lesson, const Stop& stop) {
  struct Stopped {};
  core::beNice();
  std::shared_ptr<const LessonReel> reel;
  try {
    reel = makeReel(lesson, 0, [&](double part, const std::string&) {
      if (*stop) throw Stopped{};
      QMetaObject::invokeMethod(
          this,
          [this, stop, part] {
            if (!*stop) emit progressed(part);
          },
          Qt::QueuedConnection);
    });
  } catch (const Stopped&) {
    return;
  } catch (const std::exception&) {
    return;  // whoever makes the film is told
  }
  QMetaObject::invokeMethod(
      this,
      [this, stop, reel] {
        if (*stop) return;  // another one is wanted by now
        reel_ = reel;
        underWay_.reset();
        emit made();
      },
      Qt::QueuedConnection);
}

}  // namespace app
