#pragma once
// The read-out of a reverse KL training: how well the flow q covers the target's density p.

#include "core/training/trainer.h"

namespace app::cli {

struct ReverseKlQuality {
  double ess = 0;     ///< effective sample size of importance weights p/q over 20,000 samples of q, as a fraction
  double gridKl = 0;  ///< KL(q || p) in nats, by a grid over the target's window
};

/// Of the averaged theta; the target must have a density.
ReverseKlQuality reverseKlQuality(core::Trainer& trainer);

}  // namespace app::cli
