#pragma once
// The steps that a continuous flow takes with a theta: equal ones, the last of which ends with the duration.

#include "core/layers/layer.h"

namespace core {

struct CnfSteps {
  int count;
  double h, last;
};
/// How often the steps are halved: what theta says, as far as the layer follows it.
int cnfDoublings(const Settings& settings, ConstTheta theta);
CnfSteps cnfSteps(const Settings& settings, ConstTheta theta);

}  // namespace core
