// Two interleaved half circles with noise.
//
// t ~ U[0, pi]; one half of the points at (cos t, sin t), the other at (1 - cos t, 0.5 - sin t), each + N(0, 0.1) on
// both axes; then times 2, plus (-1, -0.2). The density is an integral over t, by Gauss and Legendre's rule: with 256
// nodes exact to a double where a flow is looked at, and to about 1e-9 as far out as 30.
//
// H = 2.3938791960: -p log p summed over grids of spacing 1/32 and 1/64.

#include <cmath>
#include <numbers>

#include "core/targets/gaussian_mixture.h"
#include "core/targets/quadrature.h"
#include "core/targets/target.h"

namespace core {

namespace {

constexpr double kNoise = 0.2;  // 0.1, times 2

std::array<double, 2> curve(bool upper, double t) {
  const double x1 = upper ? std::cos(t) : 1 - std::cos(t);
  const double x2 = upper ? std::sin(t) : 0.5 - std::sin(t);
  return {2 * x1 - 1, 2 * x2 - 0.2};
}

GaussianMixture cutIntoNodes() {
  std::vector<GaussianMixture::Component> components;
  for (const bool upper : {true, false}) {
    for (const QuadratureNode& node : gaussLegendre(256, 0, std::numbers::pi)) {
      const auto centre = curve(upper, node.t);
      components.push_back({centre[0], centre[1], node.weight / (2 * std::numbers::pi)});
    }
  }
  return {std::move(components), kNoise};
}

const TargetInfo& moonsInfo() {
  static const TargetInfo info{"moons", "Two Moons",
                               "x = 2 (cos t, sin t) - (1, 0.2) or 2 (1 - cos t, 0.5 - sin t) - (1, 0.2), "
                               "t ~ U[0, pi], + N(0, 0.2^2 I)",
                               "scikit-learn's make_moons, at the scale of FFJORD (Grathwohl et al. 2019)"};
  return info;
}

class Moons final : public Target {
 public:
  const TargetInfo& info() const override { return moonsInfo(); }
  std::array<double, 2> sample(Rng& rng) const override {
    const bool upper = rng.index(2) == 0;
    const auto centre = curve(upper, rng.uniform(0, std::numbers::pi));
    const double n1 = rng.normal(0, kNoise);
    const double n2 = rng.normal(0, kNoise);
    return {centre[0] + n1, centre[1] + n2};
  }
  double logDensity(double x1, double x2) const override { return mixture_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return mixture_.score(x1, x2); }
  std::optional<double> entropy() const override { return 2.3938791960; }
  bool positiveEverywhere() const override { return true; }
  Window window() const override { return {-4, 4, -4, 4}; }

 private:
  GaussianMixture mixture_ = cutIntoNodes();
};

}  // namespace

extern const TargetKind moonsKind = {moonsInfo, [] { return std::shared_ptr<const Target>(new Moons); }};

}  // namespace core
