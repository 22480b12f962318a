#include "core/targets/walled_ridges.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace core {

namespace {

constexpr double kWall = 6;

double beyondWall(double x) { return std::max(std::abs(x) - kWall, 0.0); }
double penalty(double x) { return beyondWall(x) * beyondWall(x); }
double penaltySlope(double x) { return 2 * std::copysign(beyondWall(x), x); }

}  // namespace

Height energyW1(double x1) {
  constexpr double k = std::numbers::pi / 2;
  return {std::sin(k * x1), k * std::cos(k * x1)};
}

Height energyW2(double x1) {
  const double d = (x1 - 1) / 0.6;
  const double at = 3 * std::exp(-0.5 * d * d);
  return {at, -at * d / 0.6};
}

Height energyW3(double x1) {
  const double sigmoid = 1 / (1 + std::exp((1 - x1) / 0.3));
  return {3 * sigmoid, 3 * sigmoid * (1 - sigmoid) / 0.3};
}

WalledRidges::WalledRidges(std::vector<Ridge> ridges, double logZ) : ridges_(std::move(ridges)), logZ_(logZ) {}

// Exact. Between the walls x1 is uniform, beyond them half a Gaussian of variance 1/2 on each side; a ridge's mass is
// in proportion to its width; and a point is kept with the probability that the walls in x2 leave, which is practically
// always.
std::array<double, 2> WalledRidges::sample(Rng& rng) const {
  double widths = 0;
  for (const Ridge& ridge : ridges_) widths += ridge.sd;
  const double tails = std::sqrt(std::numbers::pi);  // of the integral of exp(-penalty); 2 kWall lie between the walls
  for (;;) {
    double x1 = rng.uniform(-kWall - tails / 2, kWall + tails / 2);
    if (std::abs(x1) > kWall) x1 = std::copysign(kWall + std::abs(rng.normal(0, std::sqrt(0.5))), x1);
    double choice = rng.uniform(0, widths);
    size_t r = 0;
    while (r + 1 < ridges_.size() && choice > ridges_[r].sd) choice -= ridges_[r++].sd;
    const double x2 = rng.normal(ridges_[r].curve(x1).at, ridges_[r].sd);
    if (rng.uniform() < std::exp(-penalty(x2))) return {x1, x2};
  }
}

double WalledRidges::logDensity(double x1, double x2) const {
  double top = -INFINITY, sum = 0;
  for (const Ridge& ridge : ridges_) {
    const double d = (x2 - ridge.curve(x1).at) / ridge.sd;
    const double exponent = -0.5 * d * d;
    // The sum so far is in units of exp(top).
    sum = exponent > top ? sum * std::exp(top - exponent) + 1 : sum + std::exp(exponent - top);
    top = std::max(top, exponent);
  }
  return top + std::log(sum) - penalty(x1) - penalty(x2) - logZ_;
}

std::array<double, 2> WalledRidges::score(double x1, double x2) const {
  double top = -INFINITY, sum = 0, slope1 = 0, slope2 = 0;
  for (const Ridge& ridge : ridges_) {
    const Height curve = ridge.curve(x1);
    const double d = (x2 - curve.at) / ridge.sd;
    const double exponent = -0.5 * d * d;
    const double rescale = std::exp(std::min(top - exponent, 0.0));
    top = std::max(top, exponent);
    const double share = std::exp(exponent - top);
    sum = sum * rescale + share;
    slope1 = slope1 * rescale + share * d / ridge.sd * curve.slope;
    slope2 = slope2 * rescale - share * d / ridge.sd;
  }
  return {slope1 / sum - penaltySlope(x1), slope2 / sum - penaltySlope(x2)};
}

}  // namespace core
