#include "core/targets/half_moons.h"

#include <cmath>
#include <numbers>

#include "core/targets/quadrature.h"

namespace core {

namespace {

std::array<double, 2> curve(bool upper, double t) {
  const double x1 = upper ? std::cos(t) : 1 - std::cos(t);
  const double x2 = upper ? std::sin(t) : 0.5 - std::sin(t);
  return {2 * x1 - 1, 2 * x2 - 0.2};
}

GaussianMixture cutIntoNodes(double sd, HalfMoons::Which which) {
  const bool both = which == HalfMoons::Which::both;
  std::vector<GaussianMixture::Component> components;
  for (const bool upper : {true, false}) {
    if (!both && upper != (which == HalfMoons::Which::upper)) continue;
    for (const QuadratureNode& node : gaussLegendre(nodesFor(sd, 256, 0.2), 0, std::numbers::pi)) {
      const auto centre = curve(upper, node.t);
      components.push_back({centre[0], centre[1], node.weight / ((both ? 2 : 1) * std::numbers::pi)});
    }
  }
  return {std::move(components), sd};
}

}  // namespace

HalfMoons::HalfMoons(double sd, Which which) : which_(which), sd_(sd), mixture_(cutIntoNodes(sd, which)) {}

std::array<double, 2> HalfMoons::sample(Rng& rng) const {
  const bool upper = which_ == Which::both ? rng.index(2) == 0 : which_ == Which::upper;
  const auto centre = curve(upper, rng.uniform(0, std::numbers::pi));
  const double n1 = rng.normal(0, sd_);
  const double n2 = rng.normal(0, sd_);
  return {centre[0] + n1, centre[1] + n2};
}

}  // namespace core
