// A ring of which two stretches are left: a smile below and, above it, two eyes that have run together.
//
// p = exp(-U) / Z, U = 1/2 ((r - 2) / 2 s)^2 + 1/2 ((|x2 + 0.8| - 1.2) / 2 s)^2, s = 0.15.
//
// Setting: the scale s. Z = 2.7426073 and H = 1.88906733: quadrature over radius and angle, and over a grid of
// spacing 1/512.

#include <cmath>

#include "core/targets/ring_energy.h"

namespace core {

namespace {

constexpr double kMiddle = -0.8, kAway = 1.2;  // of the two bands in x2

const TargetInfo& smileyInfo() {
  static const TargetInfo info{
      "smiley",
      "Smiley",
      "-log p = 1/2 ((r - 2)/(2 scale))^2 + 1/2 ((|x2 + 0.8| - 1.2)/(2 scale))^2 + ln Z",
      "normflows' Smiley (Stimper et al. 2023)",
      {realSetting("scale", "Scale", 0.05, 0.25, "0.15", "Half the standard deviation of the ring and of the bands.")}};
  return info;
}

RingEnergy::Weight band(double x2, double sd) {
  const double d = (std::abs(x2 - kMiddle) - kAway) / sd;
  return {-0.5 * d * d, -d / sd * (x2 < kMiddle ? -1 : 1)};
}

class Smiley final : public RingEnergy {
 public:
  explicit Smiley(const Settings& settings) : Smiley(settings, 2 * realOf(settings, "scale")) {}

 private:
  Smiley(const Settings& settings, double sd)
      : RingEnergy(smileyInfo(), settings,
                   {.axis = Axis::x2,
                    .radius = 2,
                    .sd = sd,
                    .weight = [sd](double x2) { return band(x2, sd); },
                    .highest = 0,
                    .kink = kMiddle}) {}
};

}  // namespace

extern const TargetKind smileyKind = {smileyInfo, make<Smiley>};

}  // namespace core
