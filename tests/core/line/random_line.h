#pragma once
// Random maps of the line for conformance tests, of every kind, from a printed seed.

#include <algorithm>
#include <random>

#include "core/line/line_flow.h"

namespace testing_support {

/// Any parameters that the kind allows, mild enough to be integrated numerically.
inline core::LineMap randomLineMap(core::LineKind kind, unsigned seed) {
  std::mt19937 random(seed);
  const auto between = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random()) / static_cast<double>(std::mt19937::max());
  };
  if (kind == core::LineKind::affine) {
    const double a = between(0.15, 4);
    return core::LineMap::affine(random() % 2 == 0 ? a : -a, between(-5, 5));
  }
  if (kind == core::LineKind::planar)
    return core::LineMap::planarOfLayer(between(-3, 3), (random() % 2 == 0 ? 1 : -1) * between(0.2, 4), between(-3, 3));
  const double bound = between(2, 6);
  const size_t count = 1 + random() % core::LineMap::kMostKnots;
  // Spacings, each at least a fifth of the mean one.
  const auto places = [&] {
    std::vector<double> all = {-bound};
    for (size_t k = 0; k <= count; ++k) all.push_back(all.back() + between(0.2, 1.8));
    const double scale = 2 * bound / (all.back() + bound);
    for (double& place : all) place = (place + bound) * scale - bound;
    return all;
  };
  const std::vector<double> z = places(), x = places();
  std::vector<core::LineKnot> knots;
  for (size_t k = 1; k <= count; ++k) knots.push_back({z[k], x[k], between(0.1, 5)});
  return core::LineMap::spline(bound, knots);
}

}  // namespace testing_support
