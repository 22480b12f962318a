// A parabola with noise.
//
// x2 ~ N(0, 1), x1 ~ N(0.5 x2^2 - 1, e^-1).
//
// Settings: the curvature 0.5, the logarithm -1 of the noise. H = ln(2 pi e) - 1 = 1.8378770664: of two normals.

#include <cmath>

#include "core/targets/conditional_normal.h"

namespace core {

namespace {

const TargetInfo& crescentInfo() {
  static const TargetInfo info{
      "crescent",
      "Crescent",
      "x1 = curvature x2^2 - 1 + N(0, exp(log_noise)^2), x2 ~ N(0, 1)",
      "nflows' plane data (Durkan et al. 2019)",
      {realSetting("curvature", "Curvature", 0, 1, "0.5", "How fast the curve bends."), logNoiseSetting("-1")}};
  return info;
}

class Crescent final : public ConditionalNormal {
 public:
  explicit Crescent(const Settings& settings)
      : ConditionalNormal(crescentInfo(), settings, Given::x2, 1),
        curvature_(realOf(settings, "curvature")),
        logNoise_(realOf(settings, "log_noise")) {}
  Window window() const override {
    const double noise = 4 * std::exp(logNoise_);
    return squareAround(-1 - noise, curvature_ * 3.5 * 3.5 - 1 + noise, -4, 4);
  }

 protected:
  Curve at(double u) const override { return {curvature_ * u * u - 1, 2 * curvature_ * u, logNoise_}; }

 private:
  double curvature_, logNoise_;
};

}  // namespace

extern const TargetKind crescentKind = {crescentInfo, make<Crescent>};

}  // namespace core
