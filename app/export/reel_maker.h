#pragma once
// The maker of reels: goes through a lesson with its trainings, in a thread of its own that leaves the cores to the rest of
// the program; the newest wish wins.

#include <QObject>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>

#include "app/figure/lesson_film.h"

namespace app {

class ReelMaker : public QObject {
  Q_OBJECT

 public:
  explicit ReelMaker(QObject* parent = nullptr);
  ~ReelMaker() override;

  /// Begins, unless that lesson is under way or done.
  void want(const Lesson& lesson);
  void stop();
  /// Of that lesson, with its trainings; null while there is none.
  std::shared_ptr<const LessonReel> reelOf(const Lesson& lesson) const;

 signals:
  /// In [0, 1].
  void progressed(double part);
  void made();

 private:
  void run(const Lesson& lesson);

  std::optional<Lesson> underWay_;
  std::shared_ptr<const LessonReel> reel_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace app
