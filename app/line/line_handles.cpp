#include "app/line/line_handles.h"

#include <cmath>

#include "app/line/line_text.h"

namespace app {

namespace {

using Role = LineHandle::Role;

const double kStepTanh = std::tanh(1.0);

// z of the handle of a planar map's step lies 1/|w| to the right of the centre.
double centreOf(const core::LineMap& map) { return -map.parameters()[2] / map.parameters()[1]; }

}  // namespace

std::vector<LineHandle> handlesOf(const core::LineMap& map, int knot, double zScale, double xScale) {
  const auto p = map.parameters();
  const auto named = [](const char* name, double value) { return QString("%1 = %2").arg(name, briefly(value)); };
  switch (map.kind()) {
    case core::LineKind::affine:
      return {{Role::intercept, 0, 0, p[1], named("b", p[1])}, {Role::slope, 0, 1, map.value(1), named("a", p[0])}};
    case core::LineKind::planar: {
      const double centre = centreOf(map), step = centre + 1 / std::abs(p[1]);
      return {{Role::centre, 0, centre, map.value(centre), named("b", p[2])},
              {Role::step, 0, step, map.value(step), named("u", p[0]) + ",  " + named("w", p[1])}};
    }
    case core::LineKind::spline: break;
  }
  std::vector<LineHandle> handles;
  const std::vector<core::LineKnot> knots = map.knots();
  for (int k = 0; k < static_cast<int>(knots.size()); ++k) {
    const core::LineKnot& at = knots[static_cast<size_t>(k)];
    handles.push_back({Role::knot, k, at.z, at.x, {}});
    if (k != knot) continue;
    const double dz = kTangentPixels / std::hypot(zScale, at.slope * xScale);
    handles.push_back({Role::knotSlope, k, at.z + dz, at.x + at.slope * dz, named("d", at.slope)});
  }
  return handles;
}

core::LineMap dragged(const core::LineMap& map, const LineHandle& handle, double z, double x) {
  const auto p = map.parameters();
  switch (handle.role) {
    case Role::intercept: return map.with(1, x);
    case Role::slope: return map.with(0, x - p[1]);
    case Role::centre: return map.with(2, -p[1] * z);
    case Role::step: {
      const double centre = centreOf(map);
      const double width = std::max(z - centre, 1e-3);
      const core::LineMap wider = map.with(1, std::copysign(1 / width, p[1]));
      // The centre stays where it is while the width changes.
      const core::LineMap placed = wider.with(2, -wider.parameters()[1] * centre);
      const double at = centre + 1 / std::abs(placed.parameters()[1]);
      return placed.with(0, (x - at) / std::copysign(kStepTanh, p[1]));
    }
    case Role::knot: return map.with(1 + 3 * handle.knot, z).with(2 + 3 * handle.knot, x);
    case Role::knotSlope: break;
  }
  const core::LineKnot knot = map.knots()[static_cast<size_t>(handle.knot)];
  // Left of the knot the tangent points the other way; straight above it is as steep as can be.
  const double slope = (x - knot.x) / std::copysign(std::max(std::abs(z - knot.z), 1e-3), z - knot.z);
  return map.with(3 + 3 * handle.knot, slope);
}

}  // namespace app
