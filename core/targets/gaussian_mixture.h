#pragma once
// Many round Gaussians of one width, weighted: a mixture proper, or a noisy curve cut into its quadrature nodes.

#include <array>
#include <vector>

#include "core/targets/near_nodes.h"

namespace core {

class GaussianMixture {
 public:
  using Component = NearNodes::Node;  ///< its centre; the weights of all of them sum to 1

  GaussianMixture(std::vector<Component> components, double sd);

  double logDensity(double x1, double x2) const;
  std::array<double, 2> score(double x1, double x2) const;

 private:
  struct Sums {
    double nearest;       ///< squared distance of the nearest centre
    double total;         ///< of the weights, each times exp((nearest - squared distance) / 2 sd^2)
    double pull1, pull2;  ///< the same, times centre - x
  };
  Sums sums(double x1, double x2) const;

  NearNodes components_;
  double precision_;  ///< 1 / sd^2
};

}  // namespace core
