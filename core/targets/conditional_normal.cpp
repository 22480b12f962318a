#include "core/targets/conditional_normal.h"

#include <cmath>
#include <utility>

namespace core {

std::array<double, 2> ConditionalNormal::sample(Rng& rng) const {
  double u = rng.normal(0, spread_);
  const Curve curve = at(u);
  double v = rng.normal(curve.mean, std::exp(curve.logSd));
  if (given_ == Given::x2) std::swap(u, v);
  return {u, v};
}

double ConditionalNormal::logDensity(double x1, double x2) const {
  if (given_ == Given::x2) std::swap(x1, x2);
  const Curve curve = at(x1);
  const double zu = x1 / spread_, zv = (x2 - curve.mean) * std::exp(-curve.logSd);
  return -0.5 * (zu * zu + zv * zv) - kLog2Pi - std::log(spread_) - curve.logSd;
}

std::array<double, 2> ConditionalNormal::score(double x1, double x2) const {
  if (given_ == Given::x2) std::swap(x1, x2);
  const Curve curve = at(x1);
  const double precision = std::exp(-curve.logSd), zv = (x2 - curve.mean) * precision;
  std::array<double, 2> score{
      -x1 / (spread_ * spread_) + zv * precision * curve.meanSlope + (zv * zv - 1) * curve.logSdSlope, -zv * precision};
  if (given_ == Given::x2) std::swap(score[0], score[1]);
  return score;
}

double ConditionalNormal::findEntropy() const { return 1 + kLog2Pi + std::log(spread_) + at(0).logSd; }

Setting logNoiseSetting(const std::string& standard) {
  return realSetting("log_noise", "Log noise", -3, 0, standard,
                     "Logarithm of the noise's standard deviation around the curve.");
}

}  // namespace core
