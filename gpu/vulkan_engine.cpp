#include "gpu/vulkan_engine.h"

#include <algorithm>
#include <cmath>

#include "gpu/evaluator.h"
#include "gpu/trainer.h"

namespace gpu {

namespace {

// Why a flow cannot be trained on an objective here; empty if it can.
std::string whyNot(const core::FlowSpec& flow, core::Objective objective) {
  if (flow.conditional) return "conditional flows are trained by the CPU engine alone";
  switch (objective) {
    case core::Objective::maximumLikelihood: break;
    case core::Objective::reverseKl:
      return "reverse KL needs the target's density, which only the CPU engine evaluates";
    case core::Objective::flowMatching: return "flow matching is trained by the CPU engine alone";
  }
  return {};
}

class VulkanEngine final : public core::Engine {
 public:
  VulkanEngine(int index, const DeviceOptions& options)
      : device_(index, options), evaluator_(device_), trainer_(device_) {}

  std::string name() const override { return "Vulkan, " + device_.name(); }

  bool supports(const core::FlowSpec& flow, core::Objective objective, std::string& why) const override {
    why = whyNot(flow, objective);
    return why.empty();
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
    if (const std::string why = whyNot(flow_->spec(), settings_.objective); !why.empty()) throw DeviceError(why);
    core::TrainReport report;
    report.losses = trainer_.train(steps);
    if (report.losses.empty()) return report;
    const core::Theta gradient = trainer_.gradient();
    report.gradientNorms = core::layerNorms(*flow_, core::view(gradient));
    // Of a step that failed in the middle the gradient is gone; what broke theta is still there.
    if (std::any_of(report.losses.begin(), report.losses.end(), [](float loss) { return std::isnan(loss); }))
      report.failure = core::findFailure(*flow_, core::view(trainer_.state().theta), core::view(gradient));
    return report;
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
