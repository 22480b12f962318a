#include "core/export/cnf_steps.h"

#include <algorithm>
#include <cmath>

namespace core {

// As core/layers/cnf.cpp counts them.
CnfSteps cnfSteps(const Settings& settings, ConstTheta theta) {
  const double duration = std::clamp(static_cast<double>(theta[theta.size() - 2]), 0.0, 1.0);
  const int doublings = std::max(0, static_cast<int>(std::lround(theta[theta.size() - 1])));
  const int full = intOf(settings, "steps") << doublings;
  const double wanted = duration * full;
  const int count = static_cast<int>(std::ceil(wanted - 1e-4));
  const double rest = wanted - (count - 1);
  return {count, 1.0 / full, (rest > 1 - 1e-4 ? 1.0 : rest) / full};
}

}  // namespace core
