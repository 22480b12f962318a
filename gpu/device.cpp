#include "gpu/device.h"

#include <algorithm>
#include <optional>

#include "shaders/sizes.glsl"

namespace gpu {

namespace {

static_assert(SHARED_BYTES <= 16384, "16 KB of shared memory is all that Vulkan promises");

// A family of queues that compute; one that does nothing else, so that the desktop does not wait, if there is one.
std::optional<std::uint32_t> computeFamily(VkPhysicalDevice device) {
  std::uint32_t count = 0;
  vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
  std::vector<VkQueueFamilyProperties> families(count);
  vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
  std::optional<std::uint32_t> best;
  for (std::uint32_t i = 0; i < count; ++i) {
    if ((families[i].queueFlags & VK_QUEUE_COMPUTE_BIT) == 0) continue;
    if (!best || (families[i].queueFlags & VK_QUEUE_GRAPHICS_BIT) == 0) best = i;
  }
  return best;
}

// What the kernels ask for beyond the least that Vulkan 1.1 promises; empty if the device has it.
std::string missing(const VkPhysicalDeviceProperties& properties) {
  const VkPhysicalDeviceLimits& limits = properties.limits;
  if (properties.apiVersion < VK_API_VERSION_1_1) return "Vulkan 1.1";
  if (limits.maxPerStageDescriptorStorageBuffers < 9) return "nine storage buffers for a shader";
  if (limits.maxComputeSharedMemorySize < SHARED_BYTES) return "16 KB of shared memory";
  if (std::min(limits.maxComputeWorkGroupInvocations, limits.maxComputeWorkGroupSize[0]) < MOST_GROUP)
    return "workgroups of 256";
  return "";
}

// Whether the device sums over a subgroup.
bool sumsSubgroups(VkPhysicalDevice device) {
  auto subgroup = structure<VkPhysicalDeviceSubgroupProperties>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_PROPERTIES);
  auto all = structure<VkPhysicalDeviceProperties2>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2);
  all.pNext = &subgroup;
  vkGetPhysicalDeviceProperties2(device, &all);
  constexpr VkSubgroupFeatureFlags kWanted = VK_SUBGROUP_FEATURE_BASIC_BIT | VK_SUBGROUP_FEATURE_ARITHMETIC_BIT;
  return (subgroup.supportedStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0 &&
         (subgroup.supportedOperations & kWanted) == kWanted;
}

std::string driverOf(VkPhysicalDevice device, const VkPhysicalDeviceProperties& properties) {
  if (properties.apiVersion < VK_API_VERSION_1_2) return "version " + std::to_string(properties.driverVersion);
  auto driver = structure<VkPhysicalDeviceDriverProperties>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES);
  auto all = structure<VkPhysicalDeviceProperties2>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2);
  all.pNext = &driver;
  vkGetPhysicalDeviceProperties2(device, &all);
  const std::string info = driver.driverInfo;
  return driver.driverName + (info.empty() ? "" : " (" + info + ")");
}

}  // namespace

std::vector<DeviceInfo> devices(std::string* whyNone, const DeviceOptions& options) {
  std::vector<DeviceInfo> found;
  std::string why;
  try {
    std::lock_guard lock(instanceFunctions());
    const Instance instance(options);
    const auto all = instance.physicalDevices();
    if (all.empty()) why = "no Vulkan device on this machine";
    for (size_t i = 0; i < all.size(); ++i) {
      VkPhysicalDeviceProperties properties{};
      vkGetPhysicalDeviceProperties(all[i], &properties);
      const std::string lacks = computeFamily(all[i]) ? missing(properties) : "a compute queue";
      if (!lacks.empty()) {
        why = std::string(properties.deviceName) + " lacks " + lacks;
        continue;
      }
      found.push_back({properties.deviceName, properties.deviceType != VK_PHYSICAL_DEVICE_TYPE_CPU,
                       driverOf(all[i], properties), static_cast<int>(i)});
    }
  } catch (const std::exception& error) {
    found.clear();
    why = error.what();
  }
  if (whyNone != nullptr) *whyNone = found.empty() ? why : "";
  return found;
}

Device::Device(int index, const DeviceOptions& options) : instance_(options) {
  std::lock_guard lock(instanceFunctions());
  const auto all = instance_.physicalDevices();
  if (index < 0 || static_cast<size_t>(index) >= all.size()) {
    throw DeviceError("there is no Vulkan device number " + std::to_string(index) + " on this machine");
  }
  VkPhysicalDevice physical = all[static_cast<size_t>(index)];
  VkPhysicalDeviceProperties properties{};
  vkGetPhysicalDeviceProperties(physical, &properties);
  vkGetPhysicalDeviceMemoryProperties(physical, &memory_);
  name_ = properties.deviceName;
  largestBuffer_ = properties.limits.maxStorageBufferRange;
  staging_ = options.staging || properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU;
  const auto family = computeFamily(physical);
  const std::string lacks = family ? missing(properties) : "a compute queue";
  if (!lacks.empty()) throw DeviceError(name_ + " lacks " + lacks);
  queueFamily_ = *family;
  spareShared_ = properties.limits.maxComputeSharedMemorySize - SHARED_BYTES;
  specialises_ = options.specialise.value_or(properties.deviceType != VK_PHYSICAL_DEVICE_TYPE_CPU);
  subgroups_ = options.subgroups && sumsSubgroups(physical);

  const float priority = 1;
  auto queue = structure<VkDeviceQueueCreateInfo>(VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO);
  queue.queueFamilyIndex = queueFamily_;
  queue.queueCount = 1;
  queue.pQueuePriorities = &priority;
  auto info = structure<VkDeviceCreateInfo>(VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO);
  info.queueCreateInfoCount = 1;
  info.pQueueCreateInfos = &queue;
  check(vkCreateDevice(physical, &info, nullptr, &device_), "starting " + name_);
  volkLoadDeviceTable(&functions_, device_);
  functions_.vkGetDeviceQueue(device_, queueFamily_, 0, &queue_);
}

Device::~Device() {
  functions_.vkDeviceWaitIdle(device_);
  functions_.vkDestroyDevice(device_, nullptr);
}

int Device::memoryType(std::uint32_t allowed, VkMemoryPropertyFlags wanted) const {
  for (std::uint32_t i = 0; i < memory_.memoryTypeCount; ++i) {
    if ((allowed >> i & 1u) != 0 && (memory_.memoryTypes[i].propertyFlags & wanted) == wanted) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

}  // namespace gpu
