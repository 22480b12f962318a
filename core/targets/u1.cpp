// Energy U1: a ring with a bump on its left and on its right.
//
// p = exp(-U) / Z, U = 1/2 ((r - 2) / 0.4)^2 - ln(exp(-1/2 ((x1 - 2) / 0.6)^2) + exp(-1/2 ((x1 + 2) / 0.6)^2)), on the
// whole plane.
//
// ln Z = 1.8775016261 and H = 2.6600125359: exp(-U) and -p log p summed over grids of spacing 1/32 and 1/64.

#include <cmath>
#include <numbers>

#include "core/targets/target.h"

namespace core {

namespace {

constexpr double kLogZ = 1.8775016261;
constexpr double kRadius = 2, kRadialSd = 0.4, kBumpSd = 0.6;

const TargetInfo& u1Info() {
  static const TargetInfo info{"u1", "Energy U1",
                               "-log p = 1/2 ((r - 2)/0.4)^2 - ln(exp(-1/2 ((x1 - 2)/0.6)^2) + "
                               "exp(-1/2 ((x1 + 2)/0.6)^2)) + 1.8775",
                               "Rezende & Mohamed 2015, Table 1"};
  return info;
}

// Exponents of the two bumps, the higher one first; the second number is x1 minus the centre.
struct Bump {
  double exponent, offset;
};
std::array<Bump, 2> bumps(double x1) {
  const auto at = [&](double centre) {
    const double d = x1 - centre;
    return Bump{-0.5 * d * d / (kBumpSd * kBumpSd), d};
  };
  const double side = x1 < 0 ? -kRadius : kRadius;
  return {at(side), at(-side)};
}
double logBumps(double x1) {
  const auto [high, low] = bumps(x1);
  return high.exponent + std::log1p(std::exp(low.exponent - high.exponent));
}

class U1 final : public Target {
 public:
  const TargetInfo& info() const override { return u1Info(); }

  // Exact, by rejection. r exp(-(r - 2)^2 / 2 s^2) <= 2 exp((r - 2) / 2 - (r - 2)^2 / 2 s^2), a multiple of
  // N(2 + s^2 / 2, s); the bumps are at most 1 + exp(-1/2 (4 / 0.6)^2). Half of the proposals are accepted.
  std::array<double, 2> sample(Rng& rng) const override {
    const double highest = 1 + std::exp(-0.5 * (4 / 0.6) * (4 / 0.6));
    for (;;) {
      const double r = rng.normal(kRadius + kRadialSd * kRadialSd / kRadius, kRadialSd);
      const double angle = rng.uniform(0, 2 * std::numbers::pi);
      const double chance = rng.uniform();
      const double x1 = r * std::cos(angle);
      const double d = (r - kRadius) / kRadius;
      if (r > 0 && chance * highest < (1 + d) * std::exp(logBumps(x1) - d)) return {x1, r * std::sin(angle)};
    }
  }
  double logDensity(double x1, double x2) const override {
    const double d = (std::hypot(x1, x2) - kRadius) / kRadialSd;
    return -0.5 * d * d + logBumps(x1) - kLogZ;
  }
  std::array<double, 2> score(double x1, double x2) const override {
    const auto [high, low] = bumps(x1);
    const double ratio = std::exp(low.exponent - high.exponent);
    const double ofBumps = -(high.offset + ratio * low.offset) / ((1 + ratio) * kBumpSd * kBumpSd);
    const double r = std::hypot(x1, x2);
    if (r == 0) return {ofBumps, 0};
    const double ofRing = -(r - kRadius) / (kRadialSd * kRadialSd * r);
    return {ofRing * x1 + ofBumps, ofRing * x2};
  }
  std::optional<double> entropy() const override { return 2.6600125359; }
  bool positiveEverywhere() const override { return true; }
  Window window() const override { return {-4, 4, -4, 4}; }
};

}  // namespace

extern const TargetKind u1Kind = {u1Info, [] { return std::shared_ptr<const Target>(new U1); }};

}  // namespace core
