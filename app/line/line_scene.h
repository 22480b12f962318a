#pragma once
// What the page of one dimension is set to, as a value; and what follows from it, worked out once for all who show it.

#include <vector>

#include "core/line/strips.h"

namespace app {

enum class StripKind { equalWidth, equalMass };

struct LineScene {
  core::LineFlow flow = core::LineMap::standard(core::LineKind::affine);
  double part = 1;    ///< of the way from the identity, in [0, 1]
  double probe = -1;  ///< z of the point that the numbers are of
  int strips = 12;    ///< 0: none
  StripKind stripKind = StripKind::equalWidth;
  int map = 0;       ///< of the flow: which one the controls are of
  int knot = 1;      ///< of that map, if it is a spline
  int hovered = -1;  ///< the strip under the pointer, or none

  const core::LineMap& chosenMap() const { return flow.maps()[static_cast<size_t>(map)]; }
  /// The same scene with that map in place of the chosen one.
  LineScene withMap(const core::LineMap& changed) const;
};

struct LineReading {
  LineScene scene;
  core::LineFlow shown;  ///< flow.path(part)
  core::LinePoint probe;
  std::vector<core::LineStrip> strips;
  int strip = -1;                      ///< the one that is told of: under the pointer, else the probe's; or none
  std::vector<core::LinePoint> curve;  ///< z ascends in even steps from -kLineEnd to kLineEnd
  double peak = 0;                     ///< the largest p(x) of the base, of the whole flow and of what is shown
};

LineReading read(const LineScene& scene);

/// Strips of one width fill [-kStripReach, kStripReach].
inline constexpr double kStripReach = 3;

}  // namespace app
