// Four concentric rings of equal weight.
//
// Radii 3 * (1, 0.75, 0.5, 0.25); round Gaussian noise of standard deviation 0.08, added after the scaling.
//
// Settings: how many rings, the noise. H = 2.6231827703: -p log p summed over grids of spacing 1/32 and 1/64.

#include "core/targets/generated_target.h"
#include "core/targets/noisy_circles.h"

namespace core {

namespace {

const TargetInfo& ringsInfo() {
  static const TargetInfo info{
      "rings",
      "Rings",
      "x = R (cos a, sin a) + N(0, noise^2 I), R in {3, ..., 3/rings} in equal steps, a ~ U[0, 2 pi]",
      "FFJORD's toy data (Grathwohl et al. 2019)",
      {integerSetting("rings", "Rings", 1, 8, "4", "How many; the outermost has the radius 3."),
       realSetting("noise", "Noise", 0.04, 0.5, "0.08", "Standard deviation of the noise around a ring.")}};
  return info;
}

std::vector<double> radii(int rings) {
  std::vector<double> all;
  for (int i = rings; i > 0; --i) all.push_back(3.0 * i / rings);
  return all;
}

class Rings final : public GeneratedTarget {
 public:
  explicit Rings(const Settings& settings)
      : GeneratedTarget(ringsInfo(), settings, 2.6231827703),
        sd_(realOf(settings, "noise")),
        circles_(radii(intOf(settings, "rings")), sd_) {}
  std::array<double, 2> sample(Rng& rng) const override { return circles_.sample(rng); }
  double logDensity(double x1, double x2) const override { return circles_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return circles_.score(x1, x2); }
  Window window() const override { return squareAround(3.25 + 4 * sd_); }

 private:
  double sd_;
  NoisyCircles circles_;
};

}  // namespace

extern const TargetKind ringsKind = {ringsInfo, make<Rings>};

}  // namespace core
