#pragma once
// The costs of a flow: what a sample and a density take, as measured here and now.

#include "core/engine/engine.h"
#include "core/race/standing.h"

namespace core {

/// `engine` has one thread, whose processor time is taken: what else the machine does is not counted. The flow's own
/// layers are timed, with no tables made beforehand; points are the flow's own samples.
RaceCosts measureCosts(Engine& engine, const std::shared_ptr<const Flow>& flow, const Theta& theta);

}  // namespace core
