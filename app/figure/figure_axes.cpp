#include "app/figure/figure_axes.h"

#include <algorithm>
#include <cmath>

#include "app/numbers.h"

namespace app {

std::vector<AxisTick> axisTicks(double low, double high, double most) {
  std::vector<AxisTick> ticks;
  const double step = roundStep((high - low) / std::max(1.0, most));
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 8);
  // Counted, since sums of steps drift.
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step && ticks.size() < 100; ++k)
    ticks.push_back({k * step, decimal(k * step, decimals)});
  return ticks;
}

}  // namespace app
