#include "app/warp_round.h"

#include <algorithm>

namespace app {

namespace {

constexpr double kSecondsPerLayer = 0.8;
constexpr double kRest = 0.15;     // seconds at each key frame
constexpr double kLongRest = 1.6;  // and at either end

// 0 -> 1 with a soft start and stop.
double ease(double t) { return t * t * (3 - 2 * t); }

}  // namespace

double WarpRound::way() const { return K_ * (kSecondsPerLayer + kRest); }

double WarpRound::length() const { return (pingPong_ ? 2 : 1) * (way() + kLongRest); }

double WarpRound::depthAt(double seconds) const {
  double t = seconds;
  const bool back = pingPong_ && t >= way() + kLongRest;
  if (back) t -= way() + kLongRest;
  t = std::min(t, way());
  const int layer = std::min(static_cast<int>(t / (kSecondsPerLayer + kRest)), K_ - 1);
  const double part = std::min(1.0, (t - layer * (kSecondsPerLayer + kRest)) / kSecondsPerLayer);
  const double depth = layer + ease(part);
  return back ? K_ - depth : depth;
}

}  // namespace app
