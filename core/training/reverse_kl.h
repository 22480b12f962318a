#pragma once
// The read-out of a reverse KL training: how well the flow q covers the target's density p.

#include "core/engine/engine.h"
#include "core/flow/scaling.h"

namespace core {

struct ReverseKlQuality {
  double ess = 0;     ///< effective sample size of importance weights p/q over samples of q, as a fraction
  double gridKl = 0;  ///< KL(q || p) in nats, by a grid over the target's window
};

struct ReverseKlEffort {
  int samples;
  int grid;  ///< cells a side
};
inline constexpr ReverseKlEffort kWhileTraining{4096, 96};
inline constexpr ReverseKlEffort kForReport{20'000, 400};

/// Of theta in the engine's flow; the target must have a density.
ReverseKlQuality reverseKlQuality(Engine& engine, const Theta& theta, const Target& target, const Scaling& scaling,
                                  std::uint64_t seed, const ReverseKlEffort& effort);

}  // namespace core
