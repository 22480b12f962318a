// Eight of the sixteen squares of side 2 that tile [-4, 4]^2, as on a chess board.
//
// x1 = 4 U - 2, x2 = U' - 2 Bernoulli(1/2) + floor(x1) mod 2; then times 2. Uniform on its support.
//
// H = ln 32, the logarithm of the area.

#include <cmath>

#include "core/targets/target.h"

namespace core {

namespace {

constexpr double kLog32 = 3.4657359027997265471;

const TargetInfo& checkerboardInfo() {
  static const TargetInfo info{"checkerboard", "Checkerboard",
                               "p = 1/32 on [-4, 4]^2 where floor(x1/2) + floor(x2/2) is even, else 0",
                               "FFJORD's toy data (Grathwohl et al. 2019)"};
  return info;
}

bool isOdd(double whole) { return std::fmod(whole, 2) != 0; }

class Checkerboard final : public Target {
 public:
  const TargetInfo& info() const override { return checkerboardInfo(); }
  std::array<double, 2> sample(Rng& rng) const override {
    const double x1 = rng.uniform(-2, 2);
    const double x2 = rng.uniform() - 2 * rng.index(2) + (isOdd(std::floor(x1)) ? 1 : 0);
    return {2 * x1, 2 * x2};
  }
  double logDensity(double x1, double x2) const override {
    const bool onBoard = std::abs(x1) <= 4 && std::abs(x2) <= 4;
    return onBoard && !isOdd(std::floor(x1 / 2) + std::floor(x2 / 2)) ? -kLog32 : -INFINITY;
  }
  std::array<double, 2> score(double, double) const override { return {0, 0}; }
  std::optional<double> entropy() const override { return kLog32; }
  bool positiveEverywhere() const override { return false; }
  Window window() const override { return {-4.5, 4.5, -4.5, 4.5}; }
};

}  // namespace

extern const TargetKind checkerboardKind = {checkerboardInfo,
                                            [] { return std::shared_ptr<const Target>(new Checkerboard); }};

}  // namespace core
