#pragma once
// The pointer: a quiet ring around what a step of a lesson points at, with an arrow where there is room for one.

#include <QTimer>
#include <QWidget>

#include "app/lessons/lesson_player.h"

namespace app {

class Pointer : public QWidget {
  Q_OBJECT

 public:
  /// Lies over all of `window`; the mouse goes through it.
  Pointer(LessonPlayer& player, QWidget* window);
  /// Where the ring is, in the window; empty if it points at nothing.
  QRect ring() const { return ring_; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void follow();

  LessonPlayer& player_;
  QRect ring_;
  QTimer clock_;
};

}  // namespace app
