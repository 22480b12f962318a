#pragma once
// Points of the base, seeded.

#include "core/math/random.h"

namespace app::cli {

/// n points of N(0, sd^2 I).
inline core::Points basePoints(int n, std::uint64_t seed, double sd) {
  core::Rng rng(seed, core::Stream::particles);
  core::Points z(n, 2);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < 2; ++j) z(i, j) = static_cast<core::Real>(sd * rng.normal());
  }
  return z;
}

}  // namespace app::cli
