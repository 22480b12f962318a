#include "core/render/frame.h"

#include <chrono>

#include "core/render/integral.h"

namespace core {

namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// Points at the centres of the cells of a window, row by row, in the flow's units.
Points centres(const Window& w, int width, int height, const Scaling& scaling) {
  const auto column = [&](double low, double high, int count, int axis) {
    const auto at = Eigen::ArrayXd::LinSpaced(count, 0.5, count - 0.5) * ((high - low) / count) + low;
    return Values(((at - scaling.mean[axis]) / scaling.scale[axis]).cast<Real>());
  };
  const Values x = column(w.x0, w.x1, width, 0);
  const Values y = column(w.y0, w.y1, height, 1);
  Points points(static_cast<Eigen::Index>(width) * height, 2);
  for (Eigen::Index j = 0; j < height; ++j) {
    points.col(0).segment(j * width, width) = x;
    points.col(1).segment(j * width, width) = y(j);
  }
  return points;
}

}  // namespace

DensityGrid densityGrid(Engine& engine, const Frozen& frozen, const Scaling& scaling, const Window& window, int width,
                        int height) {
  engine.setFlow(frozen.flow);
  Values logDensity;
  engine.logDensity(frozen.theta, centres(window, width, height, scaling), logDensity, frozen.layers);
  DensityGrid grid{window, width, height, {}};
  grid.logDensity.resize(static_cast<size_t>(logDensity.size()));
  Eigen::Map<Eigen::ArrayXf>(grid.logDensity.data(), logDensity.size()) =
      logDensity.cast<float>() + static_cast<float>(scaling.logDet());
  return grid;
}

std::shared_ptr<Frame> drawFrame(Engine& engine, const Frozen& frozen, const FrameRequest& request, int width,
                                 int height) {
  const double start = now();
  auto frame = std::make_shared<Frame>();
  frame->request = request;
  if (request.density && width > 0 && height > 0)
    frame->density = densityGrid(engine, frozen, request.scaling, request.window, width, height);
  frame->densityMilliseconds = (now() - start) * 1e3;
  engine.setFlow(frozen.flow);
  if (request.mesh) frame->mesh = warpedMesh(engine, frozen, request.scaling, request.window);
  if (request.particles > 0) {
    Values logDet;
    Points image;
    engine.toData(frozen.theta, baseCloud(request.particles, 1), image, logDet, frozen.layers);
    frame->particles = request.scaling.toUser(image);
  }
  frame->integral = integralOf(engine, frozen, request.fine ? kRestingIntegral : kMovingIntegral);
  frame->milliseconds = (now() - start) * 1e3;
  return frame;
}

}  // namespace core
