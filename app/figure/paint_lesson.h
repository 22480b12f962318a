#pragma once
// Drawing a lesson: the picture of a step as the window has it, and beside it its words, large enough for a slide.

#include <QPainter>

#include "app/figure/figure_evaluator.h"
#include "app/figure/figure_spec.h"
#include "app/figure/lesson_film.h"

namespace app {

/// On the painter's own (0, 0) to spec.size, a pixel a unit. What is drawn of the flow is the lesson's choice; of the spec's
/// parts, formula, numbers, scale, titles and track may be left out.
void paintLesson(QPainter& painter, const FigureSpec& spec, const LessonMoment& moment, FigureEvaluator& evaluator);

}  // namespace app
