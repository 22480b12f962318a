#pragma once
// The evaluator: turns a flow cut off at a depth into the numbers that a panel is drawn from. It keeps the tables of the
// last theta; every thread that draws has its own.

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "app/figure/figure_source.h"
#include "core/render/frame.h"
#include "core/stage/tracer.h"

namespace app {

/// What a panel needs.
struct PanelWish {
  double depth = 0;
  bool target = false;  ///< the target instead of the flow
  core::Window window;
  int width = 0, height = 0;  ///< of the density in its own pixels
  bool density = true, mesh = true, integral = true;
  int particles = 0;
  bool hasty = false;  ///< an integral for a moving picture
};

struct PanelData {
  core::DensityGrid density;
  core::Mesh mesh;         ///< fine enough for a smooth curve
  core::Points particles;  ///< the same points of the base at every depth, carried there
  double integral = 0;     ///< of the density over the plane; NaN where it was not asked for
};

class FigureEvaluator {
 public:
  /// 0: all cores.
  explicit FigureEvaluator(int threads = 0);

  /// A frame as the canvas has it, with all that its request asks of the stage; the flow is the source's. The density is
  /// evaluated once for `coarse` pixels a side.
  std::shared_ptr<const core::Frame> frame(const FigureSource& source, core::FrameRequest request, int coarse);
  PanelData evaluate(const FigureSource& source, const PanelWish& wish);
  /// The largest density among those at whole depths up to `depth`, from coarse grids: where colours end that mean the same
  /// in all pictures of a film. At most so much above the least of them that this one is still seen.
  double commonTop(const FigureSource& source, const core::Window& window, double depth);
  /// The same of several whole flows, each beside the base that it starts from.
  double commonTop(const std::vector<FigureSource>& sources, const core::Window& window);

  /// Called now and then with how many points of densities have been evaluated; may throw to stop the work.
  std::function<void(qint64 points)> onPoints;

 private:
  float logTop(const FigureSource& source, const core::Window& window, double depth);

  std::unique_ptr<core::Engine> engine_;
  core::Freezer freezer_;
  std::optional<core::Tracer> tracer_;
  qint64 points_ = 0;
};

/// How much brighter the brightest panel may be than the palest, which must still be seen.
inline constexpr double kMostContrast = 12;

}  // namespace app
