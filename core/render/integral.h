#pragma once
// The integral of a flow's density over the plane, on a grid of its own that refines itself where the density bends.

#include "core/engine/engine.h"
#include "core/flow/frozen.h"

namespace core {

/// How hard to try. Samples of the flow show where its mass is; a cell is cut as long as that changes its mass by more than
/// `tolerance`, until `mostCells` have been looked at.
struct IntegralEffort {
  int coarsest = 6;  ///< cuts that every cell has seen
  int samples = 0;
  double tolerance = 0;
  size_t mostCells = 0;
  double agreement = 0;  ///< of all cells with their quarters together, at which it is good as well
};
/// For a moving picture of a flow whose points are dear, for a moving picture (a few milliseconds), a resting one, and
/// `check` (within 1e-4 for trained flows).
inline constexpr IntegralEffort kHastyIntegral{4, 512, 1e-4, 4'000};
inline constexpr IntegralEffort kMovingIntegral{5, 2048, 2e-5, 24'000, 3.5e-4};
inline constexpr IntegralEffort kRestingIntegral{6, 1 << 14, 1e-6, 400'000};
inline constexpr IntegralEffort kCheckIntegral{6, 1 << 16, 2e-8, 6'000'000};

/// 1 for a density; NaN if the flow gives numbers that are not finite. Covers the image of a disk of the base that holds
/// all but 4e-6 of the mass.
/// With `forget` of N(toBase(x)) without its determinant, which is no density: what comes out need not be 1.
double integralOf(Engine& engine, const Frozen& frozen, const IntegralEffort& effort, bool forget = false);

}  // namespace core
