#pragma once
// Concentric circles of equal weight around the origin, blurred by round Gaussian noise.
//
// One circle of radius R and noise s has, at distance r from the origin,
//   log p = -ln(2 pi s^2) - (r - R)^2 / 2 s^2 + ln I0e(r R / s^2),   I0e(z) = exp(-z) I0(z).

#include <array>
#include <vector>

#include "core/math/random.h"

namespace core {

/// exp(-z) I0(z) for z >= 0, to double precision.
double besselI0e(double z);
/// exp(-z) I1(z) for z >= 0, to double precision.
double besselI1e(double z);

class NoisyCircles {
 public:
  NoisyCircles(std::vector<double> radii, double sd);

  std::array<double, 2> sample(Rng& rng) const;
  double logDensity(double x1, double x2) const;
  std::array<double, 2> score(double x1, double x2) const;

 private:
  double logCircle(double r, double radius) const;

  std::vector<double> radii_;
  double sd_;
};

}  // namespace core
