#pragma once
// A device: one compute queue of one card, and what is worth knowing about it.

#include <utility>

#include "gpu/instance.h"

namespace gpu {

class Device {
 public:
  Device(int index, const DeviceOptions& options);
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  VkDevice handle() const { return device_; }
  const VolkDeviceTable& functions() const { return functions_; }
  VkQueue queue() const { return queue_; }
  std::uint32_t queueFamily() const { return queueFamily_; }
  const std::string& name() const { return name_; }
  /// Bytes that a buffer of a shader can have.
  std::uint64_t largestBuffer() const { return largestBuffer_; }
  /// Whether buffers on the device are out of the CPU's sight, and filled by copies.
  bool staging() const { return staging_; }
  /// Whether sums within a workgroup are made by subgroup operations.
  bool subgroups() const { return subgroups_; }

  /// Bytes of shared memory that kernels have beside SHARED_BYTES of shaders/sizes.glsl.
  std::uint32_t spareShared() const { return spareShared_; }
  /// Whether kernels are made for the flow at hand.
  bool specialises() const { return specialises_; }

  /// A type of memory among `allowed` (bits) that has all of `wanted`, or -1.
  int memoryType(std::uint32_t allowed, VkMemoryPropertyFlags wanted) const;

 private:
  Instance instance_;
  VkPhysicalDeviceMemoryProperties memory_{};
  VkDevice device_ = VK_NULL_HANDLE;
  VolkDeviceTable functions_{};
  VkQueue queue_ = VK_NULL_HANDLE;
  std::uint32_t queueFamily_ = 0;
  std::string name_;
  std::uint64_t largestBuffer_ = 0;
  bool staging_ = false;
  std::uint32_t spareShared_ = 0;
  bool subgroups_ = false;
  bool specialises_ = false;
};

/// Owns a Vulkan object of a device.
template <class T>
class Handle {
 public:
  using Destroy = void(VKAPI_PTR*)(VkDevice, T, const VkAllocationCallbacks*);

  Handle() = default;
  Handle(VkDevice device, Destroy destroy) : device_(device), destroy_(destroy) {}
  ~Handle() {
    if (object_ != VK_NULL_HANDLE) destroy_(device_, object_, nullptr);
  }
  Handle(Handle&& other) noexcept { *this = std::move(other); }
  Handle& operator=(Handle&& other) noexcept {
    std::swap(device_, other.device_);
    std::swap(destroy_, other.destroy_);
    std::swap(object_, other.object_);
    return *this;
  }

  T get() const { return object_; }
  /// Where a vkCreate function puts the object.
  T* put() { return &object_; }

 private:
  VkDevice device_ = VK_NULL_HANDLE;
  Destroy destroy_ = nullptr;
  T object_ = VK_NULL_HANDLE;
};

}  // namespace gpu
