#include "gpu/vulkan_engine.h"

#include "gpu/evaluator.h"
#include "gpu/trainer.h"

namespace gpu {

namespace {

constexpr const char* kNoReverseKl = "reverse KL needs the target's density, which only the CPU engine evaluates";

class VulkanEngine final : public core::Engine {
 public:
  VulkanEngine(int index, const DeviceOptions& options)
      : device_(index, options), evaluator_(device_), trainer_(device_) {}

  std::string name() const override { return "Vulkan, " + device_.name(); }

  bool supports(core::Objective objective, std::string& why) const override {
    if (objective == core::Objective::maximumLikelihood) return true;
    why = kNoReverseKl;
    return false;
  }

 protected:
  void doSetFlow() override {
    const Program program = programOf(*flow_);
    evaluator_.setFlow(program);
    trainer_.setFlow(program);
  }
  void doSetData() override { trainer_.setData(*pool_); }
  void doSetTraining() override { trainer_.setTraining(settings_); }
  void doSetState(const core::TrainState& state) override { trainer_.setState(state); }
  core::TrainState doState() override { return trainer_.state(); }

  core::TrainReport doTrain(int steps) override {
    if (settings_.objective != core::Objective::maximumLikelihood) throw DeviceError(kNoReverseKl);
    return {trainer_.train(steps)};
  }

  void doToBase(const core::Theta& theta, const core::Points& x, core::Points& z, core::Values& logDet,
                int layers) override {
    evaluator_.run(theta, x, layers, true, z, logDet);
  }
  void doToData(const core::Theta& theta, const core::Points& z, core::Points& x, core::Values& logDet,
                int layers) override {
    evaluator_.run(theta, z, layers, false, x, logDet);
  }

 private:
  Device device_;
  Evaluator evaluator_;
  Trainer trainer_;
};

}  // namespace

std::unique_ptr<core::Engine> makeVulkanEngine(int index, const DeviceOptions& options) {
  return std::make_unique<VulkanEngine>(index, options);
}

}  // namespace gpu
