#include "gpu/evaluator.h"

#include <algorithm>

#include "shaders/sizes.glsl"
#include "spirv/evaluate.h"
#include "spirv/evaluate_tailored.h"

namespace gpu {

namespace {

constexpr std::uint32_t kChunk = 65536;      // points a submission
constexpr std::uint32_t kMostGroups = 1024;  // workgroups; each goes through tiles in turn

struct Push {
  std::uint32_t count;
  std::int32_t entries;
  std::uint32_t towardsBase;
  std::uint32_t wideStride;
};

std::uint32_t groupsFor(std::uint32_t points, bool wide) {
  return std::min((points + TILE - 1) / TILE, wide ? kMostGroups / 4 : kMostGroups);
}

}  // namespace

Evaluator::Evaluator(const Device& device)
    : device_(device),
      submission_(device),
      kernels_(device, device.specialises() ? std::span<const std::uint32_t>(evaluate_tailored_spirv) : evaluate_spirv,
               5, sizeof(Push)),
      preparation_(device) {}

void Evaluator::setFlow(const Program& program) {
  room_ = 0;
  program_ = program;
  programWords_.emplace(device_, program.words.size() * 4);
  programWords_->write(std::span<const std::int32_t>(program.words));
  theta_.emplace(device_, static_cast<std::uint64_t>(program.parameters) * 4);
  thetaIn_.emplace(device_, static_cast<std::uint64_t>(program.parameters) * 4, Buffer::Home::host);
  preparation_.setFlow(program_, *programWords_, *theta_);
}

void Evaluator::makeRoom(std::uint32_t points) {
  if (points <= room_) return;
  const std::uint32_t room = points <= 1024 ? 1024 : kChunk;
  kernel_ = &kernels_.of(constantsOf(device_, program_, {.units = program_.units}));
  from_.emplace(device_, room * 8);
  fromIn_.emplace(device_, room * 8, Buffer::Home::host);
  to_.emplace(device_, room * 12);
  toOut_.emplace(device_, room * 12, Buffer::Home::host);
  cells_.emplace(device_, std::uint64_t{16} * wideStride(program_.units) * groupsFor(room, isWide(program_.units)));
  bindings_.emplace(
      *kernel_, std::initializer_list<const Buffer*>{&preparation_.work(), &*programWords_, &*cells_, &*from_, &*to_});
  room_ = room;
}

void Evaluator::run(const core::Theta& theta, const core::Points& in, int layers, bool towardsBase, core::Points& out,
                    core::Values& logDet) {
  const auto total = static_cast<std::uint32_t>(in.rows());
  makeRoom(std::min(total, kChunk));
  thetaIn_->write(core::view(theta));
  const auto points = fromIn_->view<float>();
  const auto results = toOut_->view<float>();
  for (std::uint32_t first = 0; first < total; first += kChunk) {
    const std::uint32_t count = std::min(kChunk, total - first);
    for (std::uint32_t i = 0; i < count; ++i) {
      points[2 * i] = in(first + i, 0);
      points[2 * i + 1] = in(first + i, 1);
    }
    submission_.begin();
    if (first == 0) {
      submission_.copy(*thetaIn_, *theta_, theta_->bytes());
      preparation_.record(submission_);
    }
    submission_.copy(*fromIn_, *from_, std::uint64_t{8} * count);
    const Push push{count, program_.entriesOf[static_cast<size_t>(layers)], towardsBase ? 1u : 0u,
                    wideStride(program_.units)};
    submission_.dispatch(*kernel_, *bindings_, push, groupsFor(count, isWide(program_.units)));
    submission_.copy(*to_, *toOut_, std::uint64_t{12} * count);
    submission_.end();
    submission_.run();
    for (std::uint32_t i = 0; i < count; ++i) {
      out(first + i, 0) = results[3 * i];
      out(first + i, 1) = results[3 * i + 1];
      logDet(first + i) = results[3 * i + 2];
    }
  }
}

}  // namespace gpu
