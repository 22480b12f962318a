// Two moons (half_moons.h) as two classes: p(x | c) is the upper crescent at c = 0 and the lower one at c = 1, p(x) both.
//
// Setting: the noise 0.1. H of both as of moons; each crescent is the other one turned by half a circle, so they have the
// same H = 1.7025701464: -p log p summed over the plane.

#include "core/targets/generated_target.h"
#include "core/targets/half_moons.h"

namespace core {

namespace {

const TargetInfo& moonsByClassInfo() {
  static const TargetInfo info{"moons_by_class",
                               "Moons by class",
                               "x = 2 (cos t, sin t) - (1, 0.2) given the upper class, 2 (1 - cos t, 0.5 - sin t) - "
                               "(1, 0.2) given the lower, t ~ U[0, pi], + N(0, (2 noise)^2 I)",
                               "scikit-learn's make_moons with its labels, at the scale of FFJORD",
                               {realSetting("noise", "Noise", 0.02, 0.5, "0.1",
                                            "Standard deviation, for half circles of radius 1; all is doubled then.")}};
  return info;
}

class Part final : public GeneratedTarget {
 public:
  Part(const Settings& settings, HalfMoons::Which which, std::optional<double> standardEntropy)
      : GeneratedTarget(moonsByClassInfo(), settings, standardEntropy),
        sd_(2 * realOf(settings, "noise")),
        moons_(sd_, which) {}
  std::array<double, 2> sample(Rng& rng) const override { return moons_.sample(rng); }
  double logDensity(double x1, double x2) const override { return moons_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return moons_.score(x1, x2); }
  Window window() const override { return squareAround(3 + 4 * sd_); }

 private:
  double sd_;
  HalfMoons moons_;
};

class MoonsByClass final : public GeneratedTarget {
 public:
  explicit MoonsByClass(const Settings& settings)
      : GeneratedTarget(moonsByClassInfo(), settings, 2.3938791960),
        both_(settings, HalfMoons::Which::both, 2.3938791960),
        upper_(std::make_shared<Part>(settings, HalfMoons::Which::upper, kCrescent)),
        lower_(std::make_shared<Part>(settings, HalfMoons::Which::lower, kCrescent)) {}
  std::array<double, 2> sample(Rng& rng) const override { return both_.sample(rng); }
  double logDensity(double x1, double x2) const override { return both_.logDensity(x1, x2); }
  std::array<double, 2> score(double x1, double x2) const override { return both_.score(x1, x2); }
  Window window() const override { return both_.window(); }
  Condition condition() const override { return {Condition::Kind::classes, "Crescent", {"upper", "lower"}}; }
  std::shared_ptr<const Target> given(double c) const override { return c < 0.5 ? upper_ : lower_; }

 private:
  static constexpr double kCrescent = 1.7025701464;

  Part both_;
  std::shared_ptr<const Target> upper_, lower_;
};

}  // namespace

extern const TargetKind moons_by_classKind = {moonsByClassInfo, make<MoonsByClass>};

}  // namespace core
