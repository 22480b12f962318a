#pragma once
// The devices of this machine: which engines there are, which one is the default and why. With main.cpp the only place
// that names the Vulkan engine.

#include <memory>
#include <string>
#include <vector>

#include "core/engine/engine.h"

namespace app {

struct Device {
  std::string key;    ///< "cpu", "vulkan:0"
  std::string label;  ///< "CPU, AVX-512, 2 threads"
  bool hardware = true;
};

struct Devices {
  std::vector<Device> all;
  std::string standard;  ///< key of the default
  std::string why;       ///< one sentence: why this is the default
};

/// Looks once; never throws.
const Devices& devices();

/// An engine for "auto", "cpu", "vulkan" or "vulkan:K". Throws core::InputError with a sentence for anything that is not
/// there. `threads` 0: one a core.
std::unique_ptr<core::Engine> makeEngine(const std::string& key, int threads = 0);

}  // namespace app
