#include "core/targets/gaussian_mixture.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/math/types.h"

namespace core {

GaussianMixture::GaussianMixture(std::vector<Component> components, double sd)
    : components_(std::move(components)), precision_(1 / (sd * sd)) {}

GaussianMixture::Sums GaussianMixture::sums(double x1, double x2) const {
  const auto squaredDistance = [&](const Component& c) {
    return (c.x1 - x1) * (c.x1 - x1) + (c.x2 - x2) * (c.x2 - x2);
  };
  double nearest = std::numeric_limits<double>::infinity();
  for (const Component& c : components_) nearest = std::min(nearest, squaredDistance(c));

  // What is below e^-45 of the nearest does not reach the last bit of a double.
  const double reach = nearest + 90 / precision_;
  Sums s{nearest, 0, 0, 0};
  for (const Component& c : components_) {
    const double d = squaredDistance(c);
    if (d > reach) continue;
    const double w = c.weight * std::exp((nearest - d) * precision_ / 2);
    s.total += w;
    s.pull1 += w * (c.x1 - x1);
    s.pull2 += w * (c.x2 - x2);
  }
  return s;
}

double GaussianMixture::logDensity(double x1, double x2) const {
  const Sums s = sums(x1, x2);
  return std::log(s.total * precision_) - kLog2Pi - s.nearest * precision_ / 2;
}

std::array<double, 2> GaussianMixture::score(double x1, double x2) const {
  const Sums s = sums(x1, x2);
  return {precision_ * s.pull1 / s.total, precision_ * s.pull2 / s.total};
}

}  // namespace core
