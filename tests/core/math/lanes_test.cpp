// The elementary functions on vector registers against the standard library's in double precision.

// Lanes has the width of the level a file is compiled for, and so this file's inline functions must not be taken for
// the library's: the namespace gets another name here.
#define core lanes_under_test
#include "core/math/lanes.h"
#undef core

#include <gtest/gtest.h>

#include <cfloat>
#include <cmath>
#include <functional>

namespace {

using namespace lanes_under_test;

using Function = Lanes (*)(Lanes);

float at(Function f, float x) { return f(lanes(x))[0]; }

// Units in the last place of the exact value.
double ulps(float value, double exact) {
  const double size = std::max(std::abs(exact), static_cast<double>(FLT_MIN));
  return std::abs(value - exact) / std::ldexp(1.0, std::ilogb(size) - 23);
}

struct Worst {
  double ulps = 0;
  float at = 0;
};

// Over n points, evenly spaced or, if `logarithmic`, in the exponent.
Worst worst(Function f, const std::function<double(double)>& exact, double low, double high, bool logarithmic = false,
            int n = 200'000) {
  Worst w;
  for (int i = 0; i <= n; ++i) {
    const double t = static_cast<double>(i) / n;
    const auto x = static_cast<float>(logarithmic ? low * std::pow(high / low, t) : low + (high - low) * t);
    const double error = ulps(at(f, x), exact(x));
    if (!(error <= w.ulps)) w = {error, x};
  }
  return w;
}

#define EXPECT_ULPS(limit, ...)                                          \
  do {                                                                   \
    const Worst w = worst(__VA_ARGS__);                                  \
    EXPECT_LE(w.ulps, limit) << "at " << w.at << " of " << #__VA_ARGS__; \
  } while (false)

double expOf(double x) { return std::exp(x); }
double logOf(double x) { return std::log(x); }
double log1pOf(double x) { return std::log1p(x); }
double tanhOf(double x) { return std::tanh(x); }
double softplusOf(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }
double sigmoidOf(double x) { return 1 / (1 + std::exp(-x)); }

TEST(Lanes, ExpIsRightToAFewUnits) {
  EXPECT_ULPS(3, exp, expOf, -87, 88);
  EXPECT_ULPS(2, exp, expOf, -1, 1);
  EXPECT_EQ(at(exp, 0), 1.0f);
  for (const float x : {-1e4f, -200.0f, 89.0f, 1e30f}) EXPECT_TRUE(std::isfinite(at(exp, x))) << x;
}

TEST(Lanes, LogIsRightToAFewUnits) {
  EXPECT_ULPS(3, log, logOf, 1.2e-38, 3e38, true);
  EXPECT_ULPS(3, log, logOf, 0.5, 2);
  EXPECT_EQ(at(log, 1), 0.0f);
  EXPECT_TRUE(std::isfinite(at(log, 0)));
}

TEST(Lanes, Log1pIsRightNearZeroToo) {
  EXPECT_ULPS(4, log1p, log1pOf, 1e-30, 1e30, true);
  EXPECT_ULPS(4, log1p, log1pOf, -0.999, 1);
  EXPECT_EQ(at(log1p, 0), 0.0f);
  EXPECT_EQ(at(log1p, 1e-20f), 1e-20f);
}

TEST(Lanes, TanhIsRightToAFewUnits) {
  EXPECT_ULPS(8, tanh, tanhOf, 1e-20, 9, true);
  EXPECT_ULPS(8, tanh, tanhOf, -9, 9);
  EXPECT_EQ(at(tanh, 0), 0.0f);
  for (const float x : {9.0f, 50.0f, 1e30f}) {
    EXPECT_LE(at(tanh, x), 1.0f) << x;
    EXPECT_EQ(at(tanh, -x), -at(tanh, x)) << x;
  }
  EXPECT_TRUE(std::isnan(at(tanh, std::numeric_limits<float>::quiet_NaN())));
}

TEST(Lanes, SoftplusAndSigmoidNeitherOverflowNorCancel) {
  EXPECT_ULPS(5, softplus, softplusOf, -80, 80);
  EXPECT_ULPS(5, sigmoid, sigmoidOf, -80, 80);
  EXPECT_EQ(at(softplus, 1e30f), 1e30f);
  EXPECT_EQ(at(sigmoid, 100), 1.0f);
}

TEST(Lanes, EveryLaneIsOnItsOwn) {
  Lanes x{};
  for (int i = 0; i < kLanes; ++i) x[i] = static_cast<Real>(i) * 0.7f - 1;
  for (const Function f : {Function(exp), Function(tanh), Function(softplus), Function(sigmoid)}) {
    const Lanes y = f(x);
    for (int i = 0; i < kLanes; ++i) EXPECT_EQ(y[i], at(f, x[i]));
  }
}

TEST(Lanes, SmallFunctionsDoWhatTheySay) {
  Lanes a{};
  for (int i = 0; i < kLanes; ++i) a[i] = static_cast<Real>(i - 1);
  const Lanes c = clamp(a, 0, 1);
  const Lanes m = abs(a);
  const Lanes r = sqrt(m);
  for (int i = 0; i < kLanes; ++i) {
    EXPECT_EQ(c[i], std::clamp<Real>(a[i], 0, 1));
    EXPECT_EQ(m[i], std::abs(a[i]));
    EXPECT_EQ(r[i], std::sqrt(std::abs(a[i])));
  }
  const Lanes none = lanes(std::numeric_limits<Real>::quiet_NaN());
  EXPECT_EQ(min(none, a)[0], a[0]);
  EXPECT_EQ(max(none, a)[0], a[0]);
  EXPECT_TRUE(std::isnan(max(a, none)[0]));
  EXPECT_EQ(sum(lanes(2)), static_cast<Real>(2 * kLanes));
  EXPECT_TRUE(any(a < 0));
  EXPECT_FALSE(any(a > 1000));
}

}  // namespace
