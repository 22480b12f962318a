// A spiral of one and a half turns, seen along the axis of the Swiss roll.
//
// t = 1.5 pi (1 + 2 U), (t cos t, t sin t) + N(0, 1) on both axes; then divided by 5. The density is an integral over
// t, by Gauss and Legendre's rule: with 400 nodes exact to about 1e-12 where a flow is looked at.
//
// H = 2.6696461739: -p log p summed over grids of spacing 1/32 and 1/64.

#include <cmath>
#include <numbers>

#include "core/targets/gaussian_mixture.h"
#include "core/targets/quadrature.h"
#include "core/targets/target.h"

namespace core {

namespace {

constexpr double kNoise = 0.2;  // 1, divided by 5
constexpr double kFirst = 1.5 * std::numbers::pi, kLast = 4.5 * std::numbers::pi;

std::array<double, 2> curve(double t) { return {t * std::cos(t) / 5, t * std::sin(t) / 5}; }

GaussianMixture cutIntoNodes() {
  std::vector<GaussianMixture::Component> components;
  for (const QuadratureNode& node : gaussLegendre(400, kFirst, kLast)) {
    const auto centre = curve(node.t);
    components.push_back({centre[0], centre[1], node.weight / (kLast - kFirst)});
  }
  return {std::move(components), kNoise};
}

const TargetInfo& swissRollInfo() {
  static const TargetInfo info{"swiss_roll", "Swiss Roll",
                               "x = t/5 (cos t, sin t) + N(0, 0.2^2 I), t ~ U[1.5 pi, 4.5 pi]",
                               "scikit-learn's make_swiss_roll, at the scale of FFJORD (Grathwohl et al. 2019)"};
  return info;
}

class SwissRoll final : public Target {
 public:
  const TargetInfo& info() const override { return swissRollInfo(); }
  std::array<double, 2> sample(Rng& rng) const override {
    const auto centre = curve(rng.uniform(kFirst, kLast));
    const double n1 = rng.normal(0, kNoise);
    const double n2 = rng.normal(0, kNoise);
    return {centre[0] + n1, centre[1] + n2};
  }
  double logDensity(double x1, double x2) const override { return mixture_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return mixture_.score(x1, x2); }
  std::optional<double> entropy() const override { return 2.6696461739; }
  bool positiveEverywhere() const override { return true; }
  Window window() const override { return {-4, 4, -4, 4}; }

 private:
  GaussianMixture mixture_ = cutIntoNodes();
};

}  // namespace

extern const TargetKind swiss_rollKind = {swissRollInfo, [] { return std::shared_ptr<const Target>(new SwissRoll); }};

}  // namespace core
