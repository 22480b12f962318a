#pragma once
// Moments of a training: flows that were kept on the way, and those between two of them.

#include <vector>

#include "app/figure/figure_source.h"

namespace app {

/// The part t in [0, 1] of the way from a to b, whose parameters lie so near each other that those in between are flows as
/// good.
FigureSource sourceBetween(const FigureSource& a, const FigureSource& b, double t);

/// Of moments from the first on, with their steps, at `step`.
FigureSource sourceAt(const std::vector<FigureSource>& moments, double step);

/// How much of a training is over at the part u of a film's time: much happens in the first steps, so they have more of the
/// time; at the end the trained flow is seen for a while. `back`: there and back.
double learnedAt(double u, bool back);

}  // namespace app
