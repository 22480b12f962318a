#pragma once
// Whether a target's density, entropy and sampler agree, by the mass of square bins of the plane.

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <vector>

#include "core/targets/quadrature.h"
#include "core/targets/target.h"

namespace testing_support {

/// A part of the plane in square bins, p integrated over each by Gauss and Legendre's rule.
class Bins {
 public:
  /// The corners of the bins are multiples of `side`. With a neck, rows are of arsinh(x2 / neck), and so is the window.
  Bins(std::shared_ptr<const core::Target> target, const core::Window& w, double side, double neck = 0)
      : target_(std::move(target)), side_(side), neck_(neck) {
    column0_ = static_cast<int>(std::floor(w.x0 / side_));
    row0_ = static_cast<int>(std::floor(w.y0 / side_));
    columns_ = static_cast<int>(std::ceil(w.x1 / side_)) - column0_;
    rows_ = static_cast<int>(std::ceil(w.y1 / side_)) - row0_;
    for (int row = 0; row < rows_; ++row) {
      for (int column = 0; column < columns_; ++column) mass.push_back(massOf(column0_ + column, row0_ + row));
    }
  }
  /// Number of the bin that holds the point; -1 outside.
  int bin(double x1, double x2) const {
    const double column = std::floor(x1 / side_) - column0_, row = std::floor(fromX2(x2) / side_) - row0_;
    if (column < 0 || row < 0 || column >= columns_ || row >= rows_) return -1;
    return static_cast<int>(row) * columns_ + static_cast<int>(column);
  }

  double integral = 0, entropy = 0;
  std::vector<double> mass;

 private:
  double fromX2(double x2) const { return neck_ == 0 ? x2 : std::asinh(x2 / neck_); }
  double toX2(double t) const { return neck_ == 0 ? t : neck_ * std::sinh(t); }
  double stretch(double t) const { return neck_ == 0 ? 1 : neck_ * std::cosh(t); }

  double massOf(int column, int row) {
    static const auto coarse = core::gaussLegendre(3, 0, 1), fine = core::gaussLegendre(12, 0, 1);
    double highest = -INFINITY, all = 0;
    forEachNode(coarse, column, row, [&](double, double log) { highest = std::max(highest, log); });
    if (highest < -35) return 0;
    forEachNode(fine, column, row, [&](double area, double log) {
      const double p = area * std::exp(log);
      all += p;
      if (p > 0) entropy -= p * log;
    });
    integral += all;
    return all;
  }
  template <class Use>
  void forEachNode(const std::vector<core::QuadratureNode>& rule, int column, int row, const Use& use) const {
    for (const auto& i : rule) {
      for (const auto& j : rule) {
        const double t = side_ * (row + j.t);
        use(side_ * side_ * i.weight * j.weight * stretch(t), target_->logDensity(side_ * (column + i.t), toX2(t)));
      }
    }
  }

  std::shared_ptr<const core::Target> target_;
  double side_, neck_;
  int column0_ = 0, row0_ = 0, columns_ = 0, rows_ = 0;
};

/// The chance of so high a chi square, by Wilson and Hilferty's approximation.
inline double chanceOf(double chiSquare, int freedom) {
  const double v = 2.0 / (9 * freedom);
  return 0.5 * std::erfc((std::cbrt(chiSquare / freedom) - 1 + v) / std::sqrt(2 * v));
}

/// Bins that expect fewer than five points are counted as one.
inline double chanceOf(const Bins& bins, const std::vector<std::array<double, 2>>& points) {
  std::vector<int> counts(bins.mass.size(), 0);
  for (const auto& x : points) {
    if (const int bin = bins.bin(x[0], x[1]); bin >= 0) ++counts[static_cast<size_t>(bin)];
  }
  const auto n = static_cast<double>(points.size());
  double chiSquare = 0, restExpected = n, rest = n;
  int used = 0;
  const auto take = [&](double count, double expected) {
    chiSquare += (count - expected) * (count - expected) / expected;
    ++used;
  };
  for (size_t b = 0; b < counts.size(); ++b) {
    const double expected = n * bins.mass[b];
    if (expected < 5) continue;
    take(counts[b], expected);
    restExpected -= expected;
    rest -= counts[b];
  }
  EXPECT_LT(rest, restExpected + 5 * std::sqrt(std::max(restExpected, 0.0)) + 10) << "points in sparse bins";
  if (restExpected >= 5) take(rest, restExpected);
  EXPECT_GT(used, 4);
  return chanceOf(chiSquare, used - 1);
}

/// Integral and entropy, to `tolerance` and twice that, mean surprise and the counts in the bins. Gives the share of the
/// points that the window shows.
inline double checkAgreement(const core::Target& target, const Bins& bins, std::uint64_t seed,
                             double tolerance = 1e-4) {
  if (!target.entropy().has_value()) {
    ADD_FAILURE() << "it has no entropy";
    return 0;
  }
  const double entropy = *target.entropy();
  EXPECT_NEAR(bins.integral, 1, tolerance);
  EXPECT_NEAR(bins.entropy, entropy, 2 * tolerance);

  constexpr int n = 100'000;
  std::vector<std::array<double, 2>> points;
  const core::Window w = target.window();
  core::Rng rng(seed);
  double sum = 0, squares = 0;
  int inside = 0;
  for (int i = 0; i < n; ++i) {
    const auto x = points.emplace_back(target.sample(rng));
    const double surprise = -target.logDensity(x[0], x[1]);
    sum += surprise;
    squares += surprise * surprise;
    inside += x[0] > w.x0 && x[0] < w.x1 && x[1] > w.y0 && x[1] < w.y1;
  }
  const double mean = sum / n;
  const double standardError = std::sqrt(std::max(0.0, squares / n - mean * mean) / n);
  // Four of them: with three, one of so many cases would miss by chance.
  EXPECT_NEAR(mean, entropy, std::max(4 * standardError, 1e-9)) << "standard error " << standardError;
  EXPECT_GT(chanceOf(bins, points), 1e-4);
  return static_cast<double>(inside) / n;
}

}  // namespace testing_support
