#pragma once
// Scaling: the fixed affine map between the user's units and the flow's own.
//
// A flow learns a target of about unit size; a file of points may be anywhere. The flow sees (x - mean) / scale, and
// everything that is reported is put back: points by the map, log-densities by minus the sum of log scale.

#include <cmath>

#include "core/math/types.h"

namespace core {

struct Scaling {
  double mean[2] = {0, 0};
  double scale[2] = {1, 1};  ///< positive
  bool operator==(const Scaling&) const = default;

  /// log|det| of the map from the user's units to the flow's.
  double logDet() const { return -std::log(scale[0]) - std::log(scale[1]); }
  Points toFlow(const Points& user) const {
    Points out(user.rows(), 2);
    for (int j = 0; j < 2; ++j) out.col(j) = (user.col(j) - static_cast<Real>(mean[j])) / static_cast<Real>(scale[j]);
    return out;
  }
  Points toUser(const Points& flow) const {
    Points out(flow.rows(), 2);
    for (int j = 0; j < 2; ++j) out.col(j) = flow.col(j) * static_cast<Real>(scale[j]) + static_cast<Real>(mean[j]);
    return out;
  }
};

/// Zero mean and unit standard deviation.
inline Scaling standardise(const Points& points) {
  Scaling s;
  for (int j = 0; j < 2; ++j) {
    s.mean[j] = points.col(j).cast<double>().mean();
    s.scale[j] = std::sqrt((points.col(j).cast<double>() - s.mean[j]).square().mean());
    if (!(s.scale[j] > 0)) s.scale[j] = 1;
  }
  return s;
}

}  // namespace core
