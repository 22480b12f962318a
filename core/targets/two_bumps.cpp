#include "core/targets/two_bumps.h"

#include <cmath>

namespace core {

namespace {

constexpr double kRadius = 2;

// Of the sum of two Gaussians in c, at -2 and at 2, each of height 1.
RingEnergy::Weight bumps(double c, double sd) {
  const double near = c < 0 ? c + kRadius : c - kRadius;  // from the nearer centre, and from the other one
  const double far = c < 0 ? c - kRadius : c + kRadius;
  const double ratio = std::exp(0.5 * (near * near - far * far) / (sd * sd));
  return {-0.5 * near * near / (sd * sd) + std::log1p(ratio), -(near + ratio * far) / ((1 + ratio) * sd * sd)};
}

// Of that sum, the logarithm's maximum, which lies a little inside of the centres: where its slope is 0.
double highestOf(double sd) {
  double c = kRadius;
  for (int step = 0; step < 30; ++step) {
    const double far = c + kRadius, near = c - kRadius;
    c = kRadius - far * std::exp(0.5 * (near * near - far * far) / (sd * sd));
  }
  return bumps(c, sd).log;
}

}  // namespace

std::vector<Setting> twoBumpsSettings(const std::string& width, const std::string& bump) {
  return {
      realSetting("width", "Width", 0.1, 0.7, width, "Standard deviation of the ring across its line."),
      realSetting("bump", "Bumps", 0.15, 1.2, bump, "Standard deviation in x1 of the two bumps that weigh the ring.")};
}

TwoBumps::TwoBumps(const TargetInfo& info, const Settings& settings, double standardEntropy)
    : RingEnergy(info, settings,
                 {.axis = Axis::x1,
                  .radius = kRadius,
                  .sd = realOf(settings, "width"),
                  .weight = [sd = realOf(settings, "bump")](double c) { return bumps(c, sd); },
                  .highest = highestOf(realOf(settings, "bump")),
                  .kink = 0},
                 standardEntropy) {}

}  // namespace core
