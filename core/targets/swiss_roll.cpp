// A spiral of one and a half turns, seen along the axis of the Swiss roll.
//
// t = 1.5 pi (1 + 2 U), (t cos t, t sin t) + N(0, 1) on both axes; then divided by 5. The density is an integral over
// t, by Gauss and Legendre's rule: with 400 nodes exact to about 1e-12 where a flow is looked at; with others where the
// noise is not 1.
//
// Setting: the noise 1. H = 2.6696461739: -p log p summed over grids of spacing 1/32 and 1/64.

#include <cmath>
#include <numbers>

#include "core/targets/gaussian_mixture.h"
#include "core/targets/generated_target.h"
#include "core/targets/quadrature.h"

namespace core {

namespace {

constexpr double kFirst = 1.5 * std::numbers::pi, kLast = 4.5 * std::numbers::pi;

std::array<double, 2> curve(double t) { return {t * std::cos(t) / 5, t * std::sin(t) / 5}; }

GaussianMixture cutIntoNodes(double sd) {
  std::vector<GaussianMixture::Component> components;
  for (const QuadratureNode& node : gaussLegendre(nodesFor(sd, 400, 0.2), kFirst, kLast)) {
    const auto centre = curve(node.t);
    components.push_back({centre[0], centre[1], node.weight / (kLast - kFirst)});
  }
  return {std::move(components), sd};
}

const TargetInfo& swissRollInfo() {
  static const TargetInfo info{
      "swiss_roll",
      "Swiss Roll",
      "x = (t (cos t, sin t) + N(0, noise^2 I)) / 5, t ~ U[1.5 pi, 4.5 pi]",
      "scikit-learn's make_swiss_roll, at the scale of FFJORD (Grathwohl et al. 2019)",
      {realSetting("noise", "Noise", 0.25, 3, "1",
                   "Standard deviation, for a spiral out to 4.5 pi; all is divided by 5 then.")}};
  return info;
}

class SwissRoll final : public GeneratedTarget {
 public:
  explicit SwissRoll(const Settings& settings)
      : GeneratedTarget(swissRollInfo(), settings, 2.6696461739), sd_(realOf(settings, "noise") / 5) {}
  std::array<double, 2> sample(Rng& rng) const override {
    const auto centre = curve(rng.uniform(kFirst, kLast));
    const double n1 = rng.normal(0, sd_);
    const double n2 = rng.normal(0, sd_);
    return {centre[0] + n1, centre[1] + n2};
  }
  double logDensity(double x1, double x2) const override { return mixture_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return mixture_.score(x1, x2); }
  Window window() const override { return squareAround(kLast / 5 + 4 * sd_); }

 private:
  double sd_;
  GaussianMixture mixture_ = cutIntoNodes(sd_);
};

}  // namespace

extern const TargetKind swiss_rollKind = {swissRollInfo, make<SwissRoll>};

}  // namespace core
