// The two arms of an absolute value, with noise.
//
// x1 ~ N(0, 1), x2 ~ N(|x1| - 1, e^-1.5). The score jumps where x1 is 0; there it is that of the right arm.
//
// Settings: the slope 1, the logarithm -1.5 of the noise. H = ln(2 pi e) - 1.5 = 1.3378770664: of two normals.

#include <cmath>

#include "core/targets/conditional_normal.h"

namespace core {

namespace {

const TargetInfo& absInfo() {
  static const TargetInfo info{"abs",
                               "Absolute Value",
                               "x2 = slope |x1| - 1 + N(0, exp(log_noise)^2), x1 ~ N(0, 1)",
                               "nflows' plane data (Durkan et al. 2019)",
                               {realSetting("slope", "Slope", 0, 2, "1", "Of the two arms."), logNoiseSetting("-1.5")}};
  return info;
}

class Abs final : public ConditionalNormal {
 public:
  explicit Abs(const Settings& settings)
      : ConditionalNormal(absInfo(), settings, Given::x1, 1),
        slope_(realOf(settings, "slope")),
        logNoise_(realOf(settings, "log_noise")) {}
  Window window() const override {
    const double noise = 4 * std::exp(logNoise_);
    return squareAround(-4, 4, -1 - noise, slope_ * 3.5 - 1 + noise);
  }

 protected:
  Curve at(double u) const override { return {slope_ * std::abs(u) - 1, u < 0 ? -slope_ : slope_, logNoise_}; }

 private:
  double slope_, logNoise_;
};

}  // namespace

extern const TargetKind absKind = {absInfo, make<Abs>};

}  // namespace core
