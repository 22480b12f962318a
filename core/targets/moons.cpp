// Two interleaved half circles with noise (half_moons.h).
//
// Setting: the noise 0.1. H = 2.3938791960: -p log p summed over grids of spacing 1/32 and 1/64.

#include "core/targets/generated_target.h"
#include "core/targets/half_moons.h"

namespace core {

namespace {

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
  std::array<double, 2> sample(Rng& rng) const override { return moons_.sample(rng); }
  double logDensity(double x1, double x2) const override { return moons_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return moons_.score(x1, x2); }
  Window window() const override { return squareAround(3 + 4 * sd_); }

 private:
  double sd_;
  HalfMoons moons_{sd_, HalfMoons::Which::both};
};

}  // namespace

extern const TargetKind moonsKind = {moonsInfo, make<Moons>};

}  // namespace core
