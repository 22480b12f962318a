#pragma once
// A Vulkan device for tests: a hardware one if there is one, else lavapipe; whatever the validation layer says is a
// failure.

#include <gtest/gtest.h>

#include "gpu/vulkan_engine.h"

namespace testing_support {

/// Options with validation on and kernels made for each flow.
gpu::DeviceOptions strictOptions(bool staging = false);
/// The device for tests, or -1. Points Vulkan to lavapipe where there is no hardware device.
int testDevice();
/// An engine on testDevice(), made once and shared by all tests, and so are its kernels: tests have hundreds of flows.
core::Engine& vulkan();
/// The same with every buffer out of the CPU's sight.
core::Engine& stagedVulkan();
/// The same without subgroup operations.
core::Engine& plainVulkan();
/// The same with kernels made for each flow.
core::Engine& tailoredVulkan();
core::Engine& cpu();

/// Skips where there is no device.
class Vulkan : public testing::Test {
 protected:
  void SetUp() override {
    if (testDevice() < 0) GTEST_SKIP() << "no Vulkan device";
  }
};

}  // namespace testing_support
