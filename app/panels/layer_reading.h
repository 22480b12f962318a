#pragma once
// What a snapshot says about one layer: read-outs for the inspector, from the Flow interface and no knowledge of kinds.

#include <optional>
#include <vector>

#include "core/training/snapshot.h"

namespace app {

/// Where the snapshot, which may be an edit behind, has this card; -1 if it does not know it.
int layerIn(const core::Snapshot& snapshot, const core::LayerSpec& card);

/// Mean log|det J| of a layer from base to data, over base samples, in nats.
double meanLogDet(const core::Snapshot& snapshot, int layer);

/// Norm of its gradient in the newest step, if there was one.
std::optional<double> gradientNorm(const core::Snapshot& snapshot, int layer);

/// Places of the conditioning coordinate that learned functions are drawn at: [-5, 5].
const std::vector<core::Real>& curvePlaces();
/// Empty for kinds that learn nothing of the sort.
std::vector<core::Curve> learnedCurves(const core::Snapshot& snapshot, int layer);

}  // namespace app
