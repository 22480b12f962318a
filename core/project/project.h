#pragma once
// The document: one plain value that says everything a person has set. Edits are pure functions (edits.h); what training
// has made of it is a TrainState beside it.

#include <optional>
#include <string>

#include "core/engine/engine.h"
#include "core/flow/scaling.h"
#include "core/stage/comparison.h"
#include "core/stage/stage.h"

namespace core {

/// Which way a class reads the flow, and with it formula, signs, ledger, film strip and animation.
enum class Reading {
  sampling,  ///< z -> x: log p(x) = log N(z) - sum of log|det| of the layers' toData
  density    ///< x -> z: log p(x) = log N(z) + sum of log|det| of the layers' toBase
};

/// What the canvas shows.
struct View {
  /// The visible part of the plane in the user's units; empty (x0 = x1): the target's own window.
  Window window{0, 0, 0, 0};
  bool density = true, grid = true, particles = true, data = false, axes = true;
  bool ledger = false;  ///< its plate; without a pinned probe it is that of the point under the pointer
  StageRequest stage;
  Comparison comparison = Comparison::off;
  Reading reading = Reading::sampling;
  double depth = -1;  ///< in layers from the base; -1: the whole flow
  /// Of the base in all that is shown; the flow is trained and saved at 1.
  double temperature = 1;
  double given = 0;  ///< of a conditional flow: the c at which it is shown
  bool operator==(const View&) const = default;
};

/// The data of a target that stays in the user's own file: the project's file only points there (data_link.h).
struct DataLink {
  std::string path;        ///< absolute; in the text of a project's file it is told from that file's folder
  std::uint64_t size = 0;  ///< of the file, bytes, when its data was taken over
  std::string hash = {};   ///< SHA-256 of those bytes, 64 hexadecimal digits; empty: nobody has looked yet
  /// The file could not be had: the target has no more than the few points that the project's file keeps.
  bool standIn = false;
  bool operator==(const DataLink&) const = default;
};

struct Project {
  TargetSpec target = targetSpec("moons");
  std::optional<DataLink> link = {};  ///< if the target's data is not to be in the project's file
  Scaling scaling;                    ///< of the target's points; part of the flow
  FlowSpec flow;
  TrainSettings training;
  View view;
  bool operator==(const Project&) const = default;
};

/// What the program starts with: a spline stack on two moons.
Project defaultProject();

}  // namespace core
