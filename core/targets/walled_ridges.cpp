#include "core/targets/walled_ridges.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/targets/log_sum.h"
#include "core/targets/quadrature.h"

namespace core {

namespace {

constexpr double kWall = 6;

double beyondWall(double x) { return std::max(std::abs(x) - kWall, 0.0); }
double penalty(double x) { return beyondWall(x) * beyondWall(x); }
double penaltySlope(double x) { return 2 * std::copysign(beyondWall(x), x); }

// The integral of exp(-1/2 ((x - middle) / sd)^2 - penalty(x)) over the line.
double massOverX2(double middle, double sd) {
  double mass = 0;
  for (const double wall : {kWall - middle, kWall + middle}) {  // how far it is to either wall
    const double u = wall / (std::numbers::sqrt2 * sd);
    mass += sd * std::sqrt(std::numbers::pi / 2) * std::erf(u);
    // Beyond the wall by t: exp(-1/2 ((wall + t) / sd)^2 - t^2), a square once it is completed.
    const double a = 0.5 / (sd * sd) + 1, b = wall / (2 * sd * sd);
    mass += std::sqrt(std::numbers::pi / a) / 2 * std::exp(b * b / a - u * u) * std::erfc(b / std::sqrt(a));
  }
  return mass;
}

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

Setting ridgeSetting(const std::string& key, const std::string& label, const std::string& standard,
                     const std::string& help) {
  return realSetting(key, label, 0.1, 1, standard, help);
}

// The integral over x2 is a formula, and that over x1 a quadrature between and beyond the walls.
WalledRidges::WalledRidges(const TargetInfo& info, const Settings& settings, std::vector<Ridge> ridges,
                           double standardEntropy)
    : GeneratedTarget(info, settings, standardEntropy), ridges_(std::move(ridges)) {
  double mass = 0;
  for (int from = -12; from < 12; ++from) {
    for (const QuadratureNode& node : gaussLegendre(24, from, from + 1)) {
      for (const Ridge& ridge : ridges_)
        mass += node.weight * std::exp(-penalty(node.t)) * massOverX2(ridge.curve(node.t).at, ridge.sd);
    }
  }
  logZ_ = std::log(mass);
}

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
  LogSum sum;
  for (const Ridge& ridge : ridges_) {
    const double d = (x2 - ridge.curve(x1).at) / ridge.sd;
    sum.add(-0.5 * d * d);
  }
  return sum.log() - penalty(x1) - penalty(x2) - logZ_;
}

std::array<double, 2> WalledRidges::score(double x1, double x2) const {
  LogSum sum;
  for (const Ridge& ridge : ridges_) {
    const Height curve = ridge.curve(x1);
    const double d = (x2 - curve.at) / ridge.sd;
    sum.add(-0.5 * d * d, d / ridge.sd * curve.slope, -d / ridge.sd);
  }
  const auto slope = sum.slope();
  return {slope[0] - penaltySlope(x1), slope[1] - penaltySlope(x2)};
}

}  // namespace core
