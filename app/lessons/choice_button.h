#pragma once
// One answer to choose from, numbered: its text is set as a lesson's is.

#include <QAbstractButton>

#include "app/lessons/lesson_text.h"

namespace app {

class ChoiceButton : public QAbstractButton {
  Q_OBJECT

 public:
  enum class State { open, right, wrong };

  /// `number` from 1, the key that chooses it.
  ChoiceButton(int number, const std::string& text, QWidget* parent);

  void setState(State state);
  /// Sets the text for a button of this width and gives the height that it needs.
  int setFor(double points, int width);
  /// The width that the text takes on one line.
  int naturalWidth(double points) const;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int number_;
  std::string words_;
  double points_ = 12;
  LessonText text_;
  State state_ = State::open;
};

}  // namespace app
