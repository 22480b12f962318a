#pragma once
// The lesson that is being played: which step, whether its answer is revealed, and what it waits for.

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <map>
#include <optional>

#include "app/lessons/lesson.h"
#include "app/lessons/lesson_stage.h"

namespace app {

class LessonPlayer : public QObject {
  Q_OBJECT

 public:
  explicit LessonPlayer(LessonStage& stage, QObject* parent = nullptr);
  ~LessonPlayer() override;

  bool playing() const { return lesson_.has_value(); }
  /// Only while playing.
  const Lesson& lesson() const { return *lesson_; }
  const Step& step() const { return lesson_->steps[static_cast<size_t>(place_.step)]; }
  int number() const { return place_.step; }
  bool revealed() const { return place_.revealed; }
  /// The choice that the class has made, from 0; -1 if none.
  int chosen() const { return chosen_; }
  /// Whether there is something before or after this.
  bool canGoBack() const { return playing() && (place_.step > 0 || place_.revealed); }
  bool atEnd() const;
  /// What the step points at; no widget if at nothing.
  Thing pointed() const;
  /// What is being waited for, as words; empty if for a click.
  QString waiting() const;

  void start(const Lesson& lesson);

 public slots:
  /// The answer if there is one to reveal, else the next step; after the last one the lesson is over.
  void next();
  /// The same way back.
  void back();
  /// Takes choice `i` of an open question, from 0, and reveals the answer.
  void choose(int i);
  void stop();

 signals:
  void started();
  /// Another step, or its answer.
  void changed();
  /// Another word about what is waited for.
  void waitingChanged();
  void ended();

 private:
  // A place of the lesson; they are ordered as they are played.
  struct Place {
    int step = 0;
    bool revealed = false;
    auto operator<=>(const Place&) const = default;
  };
  void go(Place place);
  void beginWait();
  void look();

  LessonStage& stage_;
  std::optional<Lesson> lesson_;
  Place place_;
  int chosen_ = -1;
  std::map<int, int> choices_;  // made so far, by step
  std::map<Place, std::shared_ptr<const core::Snapshot>> left_;
  QTimer clock_;
  QElapsedTimer waited_;
};

}  // namespace app
