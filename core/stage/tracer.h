#pragma once
// A tracer: a flow with one theta, made ready to follow a few points through its layers and to tell what each layer does
// to them: where they are, its log-det, its Jacobian. What stands on screen as a number comes from here; it is the flow
// itself, not one with tables built in.

#include <Eigen/Dense>
#include <memory>
#include <optional>
#include <vector>

#include "core/flow/flow.h"
#include "core/flow/scaling.h"
#include "core/layers/vector_field.h"

namespace core {

using Vec2 = Eigen::Vector2d;
using Mat2 = Eigen::Matrix2d;

/// A point as a person chose it: where it was when chosen is where it stays while theta changes.
struct Spot {
  Vec2 at{0, 0};      ///< user's units
  double depth = -1;  ///< in layers from the base; -1: the data's side
  bool operator==(const Spot&) const = default;
};

/// What a layer did to one point on its way towards the data.
struct Passage {
  Vec2 from, to;  ///< flow's units
  double logDet;  ///< log|det| of its toBase at `to`: what it adds to the log-density
  Mat2 jacobian;  ///< d to / d from; NaN where it was not asked for
};

struct Ledger;

class Tracer {
 public:
  /// The last ledger that was made with it (ledger.h): while the depth moves, only what is shown is another.
  struct Kept {
    Spot spot;
    int pieces = 0;
    bool jacobians = false;
    std::shared_ptr<const Ledger> ledger;
  };
  Kept kept;
  /// Where the cell's centre was found in the base, and what for: it stays while the depth moves.
  struct Centre {
    Vec2 at;  ///< flow's units
    double depth;
    Vec2 z;
  };
  std::optional<Centre> centre;

  /// `settled`: theta with solvers fine enough, where that is at hand already (it costs as much as many points).
  Tracer(std::shared_ptr<const Flow> flow, std::shared_ptr<const Theta> theta,
         std::shared_ptr<const Theta> settled = nullptr);
  bool isOf(const std::shared_ptr<const Flow>& flow, const std::shared_ptr<const Theta>& theta) const {
    return flow_ == flow && theta_ == theta;
  }
  int depth() const { return flow_->depth(); }
  const Flow& flow() const { return *flow_; }

  /// Through the layers of the flow cut off at `end`, one passage each, from the point that has this place at depth `at`
  /// (of the flow cut off there). Depths in [0, K]; flow's units. A point at `at` >= `end` is only pulled back; one below
  /// goes on towards the data.
  std::vector<Passage> through(const Vec2& point, double at, double end, bool jacobians = true);
  /// Through layer k alone, on so much of its way, from a point at its base side.
  Passage onward(const Vec2& point, int k, double part = 1) { return pass(k, part, false, point, false); }
  /// For a layer that moves points along a field: its trace along the way of a point that has passed it wholly. Null for
  /// other layers, and for one that is switched off.
  std::shared_ptr<const TraceAlong> traceOf(int k, const Passage& passage);
  /// Where a point of the base is at `pieces` depths a layer, on its way through the whole flow: K * pieces + 1 places.
  std::vector<Vec2> path(const Vec2& z, int pieces);

 private:
  Passage pass(int k, double part, bool towardsBase, const Vec2& point, bool jacobian);
  ConstTheta workOf(int k, double part);

  std::shared_ptr<const Flow> flow_;
  std::shared_ptr<const Theta> theta_;
  std::shared_ptr<const Theta> settled_;
  Theta work_;
  std::vector<bool> prepared_;  // layers whose part of the work is there
  Theta partWork_;              // of a layer on part of its way
  int partOf_ = -1;
  double part_ = 0;
};

}  // namespace core
