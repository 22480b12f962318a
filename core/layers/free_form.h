#pragma once
// What the free-form layers share: maps x -> f(x) given by a jet (core/math/jet.h). Only for .cpp files of core.

#include <algorithm>
#include <cmath>

#include "core/layers/layer.h"
#include "core/math/field.h"
#include "core/math/jet.h"

namespace core {

/// A block of points within reach of the data, up to radius 4, evenly spread: where a map is tried.
inline Block placesWithinReach() {
  Block block;
  for (int i = 0; i < kBlock; ++i) {
    const double radius = 4 * std::sqrt((i + 0.5) / kBlock);
    const double angle = 2.399963229728653 * i;  // the golden angle
    block.x1[i] = static_cast<Real>(radius * std::cos(angle));
    block.x2[i] = static_cast<Real>(radius * std::sin(angle));
  }
  return block;
}

/// logDet = sign * log|det|.
inline void logDeterminants(const Jet& jet, BlockValues& logDet, Real sign) {
  for (int i = 0; i < kBlock; i += kLanes) store(logDet.v + i, sign * Jacobian(jet.slope, i).logDeterminant());
}

/// g: from dL/d(output of f) to dL/d(input). gSlope: cotangents of the slopes, from that of the log-det or of whatever
/// stands for it.
///
/// `pull(gValue, gSlope, slopes)` is the vector-Jacobian product of the jet: it turns gValue, the cotangent of f(x), into
/// that of x and adds the parameters'; if not `slopes`, there is no cotangent of the slopes. Where x was solved for, with
/// c = gLogDet and G = g - c d(log|det J|)/dx: dL/dy = J^-T G, and the parameters get the product of the jet with
/// (-J^-T G, -c). It is linear, so that the part of c can come first and give G.
template <class Pull>
void pullBackSlopes(const Jet& jet, Way way, Block& g, Block* gSlope, const Pull& pull) {
  if (way == Way::apply) {
    pull(g, gSlope, true);
    return;
  }
  Block part;
  std::fill_n(part.x1, kBlock, Real(0));
  std::fill_n(part.x2, kBlock, Real(0));
  pull(part, gSlope, true);
  for (int i = 0; i < kBlock; i += kLanes) {
    Lanes g1 = load(g.x1 + i) + load(part.x1 + i);
    Lanes g2 = load(g.x2 + i) + load(part.x2 + i);
    Jacobian(jet.slope, i).solveTransposed(g1, g2);
    store(g.x1 + i, g1);
    store(g.x2 + i, g2);
    store(part.x1 + i, -g1);
    store(part.x2 + i, -g2);
  }
  pull(part, nullptr, false);
}

/// The same with the exact log-det.
template <class Pull>
void pullBack(const Jet& jet, Way way, Block& g, const BlockValues& gLogDet, const Pull& pull) {
  Block gSlope[2];
  const Real sign = way == Way::apply ? Real(1) : Real(-1);
  for (int i = 0; i < kBlock; i += kLanes)
    Jacobian(jet.slope, i).logDeterminantBackward(sign * load(gLogDet.v + i), gSlope, i);
  pullBackSlopes(jet, way, g, gSlope, pull);
}

/// The widths of a field's hidden layers, as inspector and file show them.
inline Setting fieldSetting() {
  Setting hidden;
  hidden.key = "hidden";
  hidden.label = "Hidden layers";
  hidden.type = Setting::Type::sizes;
  hidden.low = 1;
  hidden.high = Field::kMaxWidth;
  hidden.standard = "64x64";
  hidden.help = "Widths of the hidden layers of the network g, tanh between.";
  return hidden;
}

}  // namespace core
