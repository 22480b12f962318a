#pragma once
// What one layer alone does to the plane: its image of a square grid, from the Flow interface and no knowledge of kinds.

#include <QPolygonF>
#include <vector>

#include "core/flow/flow.h"

namespace app {

/// Lines of a grid over [-3, 3]^2, in the plane's coordinates; a line that leaves the numbers is cut there.
using GridLines = std::vector<QPolygonF>;

inline constexpr double kGridReach = 3;
inline constexpr int kGridLines = 9;  ///< each way

GridLines plainGrid();
/// Image under toData.
GridLines warpedGrid(const core::Flow& flow, const core::Theta& theta);

/// A stack of this card alone, switched on.
core::FlowSpec alone(const core::LayerSpec& card);
/// Parameters that show what a kind can do: random ones that move the grid by about one unit.
core::Theta tellingTheta(const core::Flow& flow);

}  // namespace app
