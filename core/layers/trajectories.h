#pragma once
// What is to be seen of a field: the ways that points take along it, and its trace along one. Only for .cpp files of core.

#include "core/layers/layer.h"
#include "core/layers/vector_field.h"
#include "core/math/field.h"

namespace core {

/// 8 x 8 places over [-3, 3]^2: where the ways of a sketch begin.
Block lattice();

/// `places[n]`: where the points of a block are after n pieces of their ways. A way is cut where it leaves the numbers, or
/// goes so far out that no picture shows it.
Sketch sketchOfWays(const std::vector<Block>& places);

/// Where points that are at `start` at time `from` are after each of `steps` even steps of Runge-Kutta to time `to`, which
/// may be the sooner one; steps + 1 blocks.
std::vector<Block> waysAlong(const Field& field, ConstTheta theta, const Block& start, Real from, Real to, int steps);

/// Of the point that is at (x1, x2) at t = 0, until t = `end`. Simpson's rule on the places of its way, which is what
/// Runge-Kutta makes of an integral: in `steps` steps, or more until twice as many would not change it by 1e-5 (1 + |it|).
TraceAlong traceOnWay(const Field& field, ConstTheta theta, Real x1, Real x2, Real end, int steps);

}  // namespace core
