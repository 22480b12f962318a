#include "core/training/scaled_target.h"

namespace core {

namespace {

class ScaledTarget final : public Target {
 public:
  ScaledTarget(std::shared_ptr<const Target> target, const Scaling& scaling)
      : target_(std::move(target)), scaling_(scaling) {}

  const TargetInfo& info() const override { return target_->info(); }
  std::array<double, 2> sample(Rng& rng) const override {
    const auto x = target_->sample(rng);
    return {inFlow(x[0], 0), inFlow(x[1], 1)};
  }
  // The density is that of the points in the flow's units: a stretch by `scale` thins it by as much.
  double logDensity(double x1, double x2) const override {
    return target_->logDensity(inUser(x1, 0), inUser(x2, 1)) - scaling_.logDet();
  }
  std::array<double, 2> score(double x1, double x2) const override {
    const auto s = target_->score(inUser(x1, 0), inUser(x2, 1));
    return {s[0] * scaling_.scale[0], s[1] * scaling_.scale[1]};
  }
  std::optional<double> entropy() const override {
    const auto h = target_->entropy();
    return h ? std::optional(*h + scaling_.logDet()) : h;
  }
  bool hasDensity() const override { return target_->hasDensity(); }
  bool positiveEverywhere() const override { return target_->positiveEverywhere(); }
  Window window() const override {
    const Window w = target_->window();
    return {inFlow(w.x0, 0), inFlow(w.x1, 0), inFlow(w.y0, 1), inFlow(w.y1, 1)};
  }
  Condition condition() const override { return target_->condition(); }
  std::shared_ptr<const Target> given(double c) const override {
    const auto slice = target_->given(c);
    return slice == nullptr ? nullptr : std::make_shared<ScaledTarget>(slice, scaling_);
  }

 private:
  double inUser(double v, size_t axis) const { return v * scaling_.scale[axis] + scaling_.mean[axis]; }
  double inFlow(double v, size_t axis) const { return (v - scaling_.mean[axis]) / scaling_.scale[axis]; }

  std::shared_ptr<const Target> target_;
  Scaling scaling_;
};

}  // namespace

std::shared_ptr<const Target> scaledTarget(std::shared_ptr<const Target> target, const Scaling& scaling) {
  if (scaling == Scaling{}) return target;
  return std::make_shared<ScaledTarget>(std::move(target), scaling);
}

}  // namespace core
