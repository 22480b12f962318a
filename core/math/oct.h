#pragma once
// Eight numbers that are read at once, whatever the processor's registers hold, and sums across them. Only for .cpp files
// of core (see lanes.h).

#include <cstring>

#include "core/math/types.h"

namespace core {

inline constexpr int kOct = 8;
using Oct = Real __attribute__((vector_size(kOct * sizeof(Real))));

inline Oct loadOct(const Real* p) {
  Oct v;
  std::memcpy(&v, p, sizeof v);
  return v;
}
inline void storeOct(Real* p, Oct v) { std::memcpy(p, &v, sizeof v); }

/// Read as blocks of `size` numbers, a0 a1 a2 ... and b0 b1 b2 ...: a0 b0 a2 b2 ..., or if `odd` a1 b1 a3 b3 ...
template <int size, bool odd>
inline Oct blocksOf(Oct a, Oct b) {
  const auto at = [](int i) { return (i & size) != 0 ? kOct + i - (odd ? 0 : size) : i + (odd ? size : 0); };
  return __builtin_shufflevector(a, b, at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7));
}
/// Sums of neighbouring blocks: a0+a1 b0+b1 a2+a3 b2+b3 ...
template <int size>
inline Oct foldPair(Oct a, Oct b) {
  return blocksOf<size, false>(a, b) + blocksOf<size, true>(a, b);
}

}  // namespace core
