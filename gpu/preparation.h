#pragma once
// The preparation: what kernels make of theta before the passes, and of the passes' gradient after them. Twin of
// core::Flow::prepare and prepareBackward.

#include <optional>

#include "gpu/program.h"
#include "gpu/submission.h"

namespace gpu {

class Preparation {
 public:
  explicit Preparation(const Device& device);

  /// For the flow of `program`. These buffers, and those of setGradient, must outlive their use.
  void setFlow(const Program& program, const Buffer& programWords, const Buffer& theta);
  /// What the passes read.
  const Buffer& work() const { return *work_; }
  /// Where parameters are copied to: Program::homes.
  const Buffer& homes() const { return *homes_; }
  /// theta -> work.
  void record(Submission& submission) const;

  /// Sums of squares of the gradient that recordBackward leaves, one a workgroup.
  std::uint32_t sums() const { return groups_; }
  /// `gradient` holds the gradient of theta, the loss, and the sums.
  void setGradient(const Buffer& gWork, const Buffer& gradient);
  /// gWork -> gradient.
  void recordBackward(Submission& submission) const;

 private:
  const Device& device_;
  Kernels prepareKernels_, finishKernels_;
  const Kernel* prepareKernel_ = nullptr;
  const Kernel* finishKernel_ = nullptr;
  Constants constants_{};
  std::uint32_t wideStride_ = 0;
  std::uint32_t groups_ = 0;
  std::uint32_t parameters_ = 0;
  const Buffer* programWords_ = nullptr;
  const Buffer* theta_ = nullptr;
  std::optional<Buffer> work_, homes_, cells_;
  std::optional<Bindings> prepareBindings_, finishBindings_;
};

}  // namespace gpu
