// A flat Gaussian that is turned the further the farther out: its ends curl.
//
// z ~ N(0, diag(1, 0.12)^2); x has the radius r of z and its angle minus r / 2. That keeps areas.
//
// Settings: the width 0.12, the twist 1/2. H = ln(2 pi e 0.12) = 0.7176135302: that of z.
//
// (NormalizingFlows.jl adds ln r to this log-density, as if the map did not keep areas: it does not integrate to one.)

#include <cmath>

#include "core/targets/generated_target.h"

namespace core {

namespace {

const TargetInfo& warpedGaussianInfo() {
  static const TargetInfo info{
      "warped_gaussian",
      "Warped Gaussian",
      "x = r (cos(t - twist r), sin(t - twist r)), r (cos t, sin t) = z ~ N(0, diag(1, width)^2)",
      "Xu, Chen & Campbell 2023, MixFlows",
      {realSetting("width", "Width", 0.05, 1, "0.12", "Standard deviation across, where it is 1 along."),
       realSetting("twist", "Twist", 0, 2, "0.5", "Radians of turn per unit of radius.")}};
  return info;
}

class WarpedGaussian final : public GeneratedTarget {
 public:
  explicit WarpedGaussian(const Settings& settings)
      : GeneratedTarget(warpedGaussianInfo(), settings),
        width_(realOf(settings, "width")),
        twist_(realOf(settings, "twist")) {}
  std::array<double, 2> sample(Rng& rng) const override {
    const double z1 = rng.normal();
    const double z2 = rng.normal(0, width_);
    return turned(z1, z2, -twist_ * std::hypot(z1, z2));
  }
  double logDensity(double x1, double x2) const override {
    const auto z = turned(x1, x2, twist_ * std::hypot(x1, x2));
    const double d = z[1] / width_;
    return -0.5 * (z[0] * z[0] + d * d) - kLog2Pi - std::log(width_);
  }
  std::array<double, 2> score(double x1, double x2) const override {
    const double r = std::hypot(x1, x2), angle = twist_ * r;
    const auto z = turned(x1, x2, angle);
    const double g1 = -z[0], g2 = -z[1] / (width_ * width_);
    // A step of x turns into the same step of z, and where it changes r, z turns further.
    const double further = r == 0 ? 0 : twist_ / r * (g2 * z[0] - g1 * z[1]);
    const auto back = turned(g1, g2, -angle);
    return {back[0] + further * x1, back[1] + further * x2};
  }
  Window window() const override { return squareAround(4); }

 protected:
  double findEntropy() const override { return 1 + kLog2Pi + std::log(width_); }

 private:
  static std::array<double, 2> turned(double x1, double x2, double angle) {
    const double c = std::cos(angle), s = std::sin(angle);
    return {x1 * c - x2 * s, x1 * s + x2 * c};
  }

  double width_, twist_;
};

}  // namespace

extern const TargetKind warped_gaussianKind = {warpedGaussianInfo, make<WarpedGaussian>};

}  // namespace core
