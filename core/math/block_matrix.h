#pragma once
// Products of small matrices with a block of points: the inner loops of every conditioner.
//
// A matrix "over the block" is [rows][kBlock], points contiguous. Only for .cpp files of core (see lanes.h).

#include "core/math/block.h"
#include "core/math/lanes.h"

namespace core {

/// c[m][kBlock] = bias[m] + a[m][k] * b[k][kBlock]; a is row-major.
void multiply(const Real* a, const Real* bias, int m, int k, const Real* b, Real* c);
/// c[k][kBlock] = transpose(a)[k][m] * b[m][kBlock]; a is row-major [m][k].
void multiplyTransposed(const Real* a, int m, int k, const Real* b, Real* c);
/// g[m][k] += sum over the block of d[m][.] h[k][.], g row-major.
void addOuter(const Real* d, int m, const Real* h, int k, Real* g);
/// g[m] += sum over the block of d[m][.].
void addRowSums(const Real* d, int m, Real* g);

}  // namespace core
