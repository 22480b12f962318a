#pragma once
// A lesson's words: title, caption, question, choices and answer of a step, set as large as there is room for, and how far
// the lesson is.

#include <QPainter>

#include "app/figure/figure_type.h"
#include "app/figure/lesson_film.h"
#include "app/math/prose.h"

namespace app {

class LessonWords {
 public:
  /// `titled`: with the lesson's own title above. What comes with the answer has its place before it is there, so that
  /// nothing moves.
  LessonWords(const LessonMoment& moment, const QRectF& box, const FigureType& type, bool titled);
  void paint(QPainter& painter) const;

 private:
  enum class Role { lesson, title, say, ask, choice, answer };
  struct Piece {
    Prose prose;
    Role role;
    QPointF at;
    int number = 0;  // of a choice
  };
  double widestFormula() const;
  double set(double factor);
  void paintChoice(QPainter& painter, const Piece& piece) const;
  void paintDots(QPainter& painter) const;

  const LessonMoment& moment_;
  const QRectF box_;
  const FigureType type_;
  const bool titled_;
  double factor_ = 1;
  std::vector<Piece> pieces_;
};

}  // namespace app
