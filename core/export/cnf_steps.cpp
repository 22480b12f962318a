#include "core/export/cnf_steps.h"

#include <algorithm>
#include <cmath>

namespace core {

namespace {

// As core/layers/cnf.cpp counts them.
constexpr int kMostSteps = 512, kMostDoublings = 7;

}  // namespace

int cnfDoublings(const Settings& settings, ConstTheta theta) {
  const Real asked = std::round(theta[theta.size() - 1]);
  int doublings = 0;
  while (doublings < kMostDoublings && static_cast<Real>(doublings) < asked &&
         intOf(settings, "steps") << (doublings + 1) <= kMostSteps)
    ++doublings;
  return doublings;
}

CnfSteps cnfSteps(const Settings& settings, ConstTheta theta) {
  const double duration = std::clamp(static_cast<double>(theta[theta.size() - 2]), 0.0, 1.0);
  const int full = intOf(settings, "steps") << cnfDoublings(settings, theta);
  const double wanted = duration * full;
  const int count = static_cast<int>(std::ceil(wanted - 1e-4));
  const double rest = wanted - (count - 1);
  return {count, 1.0 / full, (rest > 1 - 1e-4 ? 1.0 : rest) / full};
}

}  // namespace core
