#pragma once
// Drawing a figure: the same spec and source give the same picture, on a screen's pixels, on paper or in a film, and in any
// thread.

#include <QImage>
#include <QPainter>
#include <functional>

#include "app/figure/figure_evaluator.h"
#include "app/figure/figure_spec.h"

namespace app {

/// On the painter's own (0, 0) to spec.size, a pixel a unit. `spec` must be fit for the source's flow (check).
void paintFigure(QPainter& painter, const FigureSpec& spec, const FigureSource& source, FigureEvaluator& evaluator);
/// The same with an evaluator on all cores.
void paintFigure(QPainter& painter, const FigureSpec& spec, const FigureSource& source);

/// What lies behind all of it, unless it is transparent.
QColor figureGround(const FigureSpec& spec);
/// What `paint` paints, as pixels of the spec's size and ground.
QImage pictureOf(const FigureSpec& spec, const std::function<void(QPainter&)>& paint);
/// As pixels; ARGB32 if the spec is transparent, else RGB32.
QImage figureImage(const FigureSpec& spec, const FigureSource& source, FigureEvaluator& evaluator);

}  // namespace app
