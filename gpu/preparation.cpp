#include "gpu/preparation.h"

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

}  // namespace

Preparation::Preparation(const Device& device)
    : device_(device),
      prepareKernels_(device, prepare_spirv, 5, sizeof(PreparePush)),
      finishKernels_(device, device.subgroups() ? std::span<const std::uint32_t>(finish_subgroups_spirv) : finish_spirv,
                     6, sizeof(FinishPush)) {}

void Preparation::setFlow(const Program& program, const Buffer& programWords, const Buffer& theta) {
  constants_ = constantsOf(device_, program, {.units = program.prepareUnits, .passes = false});
  wideStride_ = wideStride(program.prepareUnits);
  groups_ = static_cast<std::uint32_t>(program.entries) * PREPARE_SHARES;
  parameters_ = static_cast<std::uint32_t>(program.parameters);
  programWords_ = &programWords;
  theta_ = &theta;
  work_.emplace(device_, static_cast<std::uint64_t>(program.workHalf()) * 8);
  homes_.emplace(device_, program.homes.size() * 4);
  homes_->write(std::span<const std::int32_t>(program.homes));
  cells_.emplace(device_, std::uint64_t{16} * wideStride_ * static_cast<std::uint64_t>(program.entries));
  prepareKernel_ = &prepareKernels_.of(constants_);
  prepareBindings_.emplace(*prepareKernel_, List{&*work_, programWords_, &*cells_, theta_, &*homes_});
}

void Preparation::record(Submission& submission) const {
  submission.dispatch(*prepareKernel_, *prepareBindings_, PreparePush{wideStride_}, groups_);
}

void Preparation::setGradient(const Buffer& gWork, const Buffer& gradient) {
  finishKernel_ = &finishKernels_.of(constants_);
  finishBindings_.emplace(*finishKernel_, List{&*work_, programWords_, &*cells_, theta_, &gWork, &gradient});
}

void Preparation::recordBackward(Submission& submission) const {
  submission.dispatch(*finishKernel_, *finishBindings_, FinishPush{wideStride_, parameters_}, groups_);
}

}  // namespace gpu
