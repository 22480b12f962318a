// A ring whose radius goes with a slider c: R^2 = inner^2 + c (outer^2 - inner^2), so that the rings of all c together fill
// an annulus evenly.
//
// p(x | c) = exp(-(r - R)^2 / 2 s^2) / Z, Z = 2 pi s (s exp(-R^2 / 2 s^2) + R sqrt(2 pi) Phi(R / s)). R is at least 5 s, so
// Z = sqrt(2 pi)^3 s R to 1e-8, and the mean of p(x | c) over c is that of N(r; R, s) over R, a box blurred on the line
// (blurred_box.h), over pi (inner + outer).
//
// Settings: the noise s = 0.15, the radii 1 and 3. H of both kinds: -p log p integrated along the radius.

#include <cmath>
#include <numbers>

#include "core/targets/blurred_box.h"
#include "core/targets/generated_target.h"

namespace core {

namespace {

const TargetInfo& ringByRadiusInfo() {
  static const TargetInfo info{"ring_by_radius",
                               "Ring by radius",
                               "x = r (cos t, sin t), t ~ U[0, 2 pi], r from about N(R, noise^2), R^2 = inner^2 + c "
                               "(outer^2 - inner^2), c ~ U[0, 1]",
                               "Pushforward",
                               {realSetting("noise", "Noise", 0.05, 0.2, "0.15", "Standard deviation across the ring."),
                                realSetting("inner", "Least radius", 1, 2, "1", "Of the ring at c = 0."),
                                realSetting("outer", "Largest radius", 2.5, 4, "3", "Of the ring at c = 1.")}};
  return info;
}

// -2 pi r p log p over all r in [low, high]; log p by its r. The midpoint rule: see entropyOnPlane.
template <class LogDensity>
double entropyAlong(double low, double high, const LogDensity& logDensity) {
  constexpr int kCells = 4000;
  const double h = (high - low) / kCells;
  double sum = 0;
  for (int i = 0; i < kCells; ++i) {
    const double r = low + (i + 0.5) * h;
    const double log = logDensity(r);
    sum -= 2 * std::numbers::pi * r * std::exp(log) * log * h;
  }
  return sum;
}

std::array<double, 2> outwards(double x1, double x2, double slope) {
  const double r = std::hypot(x1, x2);
  return r == 0 ? std::array<double, 2>{0, 0} : std::array<double, 2>{slope * x1 / r, slope * x2 / r};
}

// r has the density of N(R, s) times r: what is drawn is kept as often as r is of the largest.
std::array<double, 2> sampleRing(Rng& rng, double radius, double sd) {
  const double most = radius + 8 * sd;
  for (;;) {
    const double r = rng.normal(radius, sd);
    if (rng.uniform() * most >= r) continue;
    const double angle = rng.uniform(0, 2 * std::numbers::pi);
    return {r * std::cos(angle), r * std::sin(angle)};
  }
}

class Ring final : public GeneratedTarget {
 public:
  Ring(const Settings& settings, double radius, const Window& window)
      : GeneratedTarget(ringByRadiusInfo(), settings),
        radius_(radius),
        sd_(realOf(settings, "noise")),
        logZ_(1.5 * kLog2Pi + std::log(sd_ * radius)),
        window_(window) {}
  std::array<double, 2> sample(Rng& rng) const override { return sampleRing(rng, radius_, sd_); }
  double logDensity(double x1, double x2) const override { return logAt(std::hypot(x1, x2)); }
  std::array<double, 2> score(double x1, double x2) const override {
    return outwards(x1, x2, (radius_ - std::hypot(x1, x2)) / (sd_ * sd_));
  }
  Window window() const override { return window_; }

 protected:
  double findEntropy() const override {
    return entropyAlong(0, radius_ + 12 * sd_, [this](double r) { return logAt(r); });
  }

 private:
  double logAt(double r) const {
    const double d = (r - radius_) / sd_;
    return -0.5 * d * d - logZ_;
  }

  double radius_, sd_, logZ_;
  Window window_;
};

class RingByRadius final : public GeneratedTarget {
 public:
  explicit RingByRadius(const Settings& settings)
      : GeneratedTarget(ringByRadiusInfo(), settings),
        settings_(settings),
        sd_(realOf(settings, "noise")),
        inner_(realOf(settings, "inner")),
        outer_(realOf(settings, "outer")),
        box_((outer_ - inner_) / 2, sd_) {}
  std::array<double, 2> sample(Rng& rng) const override { return sampleRing(rng, radiusAt(rng.uniform()), sd_); }
  double logDensity(double x1, double x2) const override { return logAt(std::hypot(x1, x2)); }
  std::array<double, 2> score(double x1, double x2) const override {
    return outwards(x1, x2, box_.log(std::hypot(x1, x2) - middle()).slope);
  }
  Window window() const override { return squareAround(outer_ + 4 * sd_); }
  Condition condition() const override { return {Condition::Kind::slider, "Radius"}; }
  std::shared_ptr<const Target> given(double c) const override {
    return std::make_shared<Ring>(settings_, radiusAt(c), window());
  }

 protected:
  double findEntropy() const override {
    return entropyAlong(0, outer_ + 12 * sd_, [this](double r) { return logAt(r); });
  }

 private:
  double middle() const { return (inner_ + outer_) / 2; }
  double logAt(double r) const { return box_.log(r - middle()).value - std::log(std::numbers::pi * (inner_ + outer_)); }
  double radiusAt(double c) const { return std::sqrt(inner_ * inner_ + c * (outer_ * outer_ - inner_ * inner_)); }

  Settings settings_;
  double sd_, inner_, outer_;
  BlurredBox box_;
};

}  // namespace

extern const TargetKind ring_by_radiusKind = {ringByRadiusInfo, make<RingByRadius>};

}  // namespace core
