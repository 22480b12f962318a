#pragma once
// A target map: what the canvas needs to know of a target's exact density, on grids and as lines; and the thread that makes
// such maps, since an exact density may take long. The newest request wins; a map is there coarse at first and gets finer.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/render/frame.h"
#include "core/util/latest.h"

namespace core {

/// A density, not its logarithm, at the centres of a window's cells, row 0 at y0.
struct TargetGrid {
  Window window;
  int width = 0, height = 0;
  std::vector<float> density;  ///< in the user's units; [height][width]
};

/// A highest-density region: where the density is above `logDensity`.
struct TargetLevel {
  double mass;        ///< of the target, in the region
  double logDensity;  ///< on its rim
  Mesh lines;         ///< which are these
};

struct TargetMap {
  std::shared_ptr<const Target> target;
  TargetGrid whole;                 ///< the target's own window
  TargetGrid view;                  ///< the window that is asked for; empty before it is there
  float top = 0;                    ///< the largest density in its own window
  std::vector<TargetLevel> levels;  ///< from the inside out
};

/// Levels whose regions hold 50, 80 and 95 % of the mass, without lines yet. Where the density is flat no region holds
/// just that much: the level then is the next lower one, below the flat, and its mass is larger. Two that fall together
/// are one.
std::vector<TargetLevel> highestDensityLevels(const Target& target);

/// The target's density on a grid; nothing if `stop` says so, which is asked once a row.
std::optional<TargetGrid> targetGrid(
    const Target& target, const Window& window, int width, int height,
    const std::function<bool()>& stop = [] { return false; });

/// The density at the centres of a grid's cells: as it is where the map has that grid, else between its points; zero
/// outside of what it covers, where a target has practically nothing.
std::vector<float> densityAt(const TargetMap& map, const Window& window, int width, int height);

/// The model's density minus the target's, and their total variation in the window, 1/2 the integral of |p - q|.
Difference differenceOf(const DensityGrid& model, const TargetMap& map);

class TargetMapper {
 public:
  struct Request {
    std::shared_ptr<const Target> target;
    Window window;
    int width = 0, height = 0;  ///< of the canvas
    bool fine = false;          ///< as fine as the canvas, else half as fine
    bool operator==(const Request&) const = default;
  };

  TargetMapper() : thread_([this] { run(); }) {}
  ~TargetMapper();
  TargetMapper(const TargetMapper&) = delete;
  TargetMapper& operator=(const TargetMapper&) = delete;

  void want(const Request& request);
  /// Null before the first; may still be of what was wanted before.
  std::shared_ptr<const TargetMap> newest() const;
  /// Whether a map came since the last call.
  bool takeArrived() { return arrived_.exchange(false); }
  bool busy() const { return busy_; }

 private:
  void run();
  void work(const Request& request);
  void publish(TargetMap map);

  Latest<Request> requests_;
  Request last_;                 // as wanted
  std::atomic<int> places_ = 0;  // how often another place was wanted: what is under way then is given up
  std::atomic<bool> busy_ = false, arrived_ = false;
  mutable std::mutex mutex_;
  std::shared_ptr<const TargetMap> map_;
  std::thread thread_;
};

}  // namespace core
