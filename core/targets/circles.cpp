// Two concentric circles of equal weight.
//
// Radii 1 and 0.5 with round Gaussian noise of standard deviation 0.08; then times 3.
//
// H = 3.2681357117: -p log p summed over grids of spacing 1/32 and 1/64.

#include "core/targets/noisy_circles.h"
#include "core/targets/target.h"

namespace core {

namespace {

const TargetInfo& circlesInfo() {
  static const TargetInfo info{"circles", "Two Circles",
                               "x = R (cos a, sin a) + N(0, 0.24^2 I), R in {3, 1.5}, a ~ U[0, 2 pi]",
                               "scikit-learn's make_circles, at the scale of FFJORD (Grathwohl et al. 2019)"};
  return info;
}

class Circles final : public Target {
 public:
  const TargetInfo& info() const override { return circlesInfo(); }
  std::array<double, 2> sample(Rng& rng) const override { return circles_.sample(rng); }
  double logDensity(double x1, double x2) const override { return circles_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return circles_.score(x1, x2); }
  std::optional<double> entropy() const override { return 3.2681357117; }
  bool positiveEverywhere() const override { return true; }
  Window window() const override { return {-4, 4, -4, 4}; }

 private:
  NoisyCircles circles_{{3, 1.5}, 0.24};
};

}  // namespace

extern const TargetKind circlesKind = {circlesInfo, [] { return std::shared_ptr<const Target>(new Circles); }};

}  // namespace core
