#pragma once
// A target in the flow's own units: what an engine that asks for a density is to reach.

#include "core/flow/scaling.h"
#include "core/targets/target.h"

namespace core {

/// `target` as seen through `scaling`; the same target if that changes nothing.
std::shared_ptr<const Target> scaledTarget(std::shared_ptr<const Target> target, const Scaling& scaling);

}  // namespace core
