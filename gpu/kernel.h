#pragma once
// A kernel: a compute shader made ready for a device; and the buffers that it is run with.

#include <array>
#include <initializer_list>
#include <memory>
#include <span>
#include <vector>

#include "gpu/buffer.h"

namespace gpu {

class Kernel {
 public:
  /// `buffers` storage buffers at bindings 0, 1, ...; `constants` are the specialization constants 0, 1, ...
  Kernel(const Device& device, std::span<const std::uint32_t> spirv, int buffers, int pushBytes,
         std::span<const std::uint32_t> constants = {});

  const Device& device() const { return *device_; }
  VkPipeline pipeline() const { return pipeline_.get(); }
  VkPipelineLayout layout() const { return layout_.get(); }
  VkDescriptorSetLayout setLayout() const { return setLayout_.get(); }

 private:
  const Device* device_;
  Handle<VkDescriptorSetLayout> setLayout_;
  Handle<VkPipelineLayout> layout_;
  Handle<VkPipeline> pipeline_;
};

/// The specialization constants of kernels that run layers, those of shaders/tile.glsl.
using Constants = std::array<std::uint32_t, 7>;

/// A kernel in the versions that the latest flows wanted: each takes the driver a while to make.
class Kernels {
 public:
  Kernels(const Device& device, std::span<const std::uint32_t> spirv, int buffers, int pushBytes)
      : device_(device), spirv_(spirv), buffers_(buffers), pushBytes_(pushBytes) {}

  /// What it refers to stays until eight others have been asked for.
  const Kernel& of(const Constants& constants);

 private:
  const Device& device_;
  std::span<const std::uint32_t> spirv_;
  int buffers_, pushBytes_;
  std::vector<std::pair<Constants, std::unique_ptr<Kernel>>> made_;  // the latest comes first
};

/// The buffers of a kernel, in the order of their bindings. They must outlive their use, not this.
class Bindings {
 public:
  Bindings(const Kernel& kernel, std::initializer_list<const Buffer*> buffers);
  VkDescriptorSet set() const { return set_; }

 private:
  Handle<VkDescriptorPool> pool_;
  VkDescriptorSet set_ = VK_NULL_HANDLE;
};

}  // namespace gpu
