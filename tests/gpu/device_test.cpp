// What a person is told about devices.

#include <algorithm>
#include <cstring>

#include "gpu/device.h"
#include "tests/gpu/vulkan_fixture.h"

namespace {

using namespace testing_support;

TEST(Devices, SayWhyThereAreNone) {
  gpu::DeviceOptions options;
  options.library = "libno-such-vulkan.so.1";
  std::string why;
  EXPECT_TRUE(gpu::devices(&why, options).empty());
  EXPECT_EQ(why, "no Vulkan loader (libno-such-vulkan.so.1) on this machine");
  EXPECT_THROW(gpu::makeVulkanEngine(0, options), gpu::DeviceError);
}

TEST(Devices, RefuseALibraryThatIsNoLoader) {
  gpu::DeviceOptions options;
  options.library = "libm.so.6";
  std::string why;
  EXPECT_TRUE(gpu::devices(&why, options).empty());
  EXPECT_EQ(why, "libm.so.6 is not a Vulkan loader");
}

class Device : public Vulkan {};

TEST_F(Device, IsListedWithNameAndDriver) {
  std::string why = "left over";
  const auto all = gpu::devices(&why, strictOptions());
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(why, "");
  for (const gpu::DeviceInfo& device : all) {
    EXPECT_FALSE(device.name.empty());
    EXPECT_FALSE(device.driver.empty());
    std::printf("%d: %s, %s, %s\n", device.index, device.name.c_str(), device.driver.c_str(),
                device.hardware ? "hardware" : "software");
  }
}

TEST_F(Device, OfAWrongNumberIsRefused) {
  for (int index : {-1, 1000}) {
    try {
      gpu::makeVulkanEngine(index);
      ADD_FAILURE();
    } catch (const gpu::DeviceError& error) {
      EXPECT_EQ(error.what(), "there is no Vulkan device number " + std::to_string(index) + " on this machine");
    }
  }
}

bool hasValidationLayer() {
  std::uint32_t count = 0;
  vkEnumerateInstanceLayerProperties(&count, nullptr);
  std::vector<VkLayerProperties> layers(count);
  vkEnumerateInstanceLayerProperties(&count, layers.data());
  return std::any_of(layers.begin(), layers.end(), [](const VkLayerProperties& layer) {
    return std::strcmp(layer.layerName, "VK_LAYER_KHRONOS_validation") == 0;
  });
}

TEST_F(Device, LetsTheValidationLayerBeHeard) {
  // Silence in all other tests would prove nothing if nobody listened.
  int heard = 0;
  gpu::DeviceOptions options;
  options.validation = true;
  options.onValidation = [&](const std::string&) { ++heard; };
  const gpu::Device device(testDevice(), options);
  if (!hasValidationLayer()) GTEST_SKIP() << "no validation layer";
  const auto info =
      gpu::structure<VkBufferCreateInfo>(VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO);  // of no bytes, for no use
  gpu::Handle<VkBuffer> buffer(device.handle(), device.functions().vkDestroyBuffer);
  device.functions().vkCreateBuffer(device.handle(), &info, nullptr, buffer.put());
  EXPECT_GT(heard, 0);
}

TEST_F(Device, NamesItself) { EXPECT_TRUE(vulkan().name().starts_with("Vulkan, ")) << vulkan().name(); }

TEST_F(Device, DoesNotTrainReverseKl) {
  std::string why;
  EXPECT_TRUE(vulkan().supports({}, core::Objective::maximumLikelihood, why));
  EXPECT_FALSE(vulkan().supports({}, core::Objective::reverseKl, why));
  EXPECT_EQ(why, "reverse KL needs the target's density, which only the CPU engine evaluates");
}

TEST_F(Device, EvaluatesConditionalFlowsAndLeavesTheirTrainingToTheCpu) {
  core::FlowSpec spec =
      core::parseStack("affine(hidden=8) spline(bins=4,conditioner=grid)", core::Objective::maximumLikelihood);
  spec.conditional = true;
  std::string why;
  EXPECT_FALSE(vulkan().supports(spec, core::Objective::maximumLikelihood, why));
  EXPECT_EQ(why, "conditional flows are trained by the CPU engine alone");
  const auto flow = std::make_shared<core::Flow>(spec);
  core::Theta theta = flow->initialTheta(1) + 0.2f;
  const core::Points x = core::makeTarget({})->sample(500, 1, core::Stream::test);
  vulkan().setFlow(flow);
  for (const double c : {0.0, 1.0}) {
    const core::Theta given = flow->given(theta, c);
    core::Values values;
    vulkan().logDensity(given, x, values);
    EXPECT_LT((values - flow->logDensity(given, x)).abs().maxCoeff(), 1e-3f);
  }
}

TEST_F(Device, SaysThatAFlowIsTooLarge) {
  // 46 million parameters: more than lavapipe takes in one piece. A card that takes them is welcome to.
  const auto spec = core::parseStack("spline*256(hidden=256x256x256,bins=64)", core::Objective::maximumLikelihood);
  const auto engine = gpu::makeVulkanEngine(testDevice(), strictOptions());
  const auto flow = std::make_shared<core::Flow>(spec);
  try {
    engine->setFlow(flow);
  } catch (const gpu::DeviceError& error) {
    EXPECT_NE(std::string(error.what()).find("MiB"), std::string::npos) << error.what();
  }
}

}  // namespace
