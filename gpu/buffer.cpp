#include "gpu/buffer.h"

#include <algorithm>
#include <cstring>

#include "gpu/submission.h"

namespace gpu {

namespace {

constexpr VkMemoryPropertyFlags kVisible = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;

std::string mebibytes(std::uint64_t bytes) { return std::to_string((bytes + (1u << 20) - 1) >> 20) + " MiB"; }

}  // namespace

Buffer::Buffer(const Device& device, std::uint64_t bytes, Home home)
    : device_(&device),
      bytes_((std::max<std::uint64_t>(bytes, 4) + 3) / 4 * 4),
      memory_(device.handle(), device.functions().vkFreeMemory),
      buffer_(device.handle(), device.functions().vkDestroyBuffer) {
  const VolkDeviceTable& vk = device.functions();
  if (home == Home::device && bytes_ > device.largestBuffer()) {
    throw DeviceError(device.name() + " takes at most " + mebibytes(device.largestBuffer()) +
                      " in one piece, not the " + mebibytes(bytes_) + " that are needed");
  }
  auto info = structure<VkBufferCreateInfo>(VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO);
  info.size = bytes_;
  info.usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT;
  if (home == Home::device) info.usage |= VK_BUFFER_USAGE_STORAGE_BUFFER_BIT;
  check(vk.vkCreateBuffer(device.handle(), &info, nullptr, buffer_.put()), "making a buffer");

  VkMemoryRequirements needs{};
  vk.vkGetBufferMemoryRequirements(device.handle(), buffer_.get(), &needs);
  const bool map = home == Home::host || !device.staging();
  int type = -1;
  // What the CPU reads back should be cached; what shaders work on should be the device's own.
  if (home == Home::host) type = device.memoryType(needs.memoryTypeBits, kVisible | VK_MEMORY_PROPERTY_HOST_CACHED_BIT);
  if (home == Home::device)
    type = device.memoryType(needs.memoryTypeBits, VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT | (map ? kVisible : 0));
  bool visible = type >= 0 && map;
  if (type < 0 && home == Home::host) {
    type = device.memoryType(needs.memoryTypeBits, kVisible);
    visible = true;
  }
  if (type < 0) type = device.memoryType(needs.memoryTypeBits, 0);
  auto allocation = structure<VkMemoryAllocateInfo>(VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO);
  allocation.allocationSize = needs.size;
  allocation.memoryTypeIndex = static_cast<std::uint32_t>(type);
  check(vk.vkAllocateMemory(device.handle(), &allocation, nullptr, memory_.put()),
        "setting " + mebibytes(bytes_) + " aside on " + device.name());
  check(vk.vkBindBufferMemory(device.handle(), buffer_.get(), memory_.get(), 0), "making a buffer");
  if (visible) {
    void* address = nullptr;
    check(vk.vkMapMemory(device.handle(), memory_.get(), 0, VK_WHOLE_SIZE, 0, &address), "mapping a buffer");
    mapped_ = static_cast<std::byte*>(address);
    std::memset(mapped_, 0, bytes_);
  } else {
    Submission clear(device);
    clear.begin();
    clear.clear(*this);
    clear.end();
    clear.run();
  }
}

void Buffer::writeBytes(std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  if (mapped_ != nullptr) {
    std::memcpy(mapped_, bytes.data(), bytes.size());
    return;
  }
  Buffer staging(*device_, bytes.size(), Home::host);
  std::memcpy(staging.mapped_, bytes.data(), bytes.size());
  Submission copy(*device_);
  copy.begin();
  copy.copy(staging, *this, bytes.size());
  copy.end();
  copy.run();
}

void Buffer::readBytes(std::span<std::byte> bytes) const {
  if (bytes.empty()) return;
  if (mapped_ != nullptr) {
    std::memcpy(bytes.data(), mapped_, bytes.size());
    return;
  }
  const Buffer staging(*device_, bytes.size(), Home::host);
  Submission copy(*device_);
  copy.begin();
  copy.copy(*this, staging, bytes.size());
  copy.end();
  copy.run();
  std::memcpy(bytes.data(), staging.mapped_, bytes.size());
}

}  // namespace gpu
