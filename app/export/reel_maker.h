#pragma once
// The maker of reels: goes through a lesson with its trainings, in a thread of its own that leaves the cores to the rest of
// the program; the newest wish wins.

#include <QObject>
#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <vector>

#include "app/figure/lesson_film.h"

namespace app {

class ReelMaker : public QObject {
  Q_OBJECT

 public:
  explicit ReelMaker(QObject* parent = nullptr);
  ~ReelMaker() override;

  /// Begins, unless that lesson is under way or done.
  void want(const Lesson& lesson);
  /// Waits for nothing: what is under way ends at the next step that it looks at.
  void stop();
  /// Of that lesson, with its trainings; null while there is none.
  std::shared_ptr<const LessonReel> reelOf(const Lesson& lesson) const;

 signals:
  /// In [0, 1].
  void progressed(double part);
  void made();

 private:
  using Stop = std::shared_ptr<std::atomic<bool>>;
  void run(const Lesson& lesson, const Stop& stop);

  std::optional<Lesson> underWay_;
  std::shared_ptr<const LessonReel> reel_;
  Stop stop_;
  std::future<void> work_;
  std::vector<std::future<void>> ending_;
};

}  // namespace app
