#pragma once
// Local geometry: what the flow does to small things at every place: ellipses that circles of the base become (Tissot's), and
// maps of log|det J|, of how much longer one direction grows than the other, and of the error of going there and back.

#include <optional>
#include <string_view>

#include "core/engine/engine.h"
#include "core/flow/frozen.h"
#include "core/stage/ledger.h"

namespace core {

/// What the canvas shows as colour.
enum class Colouring {
  density,        ///< log p
  logDet,         ///< log|det| of toData up to the depth on screen: positive where areas grew
  layerLogDet,    ///< the same of the last layer that takes part alone
  anisotropy,     ///< log of the larger over the smaller stretch; 0 where shapes are kept
  inversionError  ///< log10 of |x - toData(toBase(x))| / (1 + |x|)
};
std::string_view name(Colouring colouring);
std::optional<Colouring> colouringNamed(std::string_view name);

/// The ellipse that a small circle around a node of the base's grid becomes: centre + axes * (cos, sin).
struct Ellipse {
  Vec2 centre;  ///< user's units
  Mat2 axes;    ///< the circle's radius included; user's units
};
inline constexpr double kCircle = 0.11;  // radius of the circles in the base

/// One for each node of an 11 x 11 grid over the middle 5/6 of the base's square.
std::vector<Ellipse> ellipsesOf(Engine& engine, const Frozen& frozen, const Scaling& scaling);

/// Values of a colouring other than density at points of the flow's units. `lastLayer`: the last layer that takes part,
/// by itself, as a flow of one; only layerLogDet reads it.
void colour(Engine& engine, const Frozen& frozen, const Frozen* lastLayer, Colouring colouring, const Points& x,
            Values& out);

/// The last layer of a frozen flow by itself; nothing for one without layers.
std::optional<Frozen> lastLayerOf(const Frozen& frozen);

}  // namespace core
