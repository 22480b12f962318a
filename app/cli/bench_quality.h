#pragma once
// `bench --quality`: how well the presets learn the targets in a given time or number of steps.

#include <cstdint>
#include <string>
#include <vector>

#include "app/cli/training_run.h"

namespace app::cli {

struct QualityOptions {
  std::vector<std::string> targets, presets;  ///< keys; empty: the well-known targets, all presets
  RunLength length;
  std::uint64_t seed = 1;
  std::string device = "auto";
  int threads = 0;
  bool json = false, quiet = false;
};

/// Prints a table, or a list of objects, of the gap of every preset on every target. Returns the exit status; throws
/// InputError.
int benchQuality(QualityOptions options);

}  // namespace app::cli
