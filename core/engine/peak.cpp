#include "core/engine/peak.h"

#include <chrono>

#include "core/math/lanes.h"

namespace core {

double peakFlops(double seconds) {
  using Clock = std::chrono::steady_clock;
  constexpr int kChains = 12;  // independent ones, enough to hide the latency of each
  constexpr int kTurns = 10000;
  Lanes chains[kChains];
  for (int i = 0; i < kChains; ++i) chains[i] = lanes(Real(0.1) * static_cast<Real>(i));
  const auto start = Clock::now();
  double flops = 0, elapsed = 0;
  do {
    // Rounding keeps the compiler from working out where a chain ends.
    for (int turn = 0; turn < kTurns; ++turn) {
      for (int i = 0; i < kChains; ++i) chains[i] = chains[i] * Real(0.999) + Real(0.001);
    }
    flops += 2.0 * kTurns * kChains * kLanes;
    elapsed = std::chrono::duration<double>(Clock::now() - start).count();
  } while (elapsed < seconds);
  volatile Real used = 0;
  for (const Lanes& chain : chains) used = used + sum(chain);
  return flops / elapsed;
}

}  // namespace core
