#include "core/race/standing.h"

#include <cmath>

namespace core {

std::optional<double> Standing::heldOut() const {
  if (curve.empty() || !std::isfinite(curve.back().heldOut)) return {};
  return curve.back().heldOut;
}

std::optional<double> Standing::gap() const {
  const auto nll = heldOut();
  if (!nll || !entropy) return {};
  return *nll - *entropy;
}

std::optional<double> Standing::stepsPerSecond() const {
  if (!(seconds > 0)) return {};
  return steps / seconds;
}

std::optional<double> Standing::share() const {
  if (!(wallSeconds > 0)) return {};
  return seconds / wallSeconds;
}

}  // namespace core
