#include "gpu/submission.h"

namespace gpu {

Submission::Submission(const Device& device)
    : device_(&device),
      pool_(device.handle(), device.functions().vkDestroyCommandPool),
      fence_(device.handle(), device.functions().vkDestroyFence) {
  const VolkDeviceTable& vk = device.functions();
  auto poolInfo = structure<VkCommandPoolCreateInfo>(VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO);
  poolInfo.queueFamilyIndex = device.queueFamily();
  check(vk.vkCreateCommandPool(device.handle(), &poolInfo, nullptr, pool_.put()), "making a list of commands");
  auto fenceInfo = structure<VkFenceCreateInfo>(VK_STRUCTURE_TYPE_FENCE_CREATE_INFO);
  check(vk.vkCreateFence(device.handle(), &fenceInfo, nullptr, fence_.put()), "making a fence");
  auto info = structure<VkCommandBufferAllocateInfo>(VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO);
  info.commandPool = pool_.get();
  info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
  info.commandBufferCount = 1;
  check(vk.vkAllocateCommandBuffers(device.handle(), &info, &commands_), "making a list of commands");
}

void Submission::begin() {
  const VolkDeviceTable& vk = device_->functions();
  check(vk.vkResetCommandPool(device_->handle(), pool_.get(), 0), "recording commands");
  auto info = structure<VkCommandBufferBeginInfo>(VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO);
  check(vk.vkBeginCommandBuffer(commands_, &info), "recording commands");
}

void Submission::dispatchBytes(const Kernel& kernel, const Bindings& bindings, const void* push,
                               std::uint32_t pushBytes, std::uint32_t groups) {
  const VolkDeviceTable& vk = device_->functions();
  const VkDescriptorSet set = bindings.set();
  vk.vkCmdBindPipeline(commands_, VK_PIPELINE_BIND_POINT_COMPUTE, kernel.pipeline());
  vk.vkCmdBindDescriptorSets(commands_, VK_PIPELINE_BIND_POINT_COMPUTE, kernel.layout(), 0, 1, &set, 0, nullptr);
  vk.vkCmdPushConstants(commands_, kernel.layout(), VK_SHADER_STAGE_COMPUTE_BIT, 0, pushBytes, push);
  vk.vkCmdDispatch(commands_, groups, 1, 1);
  barrier();
}

void Submission::copy(const Buffer& from, const Buffer& to, std::uint64_t bytes) {
  const VkBufferCopy region{0, 0, bytes};
  device_->functions().vkCmdCopyBuffer(commands_, from.handle(), to.handle(), 1, &region);
  barrier();
}

void Submission::clear(const Buffer& buffer) {
  device_->functions().vkCmdFillBuffer(commands_, buffer.handle(), 0, VK_WHOLE_SIZE, 0);
  barrier();
}

void Submission::barrier() {
  auto memory = structure<VkMemoryBarrier>(VK_STRUCTURE_TYPE_MEMORY_BARRIER);
  memory.srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
  memory.dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_READ_BIT |
                         VK_ACCESS_TRANSFER_WRITE_BIT | VK_ACCESS_HOST_READ_BIT;
  const VkPipelineStageFlags work = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
  device_->functions().vkCmdPipelineBarrier(commands_, work, work | VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &memory, 0,
                                            nullptr, 0, nullptr);
}

void Submission::end() { check(device_->functions().vkEndCommandBuffer(commands_), "recording commands"); }

void Submission::run() {
  const VolkDeviceTable& vk = device_->functions();
  const VkFence fence = fence_.get();
  auto info = structure<VkSubmitInfo>(VK_STRUCTURE_TYPE_SUBMIT_INFO);
  info.commandBufferCount = 1;
  info.pCommandBuffers = &commands_;
  const std::string what = "running on " + device_->name();
  check(vk.vkResetFences(device_->handle(), 1, &fence), what);
  check(vk.vkQueueSubmit(device_->queue(), 1, &info, fence), what);
  check(vk.vkWaitForFences(device_->handle(), 1, &fence, VK_TRUE, ~std::uint64_t{0}), what);
}

}  // namespace gpu
