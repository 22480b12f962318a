#include "gpu/preparation.h"

#include <array>

#include "shaders/sizes.glsl"
#include "spirv/finish.h"
#include "spirv/finish_subgroups.h"
#include "spirv/prepare.h"

namespace gpu {

namespace {

struct PreparePush {
  std::uint32_t wideStride;
};
struct FinishPush {
  std::uint32_t wideStride, parameters;
};

using List = std::initializer_list<const Buffer*>;

// Made when first wanted: most flows want only one of the two.
const Kernel& kernelOf(std::optional<Kernel>& kernel, const Device& device, std::span<const std::uint32_t> spirv,
                       int buffers, int pushBytes, int wide) {
  const std::array<std::uint32_t, 1> constants{static_cast<std::uint32_t>(wide)};
  if (!kernel) kernel.emplace(device, spirv, buffers, pushBytes, constants);
  return *kernel;
}

}  // namespace

void Preparation::setFlow(const Program& program, const Buffer& programWords, const Buffer& theta) {
  wide_ = isWide(program.prepareUnits) ? 1 : 0;
  wideStride_ = wideStride(program.prepareUnits);
  groups_ = static_cast<std::uint32_t>(program.entries) * PREPARE_SHARES;
  parameters_ = static_cast<std::uint32_t>(program.parameters);
  programWords_ = &programWords;
  theta_ = &theta;
  work_.emplace(device_, static_cast<std::uint64_t>(program.workSize) * 4);
  cells_.emplace(device_, std::uint64_t{4} * wideStride_ * static_cast<std::uint64_t>(program.entries));
  const Kernel& kernel = kernelOf(prepareKernels_[wide_], device_, prepare_spirv, 4, sizeof(PreparePush), wide_);
  prepareBindings_.emplace(kernel, List{&*work_, programWords_, &*cells_, theta_});
}

void Preparation::record(Submission& submission) const {
  submission.dispatch(*prepareKernels_[wide_], *prepareBindings_, PreparePush{wideStride_}, groups_);
}

void Preparation::setGradient(const Buffer& gWork, const Buffer& gradient) {
  const std::span<const std::uint32_t> spirv =
      device_.subgroups() ? std::span<const std::uint32_t>(finish_subgroups_spirv) : finish_spirv;
  const Kernel& kernel = kernelOf(finishKernels_[wide_], device_, spirv, 6, sizeof(FinishPush), wide_);
  finishBindings_.emplace(kernel, List{&*work_, programWords_, &*cells_, theta_, &gWork, &gradient});
}

void Preparation::recordBackward(Submission& submission) const {
  submission.dispatch(*finishKernels_[wide_], *finishBindings_, FinishPush{wideStride_, parameters_}, groups_);
}

}  // namespace gpu
