#pragma once
// The numerical Jacobian: each layer's log|det| by central differences in double precision, to check a ledger by. This
// header names nothing of core: the .cpp is compiled against core_double, everyone else against core.

#include <array>
#include <map>
#include <string>
#include <vector>

namespace app {

struct NumericalLayer {
  std::string key;
  std::map<std::string, std::string> settings;
  bool enabled = true;
  std::vector<double> theta;
};

/// log|det| of layer k's toBase at `places[k + 1]`, for places z_0 ... z_K (flow's units): one value a layer.
std::vector<double> numericalLogDets(const std::vector<NumericalLayer>& layers,
                                     const std::vector<std::array<double, 2>>& places);

}  // namespace app
