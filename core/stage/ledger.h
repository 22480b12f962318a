#pragma once
// A ledger: what each layer does to a probed point and to its log-density, row by row from the base to the data:
// log p(x) = log N(z) + sum over k of log|det J_k|.

#include "core/stage/tracer.h"

namespace core {

struct Ledger {
  struct Row {
    Vec2 at;         ///< z_k, flow's units; row 0 is the base's z
    double logDet;   ///< log|det| of layer k's toBase; 0 in row 0
    double running;  ///< log-density at z_k of the flow cut off after k layers
    Mat2 jacobian;   ///< of layer k's toData at z_(k-1); the identity in row 0
    /// Of a layer that moves points along a field, where Jacobians were asked for. In the time of its textbook map, so
    /// that its integral is logDet, or -logDet where that map runs from base to data. Null for other layers.
    std::shared_ptr<const TraceAlong> trace = nullptr;
  };
  std::vector<Row> rows;   ///< K + 1
  Vec2 x;                  ///< the point in the data's space, user's units
  double unitsLogDet = 0;  ///< of the map from the user's units to the flow's
  double logDensity = 0;   ///< log p(x), user's units: the last row's running sum and unitsLogDet
  std::vector<Vec2> path;  ///< from z to x through the parts of the layers, user's units; `pieces` a layer
  int pieces = 1;
  Vec2 shown;  ///< where the point is at the depth on screen, user's units
  double shownLogDensity = 0;
};

/// Of a spot, for a frame at depth `shown` in [0, K]. `pieces`: of the path, a layer. Numbers may be infinite or NaN
/// where the flow's are.
/// Without `jacobians` those are NaN and there are no traces: they take twice as long as all the rest.
Ledger ledgerOf(Tracer& tracer, const Scaling& scaling, const Spot& spot, double shown, int pieces,
                bool jacobians = true);

/// Points between the user's units and the flow's.
Vec2 toFlow(const Scaling& scaling, const Vec2& user);
Vec2 toUser(const Scaling& scaling, const Vec2& flow);

}  // namespace core
