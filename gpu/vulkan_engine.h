#pragma once
// The Vulkan engine: the twin of the CPU engine on a compute device. No Vulkan type appears here.

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/engine/engine.h"

namespace gpu {

/// No loader, no device, device lost, out of memory: one sentence that a lecturer can read.
class DeviceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A device that this program can use.
struct DeviceInfo {
  std::string name;
  bool hardware = false;  ///< not a program that imitates a device on the CPU
  std::string driver;
  int index = 0;  ///< what makeVulkanEngine takes
};

/// What tests and developers turn on.
struct DeviceOptions {
  /// Never map the device's own memory, as on cards whose memory the CPU does not see.
  bool staging = false;
  /// Let sums of a workgroup be made by subgroup operations, where the device has them.
  bool subgroups = true;
  /// Make kernels for the flow at hand rather than for all flows; by default on hardware, whose drivers gain by it what
  /// they lose in making them.
  std::optional<bool> specialise;
  /// Switch the validation layer on, if it is installed; also by PUSHFORWARD_VULKAN_VALIDATION=1.
  bool validation = false;
  /// Takes what the validation layer has to say; standard error if empty.
  std::function<void(const std::string&)> onValidation;
  /// The Vulkan loader.
  std::string library = "libvulkan.so.1";
};

/// All usable devices. Never throws; if there are none, `whyNone` is a sentence that says why.
std::vector<DeviceInfo> devices(std::string* whyNone = nullptr, const DeviceOptions& options = {});

/// Throws DeviceError, as may every call of the engine.
std::unique_ptr<core::Engine> makeVulkanEngine(int index, const DeviceOptions& options = {});

}  // namespace gpu
