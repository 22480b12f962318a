#pragma once
// The spectral norm of a matrix: how much it stretches at most.

#include "core/math/types.h"

namespace core {

/// The largest singular value of w[rows][columns], row-major, with its vectors of length 1: w v = sigma u. At most one
/// side may be longer than 128. For a matrix of zeros sigma is 0, and so are the vectors.
Real spectralNorm(const Real* w, int rows, int columns, Real* u, Real* v);

}  // namespace core
