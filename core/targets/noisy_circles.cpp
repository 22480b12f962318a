#include "core/targets/noisy_circles.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/math/types.h"

namespace core {

namespace {

// exp(-z) I_order(z): the power series, whose terms are all positive, up to 20; above that Hankel's expansion, whose
// smallest term there is about exp(-2z).
double besselIe(int order, double z) {
  double term = 1, sum = 1;
  if (z < 20) {
    for (int k = 1; term > 1e-17 * sum; ++k) sum += term *= z * z / (4.0 * k * (k + order));
    return sum * std::exp(-z) * (order == 1 ? z / 2 : 1);
  }
  for (int k = 1; std::abs(term) > 1e-17 && k < 40; ++k) {
    term *= ((2 * k - 1) * (2 * k - 1) - 4 * order) / (8.0 * k * z);
    sum += term;
  }
  return sum / std::sqrt(2 * std::numbers::pi * z);
}

}  // namespace

double besselI0e(double z) { return besselIe(0, z); }
double besselI1e(double z) { return besselIe(1, z); }

NoisyCircles::NoisyCircles(std::vector<double> radii, double sd) : radii_(std::move(radii)), sd_(sd) {}

std::array<double, 2> NoisyCircles::sample(Rng& rng) const {
  const double radius = radii_[static_cast<size_t>(rng.index(static_cast<int>(radii_.size())))];
  const double angle = rng.uniform(0, 2 * std::numbers::pi);
  const double n1 = rng.normal(0, sd_);
  const double n2 = rng.normal(0, sd_);
  return {radius * std::cos(angle) + n1, radius * std::sin(angle) + n2};
}

double NoisyCircles::logCircle(double r, double radius) const {
  const double variance = sd_ * sd_;
  const double d = r - radius;
  return std::log(besselI0e(r * radius / variance) / variance) - kLog2Pi - d * d / (2 * variance);
}

double NoisyCircles::logDensity(double x1, double x2) const {
  const double r = std::hypot(x1, x2);
  double top = -INFINITY;
  for (double radius : radii_) top = std::max(top, logCircle(r, radius));
  double sum = 0;
  for (double radius : radii_) sum += std::exp(logCircle(r, radius) - top);
  return top + std::log(sum / static_cast<double>(radii_.size()));
}

std::array<double, 2> NoisyCircles::score(double x1, double x2) const {
  const double r = std::hypot(x1, x2);
  if (r == 0) return {0, 0};
  const double variance = sd_ * sd_;
  const double all = logDensity(x1, x2) + std::log(static_cast<double>(radii_.size()));
  double slope = -r / variance;  // d log p / dr
  for (double radius : radii_) {
    const double z = r * radius / variance;
    const double share = std::exp(logCircle(r, radius) - all);
    slope += share * radius / variance * besselI1e(z) / besselI0e(z);
  }
  return {slope * x1 / r, slope * x2 / r};
}

}  // namespace core
