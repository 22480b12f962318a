#include "tests/gpu/vulkan_fixture.h"

#include <cstdlib>
#include <filesystem>

#include "core/engine/cpu_engine.h"

namespace testing_support {

namespace {

constexpr const char* kLavapipe = "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json";

int findDevice() {
  int any = -1;
  for (const gpu::DeviceInfo& device : gpu::devices()) {
    if (device.hardware) return device.index;
    any = device.index;
  }
  if (any < 0 || !std::filesystem::exists(kLavapipe)) return any;
  // Only the imitated device: drivers of absent cards have nothing to add but time.
  setenv("VK_ICD_FILENAMES", kLavapipe, 0);
  const auto software = gpu::devices();
  return software.empty() ? -1 : software.front().index;
}

}  // namespace

gpu::DeviceOptions strictOptions(bool staging) {
  gpu::DeviceOptions options;
  options.staging = staging;
  options.validation = true;
  options.specialise = true;
  options.onValidation = [](const std::string& message) { ADD_FAILURE() << "Vulkan validation: " << message; };
  return options;
}

int testDevice() {
  static const int index = findDevice();
  return index;
}

core::Engine& vulkan() {
  static const auto engine = [] {
    gpu::DeviceOptions options = strictOptions();
    options.specialise = false;
    return gpu::makeVulkanEngine(testDevice(), options);
  }();
  return *engine;
}

core::Engine& stagedVulkan() {
  static const auto engine = [] {
    gpu::DeviceOptions options = strictOptions(true);
    options.specialise = false;  // the same kernels as those of vulkan(), which give the same bits
    return gpu::makeVulkanEngine(testDevice(), options);
  }();
  return *engine;
}

core::Engine& plainVulkan() {
  static const auto engine = [] {
    gpu::DeviceOptions options = strictOptions();
    options.subgroups = false;
    return gpu::makeVulkanEngine(testDevice(), options);
  }();
  return *engine;
}

core::Engine& tailoredVulkan() {
  static const auto engine = gpu::makeVulkanEngine(testDevice(), strictOptions());
  return *engine;
}

core::Engine& cpu() {
  static const auto engine = core::makeCpuEngine({.threads = 1});
  return *engine;
}

}  // namespace testing_support
