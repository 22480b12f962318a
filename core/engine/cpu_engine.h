#pragma once
// The CPU engine: blocks of points over a pool of threads, each with its own trace and gradient.

#include "core/engine/engine.h"

namespace core {

struct CpuOptions {
  int threads = 0;  ///< 0: one a core
};

std::unique_ptr<Engine> makeCpuEngine(const CpuOptions& options = {});
/// The widest vector instructions that core was compiled for and loaded with: "SSE2", "AVX2" or "AVX-512".
std::string cpuLevel();

}  // namespace core
