// Two interleaved half circles with noise.
//
// t ~ U[0, pi]; one half of the points at (cos t, sin t), the other at (1 - cos t, 0.5 - sin t), each + N(0, 0.1) on
// both axes; then times 2, plus (-1, -0.2). The density is an integral over t, by Gauss and Legendre's rule: with 256
// nodes exact to a double where a flow is looked at, and to about 1e-9 as far out as 30; with others where the noise is
// not 0.1.
//
// Setting: the noise 0.1. H = 2.3938791960: -p log p summed over grids of spacing 1/32 and 1/64.

#include <cmath>
#include <numbers>

#include "core/targets/gaussian_mixture.h"
#include "core/targets/generated_target.h"
#include "core/targets/quadrature.h"

namespace core {

namespace {

std::array<double, 2> curve(bool upper, double t) {
  const double x1 = upper ? std::cos(t) : 1 - std::cos(t);
  const double x2 = upper ? std::sin(t) : 0.5 - std::sin(t);
  return {2 * x1 - 1, 2 * x2 - 0.2};
}

GaussianMixture cutIntoNodes(double sd) {
  std::vector<GaussianMixture::Component> components;
  for (const bool upper : {true, false}) {
    for (const QuadratureNode& node : gaussLegendre(nodesFor(sd, 256, 0.2), 0, std::numbers::pi)) {
      const auto centre = curve(upper, node.t);
      components.push_back({centre[0], centre[1], node.weight / (2 * std::numbers::pi)});
    }
  }
  return {std::move(components), sd};
}

const TargetInfo& moonsInfo() {
  static const TargetInfo info{"moons",
                               "Two Moons",
                               "x = 2 (cos t, sin t) - (1, 0.2) or 2 (1 - cos t, 0.5 - sin t) - (1, 0.2), "
                               "t ~ U[0, pi], + N(0, (2 noise)^2 I)",
                               "scikit-learn's make_moons, at the scale of FFJORD (Grathwohl et al. 2019)",
                               {realSetting("noise", "Noise", 0.02, 0.5, "0.1",
                                            "Standard deviation, for half circles of radius 1; all is doubled then.")}};
  return info;
}

class Moons final : public GeneratedTarget {
 public:
  explicit Moons(const Settings& settings)
      : GeneratedTarget(moonsInfo(), settings, 2.3938791960), sd_(2 * realOf(settings, "noise")) {}
  std::array<double, 2> sample(Rng& rng) const override {
    const bool upper = rng.index(2) == 0;
    const auto centre = curve(upper, rng.uniform(0, std::numbers::pi));
    const double n1 = rng.normal(0, sd_);
    const double n2 = rng.normal(0, sd_);
    return {centre[0] + n1, centre[1] + n2};
  }
  double logDensity(double x1, double x2) const override { return mixture_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return mixture_.score(x1, x2); }
  Window window() const override { return squareAround(3 + 4 * sd_); }

 private:
  double sd_;
  GaussianMixture mixture_ = cutIntoNodes(sd_);
};

}  // namespace

extern const TargetKind moonsKind = {moonsInfo, make<Moons>};

}  // namespace core
