#include "app/stack/layer_warp.h"

#include <cmath>

namespace app {

namespace {

constexpr int kSteps = 49;  // points of a line
constexpr int kPoints = 2 * kGridLines * kSteps;

// Line after line: first the vertical ones, then the horizontal ones.
const core::Points& gridPoints() {
  static const core::Points points = [] {
    core::Points p(kPoints, 2);
    for (int line = 0; line < 2 * kGridLines; ++line) {
      const double across = kGridReach * (2.0 * (line % kGridLines) / (kGridLines - 1) - 1);
      for (int step = 0; step < kSteps; ++step) {
        const double along = kGridReach * (2.0 * step / (kSteps - 1) - 1);
        const int column = line < kGridLines ? 0 : 1;
        p(line * kSteps + step, column) = static_cast<core::Real>(across);
        p(line * kSteps + step, 1 - column) = static_cast<core::Real>(along);
      }
    }
    return p;
  }();
  return points;
}

GridLines toLines(const core::Points& points) {
  GridLines lines;
  for (int line = 0; line < 2 * kGridLines; ++line) {
    QPolygonF part;
    const auto finish = [&] {
      if (part.size() > 1) lines.push_back(part);
      part.clear();
    };
    for (int step = 0; step < kSteps; ++step) {
      const double x = points(line * kSteps + step, 0), y = points(line * kSteps + step, 1);
      // Far out is as good as nowhere, and painters choke on huge coordinates.
      if (std::isfinite(x) && std::isfinite(y) && std::abs(x) < 1e3 && std::abs(y) < 1e3) {
        part << QPointF(x, y);
      } else {
        finish();
      }
    }
    finish();
  }
  return lines;
}

// Over a sixth of the points: it is asked many times, and some kinds are slow.
double meanMove(const core::Flow& flow, const core::Theta& theta) {
  static const core::Points some = [] {
    core::Points points((kPoints + 5) / 6, 2);
    for (Eigen::Index i = 0; i < points.rows(); ++i) points.row(i) = gridPoints().row(6 * i);
    return points;
  }();
  core::Points image;
  core::Values logDet;
  flow.toData(theta, some, image, logDet);
  const double move = (image - some).square().rowwise().sum().sqrt().mean();
  return std::isfinite(move) ? move : 1e9;
}

}  // namespace

GridLines plainGrid() { return toLines(gridPoints()); }

GridLines warpedGrid(const core::Flow& flow, const core::Theta& theta) {
  core::Points image;
  core::Values logDet;
  flow.toData(theta, gridPoints(), image, logDet);
  return toLines(image);
}

core::FlowSpec alone(const core::LayerSpec& card) {
  core::FlowSpec spec;
  spec.layers.push_back(card);
  spec.layers.front().enabled = true;
  return spec;
}

core::Theta tellingTheta(const core::Flow& flow) {
  const core::Theta start = flow.initialTheta(3);
  core::Rng rng(11);
  core::Theta noise(start.size());
  for (Eigen::Index i = 0; i < noise.size(); ++i) noise(i) = static_cast<core::Real>(rng.normal());
  core::Theta best = start;
  // Kinds differ by orders of magnitude in how far a parameter moves a point: grow the noise until it shows.
  for (double sd = 0.02; sd < 3; sd *= 1.4) {
    core::Theta theta = start + static_cast<core::Real>(sd) * noise;
    const double move = meanMove(flow, theta);
    if (move > 1.1) break;
    best = std::move(theta);
    if (move > 0.7) break;
  }
  return best;
}

}  // namespace app
