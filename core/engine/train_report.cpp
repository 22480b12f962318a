#include "core/engine/train_report.h"

#include <cmath>

namespace core {

Failure findFailure(const Flow& flow, ConstTheta theta, ConstTheta gradient) {
  for (const bool inTheta : {true, false}) {
    for (int k = 0; k < flow.depth(); ++k) {
      const ConstTheta part = flow.slice(inTheta ? theta : gradient, k);
      for (size_t i = 0; i < part.size(); ++i) {
        if (!std::isfinite(part[i])) return {k, flow.layer(k).parameterName(static_cast<int>(i)), inTheta};
      }
    }
  }
  return {-1, "the loss or the length of its gradient", false};
}

std::string describe(const Failure& failure, const Flow& flow) {
  if (failure.layer < 0) return failure.parameter;
  const LayerSpec& card = flow.spec().layers[static_cast<size_t>(failure.layer)];
  return "layer " + std::to_string(failure.layer + 1) + " (" + layerInfo(card.key).card + "), " +
         (failure.inTheta ? "" : "gradient of ") + failure.parameter;
}

std::vector<float> layerNorms(const Flow& flow, ConstTheta gradient) {
  std::vector<float> norms;
  for (int k = 0; k < flow.depth(); ++k) {
    double squares = 0;
    for (const Real g : flow.slice(gradient, k)) squares += static_cast<double>(g) * g;
    norms.push_back(flow.enabled(k) ? static_cast<float>(std::sqrt(squares)) : 0);
  }
  return norms;
}

}  // namespace core
