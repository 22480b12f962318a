// Eight round Gaussians of equal weight on a circle.
//
// Centres at the angles k pi / 4 on a circle of radius 4 / 1.414, standard deviation 0.5 / 1.414.
//
// H = 2.8318804061: -p log p summed over grids of spacing 1/32 and 1/64.

#include <cmath>
#include <numbers>

#include "core/targets/gaussian_mixture.h"
#include "core/targets/target.h"

namespace core {

namespace {

constexpr double kRadius = 4 / 1.414;
constexpr double kSd = 0.5 / 1.414;

std::array<double, 2> centre(int k) {
  const double angle = k * std::numbers::pi / 4;
  return {kRadius * std::cos(angle), kRadius * std::sin(angle)};
}

GaussianMixture eight() {
  std::vector<GaussianMixture::Component> components;
  for (int k = 0; k < 8; ++k) components.push_back({centre(k)[0], centre(k)[1], 1.0 / 8});
  return {std::move(components), kSd};
}

const TargetInfo& eightGaussiansInfo() {
  static const TargetInfo info{"eight_gaussians", "Eight Gaussians",
                               "p = 1/8 sum_k N(c_k, 0.354^2 I), c_k = 2.829 (cos k pi/4, sin k pi/4)",
                               "FFJORD's toy data (Grathwohl et al. 2019)"};
  return info;
}

class EightGaussians final : public Target {
 public:
  const TargetInfo& info() const override { return eightGaussiansInfo(); }
  std::array<double, 2> sample(Rng& rng) const override {
    const auto c = centre(rng.index(8));
    const double n1 = rng.normal(0, kSd);
    const double n2 = rng.normal(0, kSd);
    return {c[0] + n1, c[1] + n2};
  }
  double logDensity(double x1, double x2) const override { return mixture_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return mixture_.score(x1, x2); }
  std::optional<double> entropy() const override { return 2.8318804061; }
  bool positiveEverywhere() const override { return true; }
  Window window() const override { return {-4.5, 4.5, -4.5, 4.5}; }

 private:
  GaussianMixture mixture_ = eight();
};

}  // namespace

extern const TargetKind eight_gaussiansKind = {eightGaussiansInfo,
                                               [] { return std::shared_ptr<const Target>(new EightGaussians); }};

}  // namespace core
