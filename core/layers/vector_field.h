#pragma once
// A layer that moves points along a vector field, and so can be trained by regression on velocities: flow matching,
// Lipman, Chen, Ben-Hamu, Nickel, Le: "Flow matching for generative modeling" (2023).

#include <optional>
#include <vector>

#include "core/math/block.h"

namespace core {

/// The trace of a field's Jacobian along the way of one point. Its integral over time is the log|det| of the map that the
/// field makes: d log|det| / dt = tr dg/dx.
struct TraceAlong {
  std::vector<double> t;      ///< ascending in even steps, from 0 to where the flow stops, at most 1
  std::vector<double> trace;  ///< at those times, exact; per unit of t
  double integral = 0;        ///< nats
};

/// dx/dt = g(x, t); the textbook map runs from t = 0 to 1. What it learns is the g that its layer's passes integrate.
class VectorFieldLayer {
 public:
  virtual ~VectorFieldLayer() = default;

  /// Reals that `velocity` leaves behind for `velocityBackward`.
  virtual int velocityTapeSize() const = 0;
  /// v = g(x, t), each point at its own t. `tape` may be null if no `velocityBackward` is to use it.
  virtual void velocity(ConstTheta work, const Block& x, const BlockValues& t, Block& v,
                        Real* tape = nullptr) const = 0;
  /// Adds dL/dwork to `gWork` from gV = dL/dv. Without the tape of `velocity` at these points it evaluates once more.
  virtual void velocityBackward(ConstTheta work, const Block& x, const BlockValues& t, const Block& gV,
                                MutableTheta gWork, const Real* tape = nullptr) const = 0;
  /// Of the point that is at (x1, x2) at t = 0; nothing if the field cannot tell.
  virtual std::optional<TraceAlong> traceAlong(ConstTheta /*work*/, Real /*x1*/, Real /*x2*/) const {
    return std::nullopt;
  }
};

}  // namespace core
