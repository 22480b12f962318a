#include "core/flow/frozen.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace core {

// What was made to agree exactly serves motion too.
const std::shared_ptr<const Layer>& Freezer::whole(int k, Agreement agreement) {
  std::optional<Whole>& kept = layers_[static_cast<size_t>(k)];
  if (!kept || (kept->agreement != agreement && agreement == Agreement::exact))
    kept = {flow_->layer(k).freeze(flow_->slice(view(*settled_), k), agreement), agreement};
  return kept->frozen;
}

Frozen Freezer::freeze(const std::shared_ptr<const Flow>& flow, const std::shared_ptr<const Theta>& theta, double depth,
                       Agreement agreement) {
  if (flow != flow_ || theta != theta_) {
    flow_ = flow;
    theta_ = theta;
    Theta settled = *theta;
    flow->settle(settled, kSettled);
    settled_ = std::make_shared<const Theta>(std::move(settled));
    layers_.assign(static_cast<size_t>(flow->depth()), std::nullopt);
  }
  const int layers = flow->layersAt(depth);
  const Theta cut = flow->atDepth(*settled_, depth);
  std::vector<std::shared_ptr<const Layer>> use(static_cast<size_t>(flow->depth()));
  for (int k = 0; k < layers; ++k) {
    const Layer& layer = flow->layer(k);
    const bool all = depth >= k + 1;
    const Layer* made = all || layer.partsReadWhole() ? whole(k, agreement).get() : nullptr;
    use[static_cast<size_t>(k)] = all ? whole(k, agreement)
                                      : std::shared_ptr<const Layer>(layer.freezePart(
                                            flow->slice(view(cut), k), static_cast<Real>(depth - k), agreement, made));
  }
  Frozen frozen;
  frozen.layers = layers;
  frozen.settled = settled_;
  frozen.flow = std::make_shared<Flow>(*flow, use);
  frozen.theta.resize(frozen.flow->parameterCount());
  for (int k = 0; k < flow->depth(); ++k) {
    if (use[static_cast<size_t>(k)] == nullptr)
      frozen.theta.segment(frozen.flow->offset(k), flow->parameterCount(k)) =
          cut.segment(flow->offset(k), flow->parameterCount(k));
  }
  return frozen;
}

}  // namespace core
