#pragma once
// A block of points: what fits the cache and fills whole registers; all kernels have this one length.

#include "core/math/types.h"

namespace core {

/// Points travel through layers in blocks of this many; engines pad the last block with copies of a valid point.
inline constexpr int kBlock = 64;

struct alignas(64) Block {
  Real x1[kBlock];
  Real x2[kBlock];
};
struct alignas(64) BlockValues {
  Real v[kBlock];
};

}  // namespace core
