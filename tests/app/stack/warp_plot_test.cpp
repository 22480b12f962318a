// The plot of what a layer does: ways of points have a head at their end.

#include "app/stack/warp_plot.h"

#include <gtest/gtest.h>

#include <QImage>
#include <cstdlib>

#include "app/theme.h"

namespace {

using namespace app;
using Line = std::vector<std::array<core::Real, 2>>;

// Dark pixels within `reach` of a place of the plane, those nearer than `off` to its height left out.
int ink(const Line& line, bool ways, double x, double y, int reach, int off = 0) {
  WarpPlot plot;
  plot.resize(220, 220);
  plot.setLines({}, Qt::white);
  core::Sketch sketch;
  sketch.lines = {line};
  sketch.ways = ways;
  plot.setSketch(sketch);
  const QImage image = plot.grab().toImage();
  const QPoint at = plot.toScreen(x, y).toPoint();
  int n = 0;
  for (int dy = -reach; dy <= reach; ++dy) {
    for (int dx = -reach; dx <= reach; ++dx) {
      if (std::abs(dy) >= off && image.pixelColor(at + QPoint(dx, dy)).lightness() < 160) ++n;
    }
  }
  return n;
}

TEST(WarpPlot, WaysEndInAHead) {
  const Line right{{-1.2f, 0.3f}, {0, 0.3f}, {1.3f, 0.3f}};
  const Line left(right.rbegin(), right.rend());
  // Ink beside the line, not of it.
  EXPECT_GT(ink(right, true, 1.3, 0.3, 6, 2), 0);
  EXPECT_EQ(ink(right, true, -1.2, 0.3, 6, 2), 0);
  EXPECT_GT(ink(left, true, -1.2, 0.3, 6, 2), 0);
  EXPECT_EQ(ink(left, true, 1.3, 0.3, 6, 2), 0);
  EXPECT_EQ(ink(right, false, 1.3, 0.3, 6, 2), 0);
}

TEST(WarpPlot, AHeadPointsAlongTheEndOfItsWay) {
  // Up, then to the right, with a last piece too short to say where it goes.
  const Line bent{{0.4f, -1.5f}, {0.4f, 0.4f}, {1.4f, 0.4f}, {1.4f, 0.4001f}};
  EXPECT_EQ(ink(bent, false, 1.23, 0.4, 2, 2), 0);
  EXPECT_GT(ink(bent, true, 1.23, 0.4, 2, 2), 0);
}

TEST(WarpPlot, WhatStaysIsADot) {
  const Line still{{0.7f, 0.7f}, {0.7f, 0.7f}};
  EXPECT_GT(ink(still, true, 0.7, 0.7, 3), 0);
  EXPECT_LT(ink(still, true, 0.7, 0.7, 8), 14);
  // A way that comes back to where it began has no direction to point in; it is drawn all the same.
  EXPECT_GT(ink({{0.7f, 0.7f}, {1.7f, 0.7f}, {0.7f, 0.7f}}, true, 1.2, 0.7, 3), 0);
}

}  // namespace
