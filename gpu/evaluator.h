#pragma once
// The evaluator: carries points through a flow, a chunk at a time. Twin of CpuEngine's evaluation.

#include <optional>

#include "gpu/preparation.h"

namespace gpu {

class Evaluator {
 public:
  explicit Evaluator(const Device& device);

  void setFlow(const Program& program);
  /// Through the first `layers` layers; logDet is always that of toBase.
  void run(const core::Theta& theta, const core::Points& in, int layers, bool towardsBase, core::Points& out,
           core::Values& logDet);

 private:
  void makeRoom(std::uint32_t points);

  const Device& device_;
  Submission submission_;
  Kernels kernels_;
  const Kernel* kernel_ = nullptr;
  Program program_;
  Preparation preparation_;
  std::optional<Buffer> programWords_, theta_, thetaIn_, cells_, from_, fromIn_, to_, toOut_;
  std::optional<Bindings> bindings_;
  std::uint32_t room_ = 0;  // points that the buffers hold
};

}  // namespace gpu
