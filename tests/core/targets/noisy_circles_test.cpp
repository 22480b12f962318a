#include "core/targets/noisy_circles.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

using namespace core;

namespace {

// exp(-z) I_order(z) = mean over the angle of exp(z (cos a - 1)) cos(order a); the mean over equal steps is exact
// once there are more steps than the integrand has frequencies.
double byIntegration(int order, double z) {
  constexpr int steps = 4096;
  double sum = 0;
  for (int i = 0; i < steps; ++i) {
    const double a = 2 * std::numbers::pi * i / steps;
    sum += std::exp(z * (std::cos(a) - 1)) * std::cos(order * a);
  }
  return sum / steps;
}

TEST(Bessel, AgreesWithItsIntegral) {
  for (const double z :
       {0.0, 1e-6, 0.1, 1.0, 3.75, 9.0, 12.5, 16.0, 19.999, 20.0, 20.001, 25.0, 60.0, 468.75, 3000.0}) {
    EXPECT_NEAR(besselI0e(z), byIntegration(0, z), 1e-13) << z;
    EXPECT_NEAR(besselI1e(z), byIntegration(1, z), 1e-13) << z;
  }
}

TEST(NoisyCircles, AreAGaussianMixtureOverTheAngle) {
  const NoisyCircles circles({1.5, 0.4}, 0.3);
  for (const auto& [x, y] : {std::pair{0.0, 0.0}, {1.0, -0.5}, {0.1, 0.2}, {-2.5, 1.0}}) {
    double p = 0;
    constexpr int steps = 1000;
    for (const double radius : {1.5, 0.4}) {
      for (int i = 0; i < steps; ++i) {
        const double a = 2 * std::numbers::pi * i / steps;
        const double d1 = x - radius * std::cos(a), d2 = y - radius * std::sin(a);
        p += std::exp(-(d1 * d1 + d2 * d2) / 0.18) / (2 * std::numbers::pi * 0.09) / (2 * steps);
      }
    }
    EXPECT_NEAR(circles.logDensity(x, y), std::log(p), 1e-12) << x << ", " << y;
  }
}

}  // namespace
