// Two wells, the right one a little deeper, and a barrier between them.
//
// p = exp(-U) / Z, U = x1^4 - 6 x1^2 - x1 / 2 + x2^2 / 2.
//
// Settings: the depth 6, the tilt 1/2, the width 1 in x2. ln Z = 10.2934797071 and H = 1.7185760668: quadrature over
// x1, and -p log p summed over grids of spacing 1/32 and 1/64.

#include <algorithm>
#include <cmath>

#include "core/targets/generated_target.h"
#include "core/targets/quadrature.h"

namespace core {

namespace {

const TargetInfo& doubleWellInfo() {
  static const TargetInfo info{
      "double_well",
      "Double Well",
      "-log p = x1^4 - depth x1^2 - tilt x1 + 1/2 (x2/width)^2 + ln Z",
      "one pair of the Many Well energy (Midgley, Stimper et al. 2023, after Noe et al. 2019)",
      {realSetting("depth", "Depth", 1, 10, "6", "Of the wells: the barrier is as high as a quarter of its square."),
       realSetting("tilt", "Tilt", -3, 3, "0.5", "Towards the right well."),
       realSetting("width", "Width", 0.2, 1.5, "1", "Standard deviation of x2.")}};
  return info;
}

class DoubleWell final : public GeneratedTarget {
 public:
  explicit DoubleWell(const Settings& settings)
      : GeneratedTarget(doubleWellInfo(), settings),
        depth_(realOf(settings, "depth")),
        tilt_(realOf(settings, "tilt")),
        width_(realOf(settings, "width")) {
    double mass = 0, energy = 0;
    for (const QuadratureNode& node : gaussLegendre(160, -kReach, kReach)) {
      const double p = node.weight * std::exp(-along(node.t));
      mass += p;
      energy += p * along(node.t);
    }
    logZ_ = std::log(mass * width_) + kLog2Pi / 2;
    entropy_ = logZ_ + energy / mass + 0.5;
  }

  // Exact, by rejection. With m the square root of depth / 2, x1^4 - depth x1^2 = (x1 - m)^2 (x1 + m)^2 - m^4, and
  // right of 0 that is at least m^2 (x1 - m)^2 - m^4; with the tilt, that is a Gaussian's exponent. Left of 0 likewise.
  std::array<double, 2> sample(Rng& rng) const override {
    const double m = std::sqrt(depth_ / 2);
    const double right = 1 / (1 + std::exp(-2 * tilt_ * m));  // of the mass of both Gaussians
    for (;;) {
      const double side = rng.uniform() < right ? m : -m;
      const double x1 = rng.normal(side + tilt_ / (2 * m * m), std::sqrt(0.5) / m);
      const double chance = rng.uniform();
      const double d = x1 - side, e = x1 + side;
      if (x1 * side > 0 && chance < std::exp(d * d * (m * m - e * e))) return {x1, rng.normal(0, width_)};
    }
  }
  double logDensity(double x1, double x2) const override {
    return -along(x1) - 0.5 * (x2 / width_) * (x2 / width_) - logZ_;
  }
  std::array<double, 2> score(double x1, double x2) const override {
    return {-4 * x1 * x1 * x1 + 2 * depth_ * x1 + tilt_, -x2 / (width_ * width_)};
  }
  Window window() const override { return squareAround(std::max(std::sqrt(depth_ / 2) + 1, 3.5 * width_)); }

 protected:
  double findEntropy() const override { return entropy_; }

 private:
  static constexpr double kReach = 5;  // beyond, exp(-U) is nothing: at depth 10 and tilt 3, U is 360 there
  double along(double x1) const { return x1 * x1 * (x1 * x1 - depth_) - tilt_ * x1; }

  double depth_, tilt_, width_;
  double logZ_ = 0, entropy_ = 0;
};

}  // namespace

extern const TargetKind double_wellKind = {doubleWellInfo, make<DoubleWell>};

}  // namespace core
