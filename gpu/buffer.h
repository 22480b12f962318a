#pragma once
// A buffer: a stretch of memory that shaders work on, or that carries data to and from the device.

#include <cstddef>
#include <span>

#include "gpu/device.h"

namespace gpu {

class Buffer {
 public:
  enum class Home {
    device,  ///< for shaders; copied to and from
    host     ///< in the CPU's sight: the other end of copies
  };

  /// At least four bytes, all zero.
  Buffer(const Device& device, std::uint64_t bytes, Home home = Home::device);
  Buffer(Buffer&& other) noexcept = default;
  Buffer& operator=(Buffer&& other) noexcept = default;

  VkBuffer handle() const { return buffer_.get(); }
  std::uint64_t bytes() const { return bytes_; }

  /// The memory itself, of a buffer whose home is the host.
  template <class T>
  std::span<T> view() {
    return {reinterpret_cast<T*>(mapped_), bytes_ / sizeof(T)};
  }
  /// Copy in and out and wait. The device must be idle.
  template <class T>
  void write(std::span<const T> values) {
    writeBytes(std::as_bytes(values));
  }
  template <class T>
  void read(std::span<T> values) const {
    readBytes(std::as_writable_bytes(values));
  }

 private:
  void writeBytes(std::span<const std::byte> bytes);
  void readBytes(std::span<std::byte> bytes) const;

  const Device* device_;
  std::uint64_t bytes_;
  // In this order: memory outlives the buffer that is bound to it.
  Handle<VkDeviceMemory> memory_;
  Handle<VkBuffer> buffer_;
  std::byte* mapped_ = nullptr;  // null: filled by copies
};

}  // namespace gpu
