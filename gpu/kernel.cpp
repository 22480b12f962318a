#include "gpu/kernel.h"

#include <algorithm>
#include <stdexcept>

namespace gpu {

Kernel::Kernel(const Device& device, std::span<const std::uint32_t> spirv, int buffers, int pushBytes,
               std::span<const std::uint32_t> constants)
    : device_(&device),
      setLayout_(device.handle(), device.functions().vkDestroyDescriptorSetLayout),
      layout_(device.handle(), device.functions().vkDestroyPipelineLayout),
      pipeline_(device.handle(), device.functions().vkDestroyPipeline) {
  if (pushBytes > 128) throw std::logic_error("128 bytes of push constants are all that Vulkan promises");
  const VolkDeviceTable& vk = device.functions();
  const std::string what = "making a kernel";

  std::vector<VkDescriptorSetLayoutBinding> bindings(static_cast<size_t>(buffers));
  for (size_t i = 0; i < bindings.size(); ++i) {
    bindings[i].binding = static_cast<std::uint32_t>(i);
    bindings[i].descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
    bindings[i].descriptorCount = 1;
    bindings[i].stageFlags = VK_SHADER_STAGE_COMPUTE_BIT;
  }
  auto setInfo = structure<VkDescriptorSetLayoutCreateInfo>(VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO);
  setInfo.bindingCount = static_cast<std::uint32_t>(bindings.size());
  setInfo.pBindings = bindings.data();
  check(vk.vkCreateDescriptorSetLayout(device.handle(), &setInfo, nullptr, setLayout_.put()), what);

  const VkPushConstantRange range{VK_SHADER_STAGE_COMPUTE_BIT, 0, static_cast<std::uint32_t>(pushBytes)};
  const VkDescriptorSetLayout setLayout = setLayout_.get();
  auto layoutInfo = structure<VkPipelineLayoutCreateInfo>(VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO);
  layoutInfo.setLayoutCount = 1;
  layoutInfo.pSetLayouts = &setLayout;
  layoutInfo.pushConstantRangeCount = pushBytes > 0 ? 1 : 0;
  layoutInfo.pPushConstantRanges = &range;
  check(vk.vkCreatePipelineLayout(device.handle(), &layoutInfo, nullptr, layout_.put()), what);

  Handle<VkShaderModule> shader(device.handle(), vk.vkDestroyShaderModule);
  auto shaderInfo = structure<VkShaderModuleCreateInfo>(VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO);
  shaderInfo.codeSize = spirv.size_bytes();
  shaderInfo.pCode = spirv.data();
  check(vk.vkCreateShaderModule(device.handle(), &shaderInfo, nullptr, shader.put()), what);

  std::vector<VkSpecializationMapEntry> entries;
  for (std::uint32_t i = 0; i < constants.size(); ++i) entries.push_back({i, 4 * i, 4});
  VkSpecializationInfo special{};
  special.mapEntryCount = static_cast<std::uint32_t>(entries.size());
  special.pMapEntries = entries.data();
  special.dataSize = constants.size_bytes();
  special.pData = constants.data();
  auto info = structure<VkComputePipelineCreateInfo>(VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO);
  info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
  info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  info.stage.module = shader.get();
  info.stage.pName = "main";
  info.stage.pSpecializationInfo = &special;
  info.layout = layout_.get();
  check(vk.vkCreateComputePipelines(device.handle(), VK_NULL_HANDLE, 1, &info, nullptr, pipeline_.put()), what);
}

const Kernel& Kernels::of(const Constants& constants) {
  auto found = std::find_if(made_.begin(), made_.end(), [&](const auto& entry) { return entry.first == constants; });
  if (found == made_.end()) {
    constexpr size_t kMost = 8;
    if (made_.size() == kMost) made_.pop_back();
    made_.emplace_back(constants, std::make_unique<Kernel>(device_, spirv_, buffers_, pushBytes_, constants));
    found = made_.end() - 1;
  }
  std::rotate(made_.begin(), found, found + 1);
  return *made_.front().second;
}

Bindings::Bindings(const Kernel& kernel, std::initializer_list<const Buffer*> buffers)
    : pool_(kernel.device().handle(), kernel.device().functions().vkDestroyDescriptorPool) {
  const Device& device = kernel.device();
  const VolkDeviceTable& vk = device.functions();
  const auto count = static_cast<std::uint32_t>(buffers.size());
  const VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, count};
  auto poolInfo = structure<VkDescriptorPoolCreateInfo>(VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO);
  poolInfo.maxSets = 1;
  poolInfo.poolSizeCount = 1;
  poolInfo.pPoolSizes = &size;
  check(vk.vkCreateDescriptorPool(device.handle(), &poolInfo, nullptr, pool_.put()), "binding buffers");

  const VkDescriptorSetLayout layout = kernel.setLayout();
  auto setInfo = structure<VkDescriptorSetAllocateInfo>(VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO);
  setInfo.descriptorPool = pool_.get();
  setInfo.descriptorSetCount = 1;
  setInfo.pSetLayouts = &layout;
  check(vk.vkAllocateDescriptorSets(device.handle(), &setInfo, &set_), "binding buffers");

  std::vector<VkDescriptorBufferInfo> infos;
  for (const Buffer* buffer : buffers) infos.push_back({buffer->handle(), 0, VK_WHOLE_SIZE});
  auto write = structure<VkWriteDescriptorSet>(VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET);
  write.dstSet = set_;
  write.descriptorCount = count;  // runs on through the bindings
  write.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
  write.pBufferInfo = infos.data();
  vk.vkUpdateDescriptorSets(device.handle(), 1, &write, 0, nullptr);
}

}  // namespace gpu
