#pragma once
// A snapshot: a flow at one moment of its training, immutable, shared between threads.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/engine.h"
#include "core/flow/scaling.h"

namespace core {

/// One entry of the loss chart.
struct LossPoint {
  int step = 0;
  float loss = 0;     ///< mean over the steps since the entry before, nats
  float heldOut = 0;  ///< held-out NLL of the averaged theta, nats; NaN where it was not measured
};

/// The held-out read-out of a conditional flow at one c, nats in the user's units.
struct AtCondition {
  std::string name;  ///< of the class, or "c = 0.50"
  double c = 0;
  double nll = 0;
  std::optional<double> entropy;
};

struct Snapshot {
  std::shared_ptr<const Flow> flow;
  std::shared_ptr<const Theta> theta;  ///< the averaged one: what is shown
  TrainState state;
  Scaling scaling;
  int generation = 0;  ///< goes up with every edit or reset that reached the session
  std::vector<LossPoint> history;
  std::optional<double> heldOut;  ///< newest held-out NLL in the user's units, nats
  std::optional<double> entropy;  ///< of the target, nats; of a conditional flow's, the mean over c of that given c
  std::vector<AtCondition> conditions;  ///< of a conditional flow: as heldOut, at each class or at some c
  std::optional<double> ess;            ///< for reverse KL: effective share of samples, newest
  std::optional<double> gridKl;         ///< for reverse KL: KL(q || p) over the target's window in nats, newest
  /// Norm of every layer's gradient in the newest step; empty before the first one.
  std::vector<float> gradientNorms;
  int restores = 0;  ///< Wanted::restores when it was taken
  double stepsPerSecond = 0;
  bool running = false;
  std::string engine;   ///< Engine::name()
  std::string message;  ///< one line for the status bar, empty if all is well
};

}  // namespace core
