#pragma once
// A submission: a list of commands that is recorded once, then run as often as wanted. Commands run one after the
// other, each seeing what those before it wrote.

#include "gpu/kernel.h"

namespace gpu {

class Submission {
 public:
  explicit Submission(const Device& device);

  /// Starts a new list; the old one is forgotten.
  void begin();
  /// `push` is the kernel's push constants.
  template <class Push>
  void dispatch(const Kernel& kernel, const Bindings& bindings, const Push& push, std::uint32_t groups) {
    dispatchBytes(kernel, bindings, &push, sizeof push, groups);
  }
  void copy(const Buffer& from, const Buffer& to, std::uint64_t bytes);
  void clear(const Buffer& buffer);
  void end();

  /// Runs the list and waits.
  void run();

 private:
  void dispatchBytes(const Kernel& kernel, const Bindings& bindings, const void* push, std::uint32_t pushBytes,
                     std::uint32_t groups);
  void barrier();

  const Device* device_;
  Handle<VkCommandPool> pool_;
  Handle<VkFence> fence_;
  VkCommandBuffer commands_ = VK_NULL_HANDLE;
};

}  // namespace gpu
