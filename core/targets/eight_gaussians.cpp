// Eight round Gaussians of equal weight on a circle.
//
// Centres at the angles k pi / 4 on a circle of radius 4, standard deviation 0.5; all divided by 1.414.
//
// Settings: how many modes, the radius 4, the standard deviation 0.5. H = 2.8318804061: -p log p summed over
// grids of spacing 1/32 and 1/64.

#include <cmath>
#include <numbers>

#include "core/targets/gaussian_mixture.h"
#include "core/targets/generated_target.h"

namespace core {

namespace {

constexpr double kShrink = 1.414;

const TargetInfo& eightGaussiansInfo() {
  static const TargetInfo info{
      "eight_gaussians",
      "Eight Gaussians",
      "x = (radius (cos t, sin t) + N(0, sd^2 I)) / 1.414, t = 2 pi k/modes, k in {0, ..., modes - 1}",
      "FFJORD's toy data (Grathwohl et al. 2019)",
      {integerSetting("modes", "Modes", 2, 32, "8", "How many Gaussians stand on the circle."),
       realSetting("radius", "Radius", 1, 6, "4", "Of the circle; all is divided by 1.414 then."),
       realSetting("sd", "Standard deviation", 0.08, 1.5, "0.5", "Of each Gaussian; all is divided by 1.414 then.")}};
  return info;
}

class EightGaussians final : public GeneratedTarget {
 public:
  explicit EightGaussians(const Settings& settings)
      : GeneratedTarget(eightGaussiansInfo(), settings, 2.8318804061),
        modes_(intOf(settings, "modes")),
        radius_(realOf(settings, "radius") / kShrink),
        sd_(realOf(settings, "sd") / kShrink),
        mixture_(components(), sd_) {}
  std::array<double, 2> sample(Rng& rng) const override {
    const auto c = centre(rng.index(modes_));
    const double n1 = rng.normal(0, sd_);
    const double n2 = rng.normal(0, sd_);
    return {c[0] + n1, c[1] + n2};
  }
  double logDensity(double x1, double x2) const override { return mixture_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return mixture_.score(x1, x2); }
  Window window() const override { return squareAround(radius_ + 4 * sd_); }

 private:
  std::array<double, 2> centre(int k) const {
    const double angle = 2 * k * std::numbers::pi / modes_;
    return {radius_ * std::cos(angle), radius_ * std::sin(angle)};
  }
  std::vector<GaussianMixture::Component> components() const {
    std::vector<GaussianMixture::Component> all;
    for (int k = 0; k < modes_; ++k) all.push_back({centre(k)[0], centre(k)[1], 1.0 / modes_});
    return all;
  }

  int modes_;
  double radius_, sd_;
  GaussianMixture mixture_;
};

}  // namespace

extern const TargetKind eight_gaussiansKind = {eightGaussiansInfo, make<EightGaussians>};

}  // namespace core
