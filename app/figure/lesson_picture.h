#pragma once
// A lesson's picture: the plane or the line at a moment, with its plates, as the window has them; and below it where on the
// way from base to data that is, or the numbers of the line.

#include <QPainter>
#include <map>
#include <string>

#include "app/figure/figure_evaluator.h"
#include "app/figure/figure_spec.h"
#include "app/figure/figure_type.h"
#include "app/figure/lesson_film.h"

namespace app {

/// Where things lie on the figure that a step can point at, by their names in the lesson.
using LessonThings = std::map<std::string, QRectF>;

LessonThings paintPlane(QPainter& painter, const QRectF& box, const FigureSpec& spec, const LessonMoment& moment,
                        const FigureType& type, FigureEvaluator& evaluator);
LessonThings paintLine(QPainter& painter, const QRectF& box, const FigureSpec& spec, const LessonMoment& moment,
                       const FigureType& type);

/// The layers in a row, how far the picture is on the way through them, and which way they are read.
void paintLayers(QPainter& painter, const QRectF& box, const LessonMoment& moment, const FigureType& type);
/// Above them, where there is room: the density after each layer, as in the window's film strip.
void paintStrip(QPainter& painter, const QRectF& box, const FigureSpec& spec, const LessonMoment& moment,
                const FigureType& type, FigureEvaluator& evaluator);
/// The probed point of the line in numbers.
void paintLineNumbers(QPainter& painter, const QRectF& box, const LessonMoment& moment, const FigureType& type);

}  // namespace app
