#pragma once
// The trainer: the loop of draw, gradient, clip, Adam and average that stays on the device, many steps a submission.

#include <optional>

#include "core/engine/engine.h"
#include "gpu/preparation.h"

namespace gpu {

class Trainer {
 public:
  explicit Trainer(const Device& device);

  void setFlow(const Program& program);
  void setData(const core::Points& pool);
  void setTraining(const core::TrainSettings& settings);
  void setState(const core::TrainState& state);
  core::TrainState state() const;
  /// Loss of each step; NaN for one that was not taken.
  std::vector<float> train(int steps);
  /// dL/dtheta of the last step.
  core::Theta gradient() const;

 private:
  // As in shaders/training.glsl and adam.comp.
  struct Status {
    std::int32_t step, updates, skipped;
    float loss;
  };
  struct Pace {
    float rate, averageWeight, correct1, correct2;
  };

  /// Cells of an entry that are kept for the way back; 0: none are.
  std::uint32_t tapeEntry() const;
  void prepare();
  void record(int steps);
  void fillSchedule(int steps);

  const Device& device_;
  Kernels gradientKernels_;
  Kernel reduceKernel_, adamKernel_;
  const Kernel* gradientKernel_ = nullptr;
  Submission submission_;
  Buffer status_, statusIn_, statusOut_, schedule_, scheduleIn_;

  Program program_;
  Preparation preparation_;
  core::TrainSettings settings_;
  Status counts_{};
  double rateScale_ = 1;
  int rollbacks_ = 0;
  std::uint32_t poolSize_ = 0;
  std::uint32_t groups_ = 0;  // workgroups of the gradient, each with a slice
  // One entry a layer's word, a parameter, ...
  std::optional<Buffer> programWords_, theta_, average_, mean_, square_, gWork_, owners_, gradient_, pool_, slices_,
      trace_, tape_, cells_;
  std::optional<Bindings> gradientBindings_, reduceBindings_, adamBindings_;

  bool prepared_ = false;
  int recorded_ = 0;     // steps of the list of commands as it is
  int stepsAtOnce_ = 1;  // grows as long as a submission stays short
};

}  // namespace gpu
