#include "app/figure/film_frame.h"

#include "app/figure/paint_figure.h"
#include "app/figure/paint_lesson.h"
#include "app/figure/paint_race.h"

namespace app {

QImage frameImage(const FilmFrame& frame, FigureEvaluator& evaluator) {
  if (frame.race) return pictureOf(frame.spec, [&](QPainter& p) { paintRace(p, frame.spec, *frame.race, evaluator); });
  if (frame.lesson)
    return pictureOf(frame.spec, [&](QPainter& p) { paintLesson(p, frame.spec, *frame.lesson, evaluator); });
  return figureImage(frame.spec, frame.source, evaluator);
}

}  // namespace app
