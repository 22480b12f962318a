#include "core/targets/blurred_box.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace core;

namespace {

// Simpson's rule.
template <class Function>
double integral(double from, double to, int steps, const Function& f) {
  double sum = 0;
  for (int i = 0; i <= steps; ++i) {
    const int weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
    sum += weight * f(from + (to - from) * i / steps);
  }
  return sum * (to - from) / steps / 3;
}

TEST(BlurredBox, IsTheIntegralOverTheBox) {
  const BlurredBox box(0.3, 0.2);
  for (const double x : {0.0, 0.1, 0.3001, -0.7, 1.9, -4.5, 6.25, 6.3, 6.35, 7.0}) {
    // With the largest exponent divided out.
    const double nearest = std::max(std::abs(x) - 0.3, 0.0) / 0.2;
    const double p = integral(-0.3, 0.3, 20'000, [&](double u) {
      return std::exp(0.5 * nearest * nearest - 0.5 * std::pow((x - u) / 0.2, 2)) /
             std::sqrt(2 * std::numbers::pi * 0.04) / 0.6;
    });
    EXPECT_NEAR(box.log(x).value, std::log(p) - 0.5 * nearest * nearest, 1e-8) << x;
    const double slope = (box.log(x + 1e-5).value - box.log(x - 1e-5).value) / 2e-5;
    EXPECT_NEAR(box.log(x).slope, slope, 1e-5 * (1 + std::abs(slope))) << x;
  }
  EXPECT_NEAR(box.log(1e6).value / (-0.5 * std::pow((1e6 - 0.3) / 0.2, 2)), 1, 1e-10);
}

}  // namespace
