#pragma once
// A frame: everything that the canvas draws for one theta at one depth, as numbers; and the request for one.

#include <memory>
#include <optional>
#include <vector>

#include "core/engine/engine.h"
#include "core/flow/frozen.h"
#include "core/flow/scaling.h"
#include "core/render/integral.h"
#include "core/stage/comparison.h"
#include "core/stage/stage.h"
#include "core/targets/target.h"

namespace core {

/// The log-density, or another colouring, on the pixel centres of a window, row 0 at y0.
struct DensityGrid {
  Window window;
  int width = 0, height = 0;
  std::vector<float> logDensity;             ///< nats, in the user's units; [height][width]
  Colouring colouring = Colouring::density;  ///< what else it is the grid of
};

/// Density of the model minus that of the target.
struct Difference {
  Window window;
  int width = 0, height = 0;
  std::vector<float> values;  ///< in the user's units; [height][width], row 0 at y0
  double totalVariation = 0;  ///< 1/2 the integral of its size over the window
};
struct TargetMap;

struct FrameRequest {
  std::shared_ptr<const Flow> flow;
  std::shared_ptr<const Theta> theta;
  Scaling scaling;
  double depth = 0;
  Window window;
  int width = 0, height = 0;  ///< of the canvas in pixels; the grid may be coarser
  bool density = true;
  bool mesh = true;
  int particles = 0;
  StageRequest stage;
  Comparison comparison = Comparison::off;
  std::shared_ptr<const Target> target = nullptr;  ///< to compare with; has a density
  bool fine = false;                               ///< at rest: full resolution, as far as `patience` goes
  bool learning = false;                           ///< the next theta is on its way: not worth the dearest tables
  double patience = 0.15;  ///< seconds that the density of a frame at rest may take, and the integral as many
  int generation = 0;      ///< of the snapshot
};

/// Lines of the base's grid, carried to the depth and refined where they bend: line l is rows [first[l], first[l + 1]).
struct Mesh {
  std::vector<Eigen::Index> first;
  Points points;  ///< user's units
};

struct Frame {
  FrameRequest request;
  DensityGrid density;
  Mesh mesh;
  Points particles;     ///< user's units
  double integral = 0;  ///< of the density over the plane, from a grid of its own; of what is shown, if it is none
  Stage stage;
  std::shared_ptr<const TargetMap> target;  ///< as far as it is known; null where nothing is compared
  std::optional<Difference> difference;
  double milliseconds = 0;
  double ownMilliseconds = 0;      ///< that the renderer's thread was at work, without what others had of its core
  double densityMilliseconds = 0;  ///< of which the density took so many
  double tracingMilliseconds = 0;  ///< and what was asked of the tracer, of this thread's own time
  double freezeMilliseconds = 0;   ///< and what has to be done before anything is drawn, most of it once a theta
};

/// The small pictures of the film strip: the density at every depth 0..K.
struct Strip {
  std::shared_ptr<const Flow> flow;
  int generation = 0;
  std::vector<DensityGrid> depths;
};

/// Densities on the pixel centres of `window`, in the user's units.
DensityGrid densityGrid(Engine& engine, const Frozen& frozen, const Scaling& scaling, const Window& window, int width,
                        int height, const StageRequest& stage = {});
/// How much work a frame is worth.
struct FrameEffort {
  int width = 0, height = 0;  ///< of the density in pixels
  IntegralEffort integral;
  int meshPoints = 41;        ///< of a line of the mesh, before refinement
  int mostMeshPoints = 6000;  ///< of all lines together
  int mostParticles = 1 << 20;
  MassEffort mass = kRestingMass;
  int pathPieces = 1;   ///< of the probe's path, a layer
  bool details = true;  ///< Jacobians of all layers, and the exact one of the cell
  /// For points that cost so many nanoseconds each. Cheap flows have everything; dear ones have a coarser mesh, fewer
  /// particles and an integral that is good to three digits, so that they still move. `seconds`: for the density.
  static FrameEffort moving(const FrameRequest& request, double nanosecondsPerPoint, double seconds);
  static FrameEffort resting(const FrameRequest& request, double nanosecondsPerPoint);
};

/// All that `request` asks for. `brushed`: the flow cut off where the brush was, if there is one.
std::shared_ptr<Frame> drawFrame(Engine& engine, const Frozen& frozen, const FrameRequest& request,
                                 const FrameEffort& effort, Tracer* tracer = nullptr, const Frozen* brushed = nullptr);
/// The grid of the base's square (Base::gridReach), pushed forward. Points are added on the base's side until no piece of
/// a line is longer than a fortieth of the window, as far as that can be had.
Mesh warpedMesh(Engine& engine, const Frozen& frozen, const Scaling& scaling, const Window& window,
                const FrameEffort& effort = {0, 0, kMovingIntegral});

}  // namespace core
