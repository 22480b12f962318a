#include "core/targets/gaussian_mixture.h"

#include <cmath>
#include <utility>

#include "core/math/types.h"

namespace core {

GaussianMixture::GaussianMixture(std::vector<Component> components, double sd)
    : components_(std::move(components)), precision_(1 / (sd * sd)) {}

GaussianMixture::Sums GaussianMixture::sums(double x1, double x2) const {
  Sums s{components_.nearest(x1, x2), 0, 0, 0};
  // What is below e^-45 of the nearest does not reach the last bit of a double.
  components_.within(x1, x2, s.nearest + 90 / precision_, [&](const Component& c, double squaredDistance) {
    const double w = c.weight * std::exp((s.nearest - squaredDistance) * precision_ / 2);
    s.total += w;
    s.pull1 += w * (c.x1 - x1);
    s.pull2 += w * (c.x2 - x2);
  });
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
