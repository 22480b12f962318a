#pragma once
// What a stretch of training has to tell.

#include <optional>
#include <string>
#include <vector>

#include "core/flow/flow.h"

namespace core {

/// What was not finite when a step could not be taken.
struct Failure {
  int layer = -1;         ///< from the base, from 0; -1: the loss alone
  std::string parameter;  ///< Layer::parameterName, or that it was the loss
  bool inTheta = false;   ///< else in the gradient
};

struct TrainReport {
  /// Loss of each step: negative log-likelihood of the batch in nats, E_q[log q - beta log p], or the mean square of
  /// what is wrong in the velocities. NaN for a skipped step.
  std::vector<float> losses;
  /// Norm of every layer's part of the gradient, in the last step and before clipping; 0 for layers that are off.
  std::vector<float> gradientNorms;
  /// Of the last step that was skipped, if any was.
  std::optional<Failure> failure;
};

/// The first entry that is not finite of theta, else of the gradient, else the loss.
Failure findFailure(const Flow& flow, ConstTheta theta, ConstTheta gradient);
/// "layer 3 (spline), conditioner".
std::string describe(const Failure& failure, const Flow& flow);

/// Norm of every layer's part of a gradient; 0 for layers that are off.
std::vector<float> layerNorms(const Flow& flow, ConstTheta gradient);

}  // namespace core
