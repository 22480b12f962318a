#include "app/devices.h"

#include "core/engine/cpu_engine.h"
#include "core/util/error.h"
#include "gpu/vulkan_engine.h"

namespace app {

namespace {

Devices look() {
  Devices found;
  found.all.push_back({"cpu", core::makeCpuEngine()->name(), true});
  found.standard = "cpu";
  std::string whyNone;
  for (const gpu::DeviceInfo& device : gpu::devices(&whyNone)) {
    const std::string key = "vulkan:" + std::to_string(device.index);
    found.all.push_back({key, "Vulkan, " + device.name, device.hardware});
    if (device.hardware && found.standard == "cpu") {
      found.standard = key;
      found.why = device.name + " is a hardware Vulkan device";
    }
  }
  if (found.standard == "cpu") {
    found.why =
        found.all.size() > 1 ? "the only Vulkan device is a software one, and the CPU engine is faster" : whyNone;
  }
  return found;
}

std::string known() {
  std::string keys = "auto";
  for (const Device& device : devices().all) keys += ", " + device.key;
  return keys;
}

}  // namespace

const Devices& devices() {
  static const Devices found = look();
  return found;
}

std::unique_ptr<core::Engine> makeEngine(const std::string& key, int threads) {
  // The CPU needs no look at the drivers, and the window wants its first step soon.
  if (key == "cpu") return core::makeCpuEngine({threads});
  std::string wanted = key == "auto" ? devices().standard : key;
  if (wanted == "cpu") return core::makeCpuEngine({threads});
  for (const Device& device : devices().all) {
    if (device.key == wanted || (wanted == "vulkan" && device.key.starts_with("vulkan:")))
      return gpu::makeVulkanEngine(std::stoi(device.key.substr(7)));
  }
  throw core::InputError("no device '" + key + "' on this machine; there is: " + known());
}

}  // namespace app
