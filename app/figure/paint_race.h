#pragma once
// Drawing a race: its lanes side by side, who leads, and how each has come there.

#include <QPainter>

#include "app/figure/figure_evaluator.h"
#include "app/figure/figure_spec.h"
#include "app/figure/race_record.h"

namespace app {

/// On the painter's own (0, 0) to spec.size, a pixel a unit; with the layout `beside`, the target is the last panel.
void paintRace(QPainter& painter, const FigureSpec& spec, const RaceMoment& moment, FigureEvaluator& evaluator);

}  // namespace app
