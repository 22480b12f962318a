#pragma once
// The layers as ONNX graphs. Parameters are folded as far as they go: normalised weights, tables in place of networks.
// Private to core/export.

#include "core/export/onnx/builder.h"
#include "core/flow/flow.h"

namespace core::onnx {

/// Points, coordinate by coordinate, and the sum of the log-dets of the maps so far.
struct Points {
  Wire x1, x2, logDet;
};

/// What `layer`, the one of `card`, makes of points, the way `way`. Throws InputError for a kind that has no graph.
Points through(const LayerSpec& card, const Layer& layer, ConstTheta theta, Way way, const Points& in);

// The same by family.
Points throughCoupling(const LayerSpec& card, ConstTheta work, Way way, const Points& in);
Points throughResidual(const LayerSpec& card, ConstTheta work, Way way, const Points& in);
Points throughCnf(const LayerSpec& card, ConstTheta theta, Way way, const Points& in);

/// The root of an increasing function between `low` and `high`: Newton's steps and bisections in turn. `f` gives, at x, what
/// is missing to the root's value, below 0 left of the root, and the slope.
struct Slope {
  Wire miss, slope;
};
Wire rootBetween(Wire low, Wire high, const std::function<Slope(const Wire&)>& f, int rounds);

}  // namespace core::onnx
