#pragma once
// The axes of a change-of-variables figure: where z, x and both densities lie on screen.
//
// The graph has z to the right and x upward. p(z) hangs under the z axis, p(x) lies to the left of the x axis, and both are
// drawn to one scale of *area*: a strip covers as many pixels on one as its image does on the other.

#include <QRectF>
#include <vector>

#include "core/line/line_flow.h"

namespace app {

struct Interval {
  double low = 0, high = 1;
  double length() const { return high - low; }
};

/// The part of the plane (z, x) on screen.
struct LineWindow {
  Interval z, x;
};

/// The z axis is shown over [-kLineReach, kLineReach]: 99.99 % of the mass.
inline constexpr double kLineReach = 4;

/// Shows this flow's density, N(0, 1) on the x axis beside it, and all between on the way from one to the other.
LineWindow windowOf(const core::LineFlow& flow);
/// The window that is the part t of the way from a to b.
LineWindow between(const LineWindow& a, const LineWindow& b, double t);

/// Round values inside the interval, at most `most` of them, ascending.
std::vector<double> roundTicks(const Interval& interval, int most);

class LineAxes {
 public:
  LineAxes() = default;
  /// Inside `box`, in pixels, with type whose lines are `line` pixels high; `peak` is the largest p(x) to be seen whole.
  LineAxes(const QRectF& box, double line, const LineWindow& window, double peak);

  QRectF graph, base, data;  ///< p(z)'s area under the graph, p(x)'s to its left; the gutters hold the axes' numbers
  QRectF corner;             ///< between both densities
  LineWindow window;

  double px(double z) const { return graph.left() + (z - window.z.low) * zScale(); }
  double py(double x) const { return graph.bottom() - (x - window.x.low) * xScale(); }
  double zAt(double px) const { return window.z.low + (px - graph.left()) / zScale(); }
  double xAt(double py) const { return window.x.low + (graph.bottom() - py) / xScale(); }
  QPointF at(double z, double x) const { return {px(z), py(x)}; }
  double zScale() const { return graph.width() / window.z.length(); }  ///< pixels a unit
  double xScale() const { return graph.height() / window.x.length(); }
  double basePixels(double density) const { return density * area_ / zScale(); }
  double dataPixels(double density) const { return density * area_ / xScale(); }
  double dataAt(double pixels) const { return pixels * xScale() / area_; }

 private:
  double area_ = 1;  // square pixels that stand for a mass of 1
};

}  // namespace app
