#include "core/targets/blurred_box.h"

#include <numbers>

#include "core/math/types.h"

namespace core {

BlurredBox::BlurredBox(double half, double sd) : half_(half), sd_(sd) {
  // 30 standard deviations beyond the box, erfc is still far from underflow and the series good to ten digits.
  const int knots = static_cast<int>((half + 30 * sd) * kKnots) + 2;
  for (int i = 0; i < knots; ++i) {
    const double x = i / kKnots;
    const double in = (x - half) / sd, out = (x + half) / sd;
    const double mass = 0.5 * (std::erfc(in / std::numbers::sqrt2) - std::erfc(out / std::numbers::sqrt2));
    const double drop = std::exp(-0.5 * kLog2Pi) * (std::exp(-0.5 * out * out) - std::exp(-0.5 * in * in)) / sd;
    table_.push_back({std::log(mass / (2 * half)), drop / mass});
  }
}

// The far edge of the box does not count any more. Mills' ratio of u = (x - half) / sd is 1/u - 1/u^3 + 3/u^5 - ...
BlurredBox::Log BlurredBox::tail(double x) const {
  const double u = (x - half_) / sd_;
  const double v = 1 / (u * u);
  const double series = 1 - v * (1 - v * (3 - v * (15 - v * 105)));
  return {-0.5 * (u * u + kLog2Pi) + std::log(series / (u * 2 * half_)), -u / (series * sd_)};
}

}  // namespace core
