#pragma once
// A kernel: a compute shader made ready for a device; and the buffers that it is run with.

#include <initializer_list>
#include <span>

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
