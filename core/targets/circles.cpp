// Two concentric circles of equal weight.
//
// Radii 1 and 0.5 with round Gaussian noise of standard deviation 0.08; then times 3.
//
// Settings: the ratio 0.5 of the radii, the noise 0.08. H = 3.2681357117: -p log p summed over grids of spacing 1/32
// and 1/64.

#include "core/targets/generated_target.h"
#include "core/targets/noisy_circles.h"

namespace core {

namespace {

const TargetInfo& circlesInfo() {
  static const TargetInfo info{
      "circles",
      "Two Circles",
      "x = 3 R (cos a, sin a) + N(0, (3 noise)^2 I), R in {1, ratio}, a ~ U[0, 2 pi]",
      "scikit-learn's make_circles, at the scale of FFJORD (Grathwohl et al. 2019)",
      {realSetting("ratio", "Ratio", 0.1, 0.9, "0.5", "Radius of the inner circle, where that of the outer one is 1."),
       realSetting("noise", "Noise", 0.02, 0.3, "0.08",
                   "Standard deviation, for an outer circle of radius 1; all is tripled then.")}};
  return info;
}

class Circles final : public GeneratedTarget {
 public:
  explicit Circles(const Settings& settings)
      : GeneratedTarget(circlesInfo(), settings, 3.2681357117),
        sd_(3 * realOf(settings, "noise")),
        circles_({3, 3 * realOf(settings, "ratio")}, sd_) {}
  std::array<double, 2> sample(Rng& rng) const override { return circles_.sample(rng); }
  double logDensity(double x1, double x2) const override { return circles_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return circles_.score(x1, x2); }
  Window window() const override { return squareAround(3 + 4 * sd_); }

 private:
  double sd_;
  NoisyCircles circles_;
};

}  // namespace

extern const TargetKind circlesKind = {circlesInfo, make<Circles>};

}  // namespace core
