#include "gpu/instance.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace gpu {

namespace {

constexpr const char* kValidationLayer = "VK_LAYER_KHRONOS_validation";

std::string reason(VkResult result) {
  switch (result) {
    case VK_ERROR_DEVICE_LOST: return "the device was lost";
    case VK_ERROR_OUT_OF_DEVICE_MEMORY: return "the device is out of memory";
    case VK_ERROR_OUT_OF_HOST_MEMORY: return "the computer is out of memory";
    case VK_ERROR_INITIALIZATION_FAILED: return "the driver did not start";
    case VK_ERROR_INCOMPATIBLE_DRIVER: return "no driver is installed that fits";
    case VK_TIMEOUT: return "it took too long";
    default: return "error " + std::to_string(result);
  }
}

// Finds the loader; it stays loaded to the end, as volk keeps pointers into it.
void loadLibrary(const std::string& library) {
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw DeviceError("no Vulkan loader (" + library + ") on this machine");
  const auto start = reinterpret_cast<PFN_vkGetInstanceProcAddr>(dlsym(handle, "vkGetInstanceProcAddr"));
  if (start == nullptr) throw DeviceError(library + " is not a Vulkan loader");
  volkInitializeCustom(start);
}

bool wantsValidation(const DeviceOptions& options) {
  const char* text = std::getenv("PUSHFORWARD_VULKAN_VALIDATION");
  return options.validation || (text != nullptr && std::strcmp(text, "0") != 0 && *text != '\0');
}

bool hasValidationLayer() {
  std::uint32_t count = 0;
  vkEnumerateInstanceLayerProperties(&count, nullptr);
  std::vector<VkLayerProperties> layers(count);
  vkEnumerateInstanceLayerProperties(&count, layers.data());
  return std::any_of(layers.begin(), layers.end(), [](const VkLayerProperties& layer) {
    return std::strcmp(layer.layerName, kValidationLayer) == 0;
  });
}

VKAPI_ATTR VkBool32 VKAPI_CALL onMessage(VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
                                         const VkDebugUtilsMessengerCallbackDataEXT* data, void* user) {
  const auto& tell = *static_cast<const std::function<void(const std::string&)>*>(user);
  if (tell) {
    tell(data->pMessage);
  } else {
    std::fprintf(stderr, "Vulkan validation: %s\n", data->pMessage);
  }
  return VK_FALSE;
}

}  // namespace

void check(VkResult result, const std::string& what) {
  if (result < 0 || result == VK_TIMEOUT) throw DeviceError("Vulkan: " + what + " failed: " + reason(result));
}

std::recursive_mutex& instanceFunctions() {
  static std::recursive_mutex mutex;
  return mutex;
}

Instance::Instance(const DeviceOptions& options)
    : onValidation_(std::make_unique<std::function<void(const std::string&)>>(options.onValidation)) {
  std::lock_guard lock(instanceFunctions());
  loadLibrary(options.library);
  if (volkGetInstanceVersion() < VK_API_VERSION_1_1) throw DeviceError("the Vulkan loader is older than Vulkan 1.1");

  const bool validation = wantsValidation(options) && hasValidationLayer();
  const char* const extension = VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
  auto application = structure<VkApplicationInfo>(VK_STRUCTURE_TYPE_APPLICATION_INFO);
  application.pApplicationName = "Pushforward";
  application.apiVersion = VK_API_VERSION_1_1;
  auto messages =
      structure<VkDebugUtilsMessengerCreateInfoEXT>(VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT);
  messages.messageSeverity =
      VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
  messages.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT;
  messages.pfnUserCallback = onMessage;
  messages.pUserData = onValidation_.get();
  auto info = structure<VkInstanceCreateInfo>(VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO);
  info.pApplicationInfo = &application;
  if (validation) {
    info.enabledLayerCount = 1;
    info.ppEnabledLayerNames = &kValidationLayer;
    info.enabledExtensionCount = 1;
    info.ppEnabledExtensionNames = &extension;
  }
  check(vkCreateInstance(&info, nullptr, &instance_), "connecting to the driver");
  volkLoadInstanceOnly(instance_);
  if (validation) vkCreateDebugUtilsMessengerEXT(instance_, &messages, nullptr, &messenger_);
}

Instance::~Instance() {
  std::lock_guard lock(instanceFunctions());
  // Functions of extensions are this instance's own only after volk has loaded them for it.
  volkLoadInstanceOnly(instance_);
  if (messenger_ != VK_NULL_HANDLE) vkDestroyDebugUtilsMessengerEXT(instance_, messenger_, nullptr);
  vkDestroyInstance(instance_, nullptr);
}

std::vector<VkPhysicalDevice> Instance::physicalDevices() const {
  std::lock_guard lock(instanceFunctions());
  std::uint32_t count = 0;
  check(vkEnumeratePhysicalDevices(instance_, &count, nullptr), "listing devices");
  std::vector<VkPhysicalDevice> all(count);
  check(vkEnumeratePhysicalDevices(instance_, &count, all.data()), "listing devices");
  all.resize(count);
  return all;
}

}  // namespace gpu
