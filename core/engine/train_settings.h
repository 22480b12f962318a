#pragma once
// What a person sets about training, as a value.

#include <cstdint>
#include <string>

#include "core/flow/flow_spec.h"

namespace core {

/// How the rate moves with the step.
enum class Schedule {
  standard,  ///< rate / sqrt(1 + step / 500): needs no horizon
  cosine,    ///< rate / sqrt(1 + step / 5000), and by a cosine to a hundredth of that over `horizon` steps
  constant
};
/// "standard", "cosine" or "constant"; throws InputError for anything else.
Schedule parseSchedule(const std::string& key);
std::string keyOf(Schedule schedule);

/// Which base point is led to which data point in flow matching.
enum class Pairs {
  independent,      ///< as they are drawn
  optimalTransport  ///< within a block, so that the sum of squared distances is least (Tong et al. 2023)
};
/// "independent" or "optimal-transport"; throws InputError for anything else.
Pairs parsePairs(const std::string& key);
std::string keyOf(Pairs pairs);

/// May change between any two steps.
struct TrainSettings {
  static constexpr int kMostBatch = 65536;
  static constexpr int kMostSteps = 1'000'000'000;  ///< of warm-up and horizon

  Objective objective = Objective::maximumLikelihood;
  int batch = 512;     ///< points a step, 1 to kMostBatch
  double rate = 5e-3;  ///< Adam's learning rate, (0, 1]
  Schedule schedule = Schedule::standard;
  int warmUp = 20;     ///< steps over which the rate rises from almost nothing; 0: none
  int horizon = 3000;  ///< for cosine: the last step
  double clip = 5;     ///< largest norm of the gradient that is taken as it is
  /// Weight decay [0, 1] apart from the gradient (Loshchilov, Hutter 2019): a step takes rate * decay of theta away.
  double decay = 0;
  /// For reverse KL: only the path's part of the gradient, which vanishes at the optimum (Roeder, Wu, Duvenaud 2017).
  bool pathGradient = false;
  /// For reverse KL: beta log p with beta rising from .01 to 1, against dropped modes.
  bool betaAnneal = false;
  Pairs pairs = Pairs::independent;
  std::uint64_t seed = 1;
  bool operator==(const TrainSettings&) const = default;

  /// A sentence about the first value that is out of range; empty if all is well.
  std::string problem() const;

  /// Rate of step `step` (from 0), warm-up included.
  double rateAt(int step) const;
  /// Weight of log p in the reverse KL of step `step`: with betaAnneal it is 1 after half of a cosine's horizon, else
  /// after 2000 steps.
  double betaAt(int step) const;
  /// Weight of the newest theta in the average of thetas: max(1 / (1 + 0.1 step), 1e-4).
  static double averageWeightAt(int step);
};

}  // namespace core
