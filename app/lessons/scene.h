#pragma once
// A scene: all that a lesson has settled about the program's screen at one moment, as a value. What is not set is as the
// program has it.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/flow/flow_spec.h"
#include "core/project/project_file.h"
#include "core/targets/target.h"

namespace app {

/// The page that is in front: the plane with its canvas, or the one-dimensional page.
enum class Page { plane, line };
/// What the canvas may show; in a scene either all of it is settled or nothing.
enum class Part { density, grid, particles, data, ledger, cell, ellipses, mass, axes };
/// What the colours of the canvas stand for.
enum class Colours { density, logDet, anisotropy, inversion };
/// Which way arrows, formula and signs read.
enum class Reading { sampling, density };
enum class Space { base, data };

struct Probe {
  Space space = Space::base;
  double x = 0, y = 0;
  bool operator==(const Probe&) const = default;
};

/// A square of the base that is carried along.
struct Cell {
  double x = 0, y = 0;  ///< its centre
  double side = 1;
  bool operator==(const Cell&) const = default;
};

/// A rectangle whose mass is compared before and after.
struct Brush {
  Space space = Space::base;
  double x0 = 0, y0 = 0, x1 = 1, y1 = 1;
  bool operator==(const Brush&) const = default;
};

/// The map of the one-dimensional page, z -> x.
struct LineMap {
  enum class Kind { affine, planar, spline };
  Kind kind = Kind::affine;
  double a = 1, b = 0;  ///< affine: x = a z + b; planar: x = z + u tanh(w z + b)
  double u = 0, w = 1;
  bool operator==(const LineMap&) const = default;
};

/// The warp from base to data as an animation.
struct Warp {
  bool playing = false;
  int since = 0;  ///< where in the lesson that was said: said again, it plays again
  bool operator==(const Warp&) const = default;
};

struct Scene {
  std::optional<Page> page;
  std::optional<core::TargetSpec> target;
  std::optional<core::FlowSpec> flow;
  std::optional<core::Objective> objective;
  std::optional<std::uint64_t> seed;
  /// Where the weights start, if not from the seed: a file's, or numbers in the order of the flow's parameters.
  std::shared_ptr<const core::Document> project;
  std::vector<core::Real> theta;  ///< empty: no numbers
  /// Where in the lesson the weights were last settled, by stack, project, numbers, seed or a reset: twice the step, plus
  /// one for what comes with its answer. If it differs between two scenes, the weights are to be set anew; if not, they
  /// stay as training has made them.
  int weightsFrom = -1;
  std::optional<bool> training;  ///< whether it runs

  std::optional<double> depth;  ///< in layers from the base; -1: the whole flow
  std::optional<Warp> warp;
  std::optional<double> speed;  ///< of the warp, 1 is the usual one

  std::optional<std::set<Part>> parts;
  std::optional<Colours> colours;
  std::optional<bool> forgetJacobian;
  std::optional<Reading> reading;
  // Marks: none if not set.
  std::optional<Probe> probe;
  std::optional<Cell> cell;
  std::optional<Brush> brush;
  std::optional<core::Window> window;  ///< the target's own if not set
  std::optional<int> layer;            ///< the card that is chosen, from 0

  std::optional<LineMap> line;
  std::optional<int> strips;  ///< of equal area, on the one-dimensional page
  std::optional<double> z;    ///< the probe there

  bool operator==(const Scene&) const = default;
};

}  // namespace app
