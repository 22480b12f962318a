#include "core/flow/frozen.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace core {

Frozen Freezer::freeze(const std::shared_ptr<const Flow>& flow, const std::shared_ptr<const Theta>& theta,
                       double depth) {
  if (flow != flow_ || theta != theta_) {
    flow_ = flow;
    theta_ = theta;
    settled_ = *theta;
    flow->settle(settled_, kSettled);
    layers_.assign(static_cast<size_t>(flow->depth()), nullptr);
  }
  const int layers = flow->layersAt(depth);
  const Theta cut = flow->atDepth(settled_, depth);
  std::vector<std::shared_ptr<const Layer>> use(static_cast<size_t>(flow->depth()));
  for (int k = 0; k < layers; ++k) {
    const auto i = static_cast<size_t>(k);
    const Layer& layer = flow->layer(k);
    const bool whole = depth >= k + 1;
    if ((whole || layer.partsReadWhole()) && layers_[i] == nullptr)
      layers_[i] = layer.freeze(flow->slice(view(std::as_const(settled_)), k));
    use[i] = whole ? layers_[i]
                   : std::shared_ptr<const Layer>(layer.freezePart(flow->slice(view(cut), k), layers_[i].get()));
  }
  Frozen frozen;
  frozen.layers = layers;
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
