#pragma once
// The integral of a flow's density over the plane, on a grid that refines itself where the density bends.

#include "core/engine/engine.h"
#include "core/flow/frozen.h"

namespace app::cli {

/// 1 for a density, within 1e-4 for trained flows; NaN if the flow gives numbers that are not finite. Covers the image of
/// a disk of the base that holds all but 4e-6 of the mass.
double adaptiveIntegral(core::Engine& engine, const core::Frozen& frozen);

}  // namespace app::cli
