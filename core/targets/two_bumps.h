#pragma once
// A ring of radius 2 that is weighted by two bumps in x1, one at -2 and one at 2: see u1.cpp and two_crescents.cpp.

#include "core/targets/ring_energy.h"

namespace core {

/// `width` of the ring and `bump`, the width of the bumps.
std::vector<Setting> twoBumpsSettings(const std::string& width, const std::string& bump);

class TwoBumps : public RingEnergy {
 protected:
  TwoBumps(const TargetInfo& info, const Settings& settings, double standardEntropy);
};

}  // namespace core
