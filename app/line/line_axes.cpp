#include "app/line/line_axes.h"

#include <algorithm>
#include <cmath>

#include "app/numbers.h"

namespace app {

namespace {

constexpr double kLeastArea = 0.18;  // the base density keeps this share of its height, however peaked the other one is
const double kBasePeak = core::baseDensity(0);

}  // namespace

LineWindow windowOf(const core::LineFlow& flow) {
  LineWindow window{{-kLineReach, kLineReach}, {-kLineReach, kLineReach}};
  for (const double z : {-kLineReach, kLineReach}) {
    const double x = flow.toData(z);
    window.x.low = std::min(window.x.low, x);
    window.x.high = std::max(window.x.high, x);
  }
  const double margin = 0.02 * window.x.length();
  window.x.low -= margin;
  window.x.high += margin;
  return window;
}

LineWindow between(const LineWindow& a, const LineWindow& b, double t) {
  const auto mix = [t](double p, double q) { return t == 1 ? q : p + t * (q - p); };
  return {{mix(a.z.low, b.z.low), mix(a.z.high, b.z.high)}, {mix(a.x.low, b.x.low), mix(a.x.high, b.x.high)}};
}

std::vector<double> roundTicks(const Interval& interval, int most) {
  const double step = roundStep(interval.length() / std::max(most, 1));
  std::vector<double> ticks;
  for (double k = std::ceil(interval.low / step - 1e-9); k * step <= interval.high + 1e-9 * step; ++k)
    ticks.push_back(k * step);
  return ticks;
}

LineAxes::LineAxes(const QRectF& box, double line, const LineWindow& shown, double peak) : window(shown) {
  const double gutterX = 2.3 * line, gutterZ = 1.5 * line;
  const double left = std::round(0.3 * (box.width() - gutterX)), below = std::round(0.25 * (box.height() - gutterZ));
  graph = QRectF(QPointF(box.left() + left + gutterX, box.top()), QPointF(box.right(), box.bottom() - below - gutterZ));
  base = QRectF(graph.left(), box.bottom() - below, graph.width(), below);
  data = QRectF(box.left(), graph.top(), left, graph.height());
  corner = QRectF(QPointF(box.left(), graph.bottom() + gutterZ / 2), QPointF(graph.left() - 0.6 * line, box.bottom()));
  const double byBase = base.height() * 0.94 * zScale() / kBasePeak;
  const double byData = data.width() * 0.94 * xScale() / std::max(peak, 1e-9);
  area_ = std::max(std::min(byBase, byData), kLeastArea * byBase);
}

}  // namespace app
