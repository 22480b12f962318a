#pragma once
// The curves of a race: how far each lane is from the target, over the race's clock, up to the moment that is shown.

#include <QPainter>

#include "app/figure/figure_type.h"
#include "app/figure/race_record.h"

namespace app {

/// In `box`, axes included. The gap on a scale of powers of ten; the NLL where no entropy is known.
void paintRaceCurves(QPainter& painter, const QRectF& box, const RaceMoment& moment, bool dark, const FigureType& type);

}  // namespace app
