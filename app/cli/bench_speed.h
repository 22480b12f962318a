#pragma once
// `bench`: how long a step of training, a grid of densities, a set of samples and a frame take on each engine. Google
// Benchmark repeats and reports, so that its own tools can read and compare what is printed.

#include <string>

namespace app::cli {

struct SpeedOptions {
  std::string filter;    ///< a regular expression; only benchmarks whose name it matches. Empty: all
  int repeats = 5;       ///< of each benchmark; the median counts
  double seconds = 0.2;  ///< each repeat, at least
  std::string device;    ///< as for `train`; empty: the CPU and every hardware device
  int threads = 0;       ///< of the CPU engine; 0: one a core
  bool list = false;     ///< only the names
  bool json = false;
};

/// Returns the exit status; throws InputError.
int benchSpeed(const SpeedOptions& options);

}  // namespace app::cli
