// Random numbers on the device are those of the CPU, bit for bit.

#include <array>
#include <bit>
#include <cmath>

#include "core/math/random.h"
#include "gpu/submission.h"
#include "spirv/draws.h"
#include "tests/gpu/vulkan_fixture.h"

namespace {

using namespace testing_support;

class RandomStream : public Vulkan {};

TEST_F(RandomStream, IsThatOfTheCpuBitForBit) {
  struct Push {
    std::uint32_t seed[2], step, poolSize;
  };
  constexpr std::uint32_t kCount = 1 << 16;
  const gpu::Device device(testDevice(), strictOptions());
  const gpu::Kernel kernel(device, draws_spirv, 1, sizeof(Push));
  const gpu::Buffer buffer(device, 16 * kCount);
  const gpu::Bindings bindings(kernel, {&buffer});
  gpu::Submission submission(device);
  std::vector<std::array<std::uint32_t, 4>> draws(kCount);
  for (const std::uint64_t seed : {1ull, 0x123456789abcdefull}) {
    for (const std::uint32_t step : {0u, 77u, 0x80000000u}) {
      for (const std::uint32_t poolSize : {1u, 1000u, 0xffffffffu}) {
        submission.begin();
        const Push push{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}, step, poolSize};
        submission.dispatch(kernel, bindings, push, kCount / 64);
        submission.end();
        submission.run();
        buffer.read(std::span(draws));
        int wrong = 0;
        for (std::uint32_t i = 0; i < kCount; ++i) {
          const auto base = core::basePoint(seed, step, i);
          const float root = std::sqrt(std::bit_cast<float>(0x3f000000u + 16127u * i));
          const std::array<std::uint32_t, 4> expected{
              core::batchIndex(seed, step, i, poolSize), std::bit_cast<std::uint32_t>(base[0]),
              std::bit_cast<std::uint32_t>(base[1]), std::bit_cast<std::uint32_t>(root)};
          if (draws[i] != expected && ++wrong <= 3) {
            ADD_FAILURE() << "seed " << seed << " step " << step << " draw " << i << ": " << draws[i][0] << " "
                          << std::bit_cast<float>(draws[i][1]) << " " << std::bit_cast<float>(draws[i][2]) << " "
                          << std::bit_cast<float>(draws[i][3]) << " instead of " << expected[0] << " " << base[0] << " "
                          << base[1] << " " << root;
          }
        }
        EXPECT_EQ(wrong, 0);
      }
    }
  }
}

}  // namespace
