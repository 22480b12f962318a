#pragma once
// The mass of a brushed region: the probability that a point lies in it, measured twice, in the base where the region came
// from and where it is on screen. A flow moves mass and makes none, so the two agree.

#include "core/engine/engine.h"
#include "core/flow/frozen.h"
#include "core/stage/ledger.h"

namespace core {

/// A region with a closed outline, of at least three corners.
struct Brush {
  std::vector<Vec2> outline;  ///< user's units
  double depth = -1;          ///< where it was brushed, as Spot has it
  bool operator==(const Brush&) const = default;
};

struct Mass {
  std::vector<Vec2> base, shown;  ///< outlines in the base and at the depth on screen, user's units
  double inBase = 0;              ///< of N(0, I) over the one; NaN if that is not finite
  double onScreen = 0;            ///< of the density on screen over the other; NaN likewise
};

/// How fine: corners that an outline may get, rows that a region is cut into.
struct MassEffort {
  int corners = 1500, rows = 300;
};
inline constexpr MassEffort kHastyMass{300, 50}, kMovingMass{600, 120}, kRestingMass{4000, 600};

/// `frozen` is cut off at `depth`; `frozenBrush` is the same flow cut off where the brush was (ignored if that is the
/// same depth). With `forget` the density on screen is N(toBase(x)) without its determinant.
Mass massOf(Engine& engine, const Frozen& frozen, const Frozen& frozenBrush, const Scaling& scaling, const Brush& brush,
            double depth, bool forget, const MassEffort& effort);

/// The density that a frame shows: log p(x), or with `forget` log N(toBase(x)) alone; flow's units. The engine has the
/// frozen flow.
void shownLogDensity(Engine& engine, const Frozen& frozen, const Points& x, bool forget, Values& out);

}  // namespace core
