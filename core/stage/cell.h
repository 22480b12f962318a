#pragma once
// A cell: a small square of the base carried along by the flow, and how its area changes: the picture of a determinant.

#include <array>

#include "core/engine/engine.h"
#include "core/flow/frozen.h"
#include "core/stage/ledger.h"

namespace core {

/// A square around a spot, upright in the base.
struct CellRequest {
  Spot centre;
  double side = 0.5;  ///< flow's units, in the base
  bool operator==(const CellRequest&) const = default;
};
inline constexpr double kSmallestCell = 0.01, kLargestCell = 3;

/// The square's image at the depth on screen.
struct Cell {
  Vec2 z;                             ///< its centre in the base
  Vec2 at;                            ///< the centre's image, user's units
  std::vector<Vec2> outline;          ///< the true image, user's units, closed
  std::array<Vec2, 4> parallelogram;  ///< its image by the Jacobian at the centre, user's units
  Mat2 jacobian;                      ///< of the map from the base to that depth, flow's units
  double before = 0, after = 0;       ///< area of the square and of its true image, flow's units
  double determinant = 1;  ///< |det| of the Jacobian; the ratio of the areas comes to it as the square shrinks
  double densityBefore = 0, densityAfter = 0;  ///< at the centre, flow's units; times the areas' ratio they agree
};

/// `frozen` is the flow cut off at `depth`, as the frame shows it; the tracer is of the same flow and theta. Not `exact`,
/// Jacobian and determinant are those of the frozen flow, by differences, which costs next to nothing.
Cell carriedCell(Engine& engine, const Frozen& frozen, Tracer& tracer, const Scaling& scaling,
                 const CellRequest& request, double depth, bool exact = true);

}  // namespace core
