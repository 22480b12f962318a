#pragma once
// Two interleaved half circles with round Gaussian noise, both of equal weight or one of them alone.
//
// t ~ U[0, pi]; (cos t, sin t) is the upper one, (1 - cos t, 0.5 - sin t) the lower; times 2, plus (-1, -0.2). The density
// is an integral over t, by Gauss and Legendre's rule: with 256 nodes exact to a double where a flow is looked at, and to
// about 1e-9 as far out as 30, for the noise 0.2; with others where the noise is another.

#include "core/math/random.h"
#include "core/targets/gaussian_mixture.h"

namespace core {

class HalfMoons {
 public:
  enum class Which { both, upper, lower };

  HalfMoons(double sd, Which which);

  std::array<double, 2> sample(Rng& rng) const;
  double logDensity(double x1, double x2) const { return mixture_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const { return mixture_.score(x1, x2); }

 private:
  Which which_;
  double sd_;
  GaussianMixture mixture_;
};

}  // namespace core
