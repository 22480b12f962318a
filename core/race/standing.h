#pragma once
// A standing: what a runner of a race has reached and what was measured of it, immutable, shared between threads.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/flow/flow.h"
#include "core/flow/scaling.h"

namespace core {

/// What the literature's tables call good: time is taken until the gap is this small.
constexpr double kGapMark = 0.05;

/// One measurement on the held-out points.
struct RacePoint {
  int steps = 0;
  double seconds = 0;  ///< of training, evaluations not counted
  double heldOut = 0;  ///< NLL of the averaged theta in the user's units, nats
};

/// What a flow costs on one thread.
struct RaceCosts {
  double sampling = 0, density = 0;  ///< microseconds a point
  /// z -> x -> z: distance from where it began, relative to 1 + |z|; 99 % of the points are nearer.
  double roundTrip = 0;
};

struct Standing {
  int round = 0;
  bool running = false;  ///< else all numbers are of the same step
  std::string refusal;   ///< one sentence why this stack does not run; empty if it does
  std::string message;   ///< one sentence about what has happened on the way, if anything has
  std::shared_ptr<const Flow> flow;
  std::shared_ptr<const Theta> theta;  ///< the averaged one
  Scaling scaling;
  int parameters = 0;
  int steps = 0;
  double seconds = 0;      ///< of training
  double wallSeconds = 0;  ///< since the start, pauses not counted
  std::optional<double> entropy;
  std::vector<RacePoint> curve;
  std::optional<RacePoint> reached;  ///< the first with a gap of at most kGapMark
  std::optional<RaceCosts> costs;

  /// The newest that is a number.
  std::optional<double> heldOut() const;
  std::optional<double> gap() const;
  /// Of training, not of the wall: waiting for the other makes nobody slow.
  std::optional<double> stepsPerSecond() const;
  /// Of the time on the wall, how much was training.
  std::optional<double> share() const;
};

}  // namespace core
