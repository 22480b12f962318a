#pragma once
// The plate: the lesson's caption low on the canvas, in type that the back row reads, with question, choices and answer,
// the place in the lesson as dots, and its buttons.

#include <QToolButton>
#include <QWidget>
#include <vector>

#include "app/lessons/choice_button.h"
#include "app/lessons/lesson_player.h"

namespace app {

class LessonPlate : public QWidget {
  Q_OBJECT

 public:
  /// Stands on `canvas` while the player plays.
  LessonPlate(LessonPlayer& player, QWidget* canvas);

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;
  // Else they would reach the canvas below.
  void mousePressEvent(QMouseEvent*) override {}
  void mouseDoubleClickEvent(QMouseEvent*) override {}

 private:
  // A text and where it stands.
  struct Piece {
    LessonText text;
    QPointF at;
    enum class Role { caption, question, answer } role = Role::caption;
  };
  QToolButton* button(const QString& sign, const QString& name);
  void showStep();
  void makeChoices();
  void arrange();
  int arrangeAt(double points, int width);
  int arrangeChoices(double points, int x, int y, int width);
  void paintDots(QPainter& painter) const;
  QString heading() const;

  LessonPlayer& player_;
  QToolButton *back_, *next_, *close_;
  std::vector<ChoiceButton*> choices_;
  std::vector<Piece> pieces_;
  QRectF headingBox_, dotsBox_;
  double points_ = 14;
};

}  // namespace app
