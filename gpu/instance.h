#pragma once
// An instance: the program's connection to Vulkan's loader, with the validation layer if asked for.

#include <volk.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gpu/vulkan_engine.h"

namespace gpu {

/// Throws DeviceError unless `result` is a success: "Vulkan: <what> failed: the device was lost".
void check(VkResult result, const std::string& what);

/// A Vulkan structure with its type filled in and the rest zero.
template <class T>
T structure(VkStructureType type) {
  T value{};
  value.sType = type;
  return value;
}

class Instance {
 public:
  explicit Instance(const DeviceOptions& options);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  VkInstance handle() const { return instance_; }
  std::vector<VkPhysicalDevice> physicalDevices() const;

 private:
  VkInstance instance_ = VK_NULL_HANDLE;
  VkDebugUtilsMessengerEXT messenger_ = VK_NULL_HANDLE;
  // On the heap: the messenger keeps its address.
  std::unique_ptr<std::function<void(const std::string&)>> onValidation_;
};

/// volk keeps the functions of instances in one place for the whole process: hold this while calling any of them.
std::recursive_mutex& instanceFunctions();

}  // namespace gpu
