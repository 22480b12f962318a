#pragma once
// A panel's axes: round numbers beside its lower and its left edge.

#include <QString>
#include <vector>

#include "core/targets/target.h"

namespace app {

struct AxisTick {
  double value;
  QString text;
};
/// Between `low` and `high`, at most about `most` of them.
std::vector<AxisTick> axisTicks(double low, double high, double most);

}  // namespace app
