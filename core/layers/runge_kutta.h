#pragma once
// One step of the classical Runge-Kutta method of order 4 along a field, as a map of the plane with its Jacobian. Only
// for .cpp files of core.
//
// k1 = g(x, t), k2 = g(x + h/2 k1, t + h/2), k3 = g(x + h/2 k2, t + h/2), k4 = g(x + h k3, t + h),
// y = x + h/6 (k1 + 2 k2 + 2 k3 + k4), and the same for tangents: the Jacobian is that of the discrete map.

#include "core/math/field.h"
#include "core/math/jet.h"

namespace core {

/// What a step carries besides the points.
enum class Carry {
  nothing,
  jacobian,  ///< both axes, through the stages: slope becomes the Jacobian of the step, less the identity
  probe,     ///< one direction e, the same at every stage: slope[0] becomes h/6 times the sum of Dg e
  trace  ///< slope[0].x1 + slope[1].x2 becomes h/6 times the sum of tr Dg: what FFJORD integrates, exact at each stage
};

// Hutchinson's noise (1989): e^T Dg e estimates the trace of Dg if the entries of e are +-1 by chance. Here e depends on
// a point's place in its batch, which is chance since batches are drawn at random; the gradient is that of the estimate,
// and the GPU draws the same. Half of every 16 places get (1, 1), half (1, -1): for each pair of signs and its negative
// the estimate is the same.
struct Noise {
  Block e;
  Noise() {
    for (int i = 0; i < kBlock; ++i) {
      int odd = 0;
      for (int bits = i % 16; bits != 0; bits /= 2) odd ^= bits & 1;
      e.x1[i] = 1;
      e.x2[i] = odd != 0 ? -1 : 1;
    }
  }
};
inline const Noise kNoise;

class RungeKutta {
 public:
  /// `carry` is what most of the steps will carry.
  RungeKutta(const Field& field, ConstTheta theta, Carry carry);

  /// Reals that a step leaves behind for `backward`.
  static int tapeSize(const Field& field, Carry carry);

  /// y = jet.value from x and t by a step of length h. `e` is the probe's direction. `moved`, if not null: y - x before
  /// it is rounded.
  void step(const Block& x, Real t, Real h, Carry carry, const Block* e, Jet& jet, Real* tape,
            Block* moved = nullptr) const;
  /// g: from the cotangent of y, and gSlope's of the slopes, to that of x; adds the parameters' to `gradient`. If not
  /// `slopes`, there is no cotangent of the slopes.
  void backward(Real t, Real h, Carry carry, const Real* tape, bool slopes, Block& g, const Block* gSlope,
                MutableTheta gradient);
  /// To be called once after the last `backward`: adds to `gradient` what they have left to be done at the end.
  void finish(MutableTheta gradient);

 private:
  bool closed(Carry carry) const { return carry == Carry::trace && field_.hasDivergence(); }

  const Field& field_;
  ConstTheta theta_;
  Real* matrix_ = nullptr;   // Field::divergenceMatrix, if it is of use
  Real* gMatrix_ = nullptr;  // dL/dmatrix, 0 at first
};

}  // namespace core
