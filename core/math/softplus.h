#pragma once
// softplus(a) = log(1 + e^a), with which layers keep a parameter positive, for single numbers. lanes.h has it for many.

#include <algorithm>
#include <cmath>

#include "core/math/types.h"

namespace core {

/// Never 0: far to the left it stays at some tiny value, so that its logarithm exists.
inline Real softplusOf(Real a) {
  const Real least = sizeof(Real) == 4 ? Real(-80) : Real(-700);
  return std::max(a, Real(0)) + std::log1p(std::exp(std::max(-std::abs(a), least)));
}

/// a with softplus(a) = p, for p > 0.
inline Real inverseSoftplus(Real p) { return p + std::log(-std::expm1(-p)); }

/// The derivative of softplus.
inline Real sigmoidOf(Real a) {
  const Real e = std::exp(-std::abs(a));
  return (a < 0 ? e : Real(1)) / (1 + e);
}

}  // namespace core
