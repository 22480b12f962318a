// Four concentric rings of equal weight.
//
// Radii 3 * (1, 0.75, 0.5, 0.25); round Gaussian noise of standard deviation 0.08, added after the scaling.
//
// H = 2.6231827703: -p log p summed over grids of spacing 1/32 and 1/64.

#include "core/targets/noisy_circles.h"
#include "core/targets/target.h"

namespace core {

namespace {

const TargetInfo& ringsInfo() {
  static const TargetInfo info{"rings", "Rings",
                               "x = R (cos a, sin a) + N(0, 0.08^2 I), R in {3, 2.25, 1.5, 0.75}, a ~ U[0, 2 pi]",
                               "FFJORD's toy data (Grathwohl et al. 2019)"};
  return info;
}

class Rings final : public Target {
 public:
  const TargetInfo& info() const override { return ringsInfo(); }
  std::array<double, 2> sample(Rng& rng) const override { return circles_.sample(rng); }
  double logDensity(double x1, double x2) const override { return circles_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return circles_.score(x1, x2); }
  std::optional<double> entropy() const override { return 2.6231827703; }
  bool positiveEverywhere() const override { return true; }
  Window window() const override { return {-4, 4, -4, 4}; }

 private:
  NoisyCircles circles_{{3, 2.25, 1.5, 0.75}, 0.08};
};

}  // namespace

extern const TargetKind ringsKind = {ringsInfo, [] { return std::shared_ptr<const Target>(new Rings); }};

}  // namespace core
