#include "core/targets/ring_energy.h"

#include <cmath>
#include <numbers>
#include <utility>

#include "core/targets/quadrature.h"

namespace core {

// Z, and the mean of -ln of the density times Z, over radius and angle: cut at the kink, what is left is smooth.
RingEnergy::RingEnergy(const TargetInfo& info, const Settings& settings, Shape shape,
                       std::optional<double> standardEntropy)
    : GeneratedTarget(info, settings, standardEntropy), shape_(std::move(shape)) {
  const auto radial = gaussLegendre(64, -1, 1), angular = gaussLegendre(96, -1, 1);
  double mass = 0, energy = 0;
  const auto onCircle = [&](double r, double ofR) {
    const double d = (r - shape_.radius) / shape_.sd;
    const auto atAngle = [&](double angle, double ofAngle) {
      const double log = -0.5 * d * d + shape_.weight(r * std::cos(angle)).log;
      const double p = 2 * ofR * r * ofAngle * std::exp(log);  // both halves of the circle are alike
      mass += p;
      energy -= p * log;
    };
    const double cut = std::acos(std::clamp(shape_.kink / r, -1.0, 1.0));
    forEachNode(angular, 0, cut, atAngle);
    forEachNode(angular, cut, std::numbers::pi, atAngle);
  };
  const double low = std::max(0.0, shape_.radius - 9 * shape_.sd), cut = std::max(low, std::abs(shape_.kink));
  forEachNode(radial, low, cut, onCircle);
  forEachNode(radial, cut, shape_.radius + 9 * shape_.sd, onCircle);
  logZ_ = std::log(mass);
  meanEnergy_ = energy / mass;
}

// Exact, by rejection. r exp(-(r - R)^2 / 2 s^2) <= R exp((r - R) / R - (r - R)^2 / 2 s^2), a multiple of
// N(R + s^2 / R, s); the weight has a bound of its own.
std::array<double, 2> RingEnergy::sample(Rng& rng) const {
  const double radius = shape_.radius, sd = shape_.sd;
  for (;;) {
    const double r = rng.normal(radius + sd * sd / radius, sd);
    const double angle = rng.uniform(0, 2 * std::numbers::pi);
    const double chance = rng.uniform();
    const double x1 = r * std::cos(angle), x2 = r * std::sin(angle);
    const double d = (r - radius) / radius;
    const double log = shape_.weight(shape_.axis == Axis::x1 ? x1 : x2).log - shape_.highest;
    if (r > 0 && chance < (1 + d) * std::exp(log - d)) return {x1, x2};
  }
}

double RingEnergy::logDensity(double x1, double x2) const {
  const double d = (std::hypot(x1, x2) - shape_.radius) / shape_.sd;
  return -0.5 * d * d + shape_.weight(shape_.axis == Axis::x1 ? x1 : x2).log - logZ_;
}

std::array<double, 2> RingEnergy::score(double x1, double x2) const {
  const double r = std::hypot(x1, x2);
  const double ofRing = r == 0 ? 0 : -(r - shape_.radius) / (shape_.sd * shape_.sd * r);
  std::array<double, 2> score{ofRing * x1, ofRing * x2};
  score[shape_.axis == Axis::x1 ? 0 : 1] += shape_.weight(shape_.axis == Axis::x1 ? x1 : x2).slope;
  return score;
}

}  // namespace core
