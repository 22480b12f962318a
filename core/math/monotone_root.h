#pragma once
// The scalar equation that planar and Sylvester flows are inverted by. Only for .cpp files of core, like lanes.h.

#include "core/math/lanes.h"

namespace core {

/// The root a of a + m tanh(a) = c, given the slope 1 + m > 0 that the left side has at 0, its least or greatest: Newton
/// inside a bracket that every step shrinks, and a bisection where Newton leaves it; every third step bisects in any
/// case, since bracketed Newton alone can cycle.
inline Lanes tanhRoot(Real slope, Lanes c) {
  const Real width = std::abs(slope - 1);
  Lanes low = c - width;
  Lanes high = c + width;
  Lanes a = slope > 1 ? c / slope : c;
  a = min(max(a, low), high);
  const Real tolerance = sizeof(Real) == 4 ? Real(2e-7) : Real(1e-15);
  for (int step = 0; step < 100; ++step) {
    const Lanes t = tanh(a);
    const Lanes f = (a - t) + slope * t - c;
    if (!any(abs(f) > tolerance * (1 + abs(c))) || !any(high - low > tolerance * (1 + abs(a)))) break;
    low = select(f < 0, a, low);
    high = select(f > 0, a, high);
    const Lanes newton = a - f / (t * t + slope * (1 - t * t));
    const Lanes middle = (low + high) * Real(0.5);
    a = step % 3 == 2 ? middle : select((newton > low) & (newton < high), newton, middle);
  }
  return a;
}

}  // namespace core
