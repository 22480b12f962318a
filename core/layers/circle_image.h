#pragma once
// The picture of an affine map of the plane, x -> M x + c: the unit circle's image and those of the two axes. Only for
// .cpp files of core.

#include <Eigen/Core>
#include <cmath>

#include "core/layers/layer.h"

namespace core {

/// Handles may not come nearer to where the map would fold the plane.
inline constexpr double kLeastStretch = 0.05;

/// An ellipse about c and two lines from c, to the ends of M's columns; no handles.
inline Sketch imageOfCircle(const Eigen::Matrix2d& m, const Eigen::Vector2d& c = Eigen::Vector2d::Zero()) {
  constexpr int kPieces = 64;
  const auto place = [](const Eigen::Vector2d& p) {
    return std::array<Real, 2>{static_cast<Real>(p.x()), static_cast<Real>(p.y())};
  };
  Sketch sketch;
  sketch.lines.resize(3);
  for (int k = 0; k <= kPieces; ++k) {
    const double angle = 2 * M_PI * k / kPieces;
    sketch.lines[0].push_back(place(m * Eigen::Vector2d(std::cos(angle), std::sin(angle)) + c));
  }
  for (int i = 0; i < 2; ++i) sketch.lines[static_cast<size_t>(i) + 1] = {place(c), place(m.col(i) + c)};
  return sketch;
}

}  // namespace core
