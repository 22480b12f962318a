#pragma once
// An engine: the device that trains a flow and evaluates it. The CPU and Vulkan are two implementations of this one
// interface; everyone else sees only it.

#include <memory>
#include <string>

#include "core/engine/train_report.h"
#include "core/engine/train_settings.h"
#include "core/engine/train_state.h"
#include "core/flow/flow.h"
#include "core/targets/target.h"

namespace core {

class Engine {
 public:
  virtual ~Engine() = default;

  /// As on the status bar: "CPU, AVX-512, 2 threads".
  virtual std::string name() const = 0;
  /// Whether the engine can train this flow on this objective; the reason in `why` if not.
  virtual bool supports(const FlowSpec& flow, Objective objective, std::string& why) const = 0;

  /// The flow that everything below is about. State is left undefined.
  void setFlow(std::shared_ptr<const Flow> flow);
  /// Points that batches are drawn from, for maximum likelihood and flow matching. `parts`: which of them are at which c;
  /// a conditional flow needs some, and reads the values of c from them whatever the objective.
  void setData(std::shared_ptr<const Points> pool, std::vector<DataPart> parts = {});
  /// The density to reach, for reverse KL; must be positive everywhere. For a conditional flow, a conditional one.
  void setTarget(std::shared_ptr<const Target> target);
  /// Throws std::invalid_argument if a value is out of range.
  void setTraining(const TrainSettings& settings);

  void setState(const TrainState& state);
  TrainState state();

  /// Skipped steps in a row, counted from the last `setState`, after which `train` may return before its time.
  static constexpr int kPatience = 5;
  /// `steps` steps of draw, pass, gradient, clip, Adam, average; batch and state stay on the device. Deterministic per
  /// device: the same state, settings and data give the same bits.
  TrainReport train(int steps);

  /// log p(x) of the flow cut off after its first `layers` layers (all by default).
  void logDensity(const Theta& theta, const Points& x, Values& out, int layers = -1);
  /// Pull back; logDet = log|det d(toBase)/dx|.
  void toBase(const Theta& theta, const Points& x, Points& z, Values& logDet, int layers = -1);
  /// Push forward; logDet = log|det d(toBase)/dx| at the image.
  void toData(const Theta& theta, const Points& z, Points& x, Values& logDet, int layers = -1);

  const Flow& flow() const { return *flow_; }
  const std::shared_ptr<const Flow>& sharedFlow() const { return flow_; }

 protected:
  virtual void doSetFlow() = 0;
  virtual void doSetData() = 0;
  virtual void doSetTraining() = 0;
  virtual void doSetState(const TrainState& state) = 0;
  virtual TrainState doState() = 0;
  virtual TrainReport doTrain(int steps) = 0;
  virtual void doToBase(const Theta& theta, const Points& x, Points& z, Values& logDet, int layers) = 0;
  /// As pulling back and adding the base's log-density.
  virtual void doLogDensity(const Theta& theta, const Points& x, Values& out, int layers);
  virtual void doToData(const Theta& theta, const Points& z, Points& x, Values& logDet, int layers) = 0;

  std::shared_ptr<const Flow> flow_;
  std::shared_ptr<const Points> pool_;
  std::vector<DataPart> parts_;
  std::shared_ptr<const Target> target_;
  TrainSettings settings_;

 private:
  int checkedLayers(const Theta& theta, int layers) const;
  Theta settled(const Theta& theta, int layers) const;
};

}  // namespace core
