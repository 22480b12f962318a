#include "core/targets/generated_target.h"

#include <cmath>

#include "core/util/parallel.h"

namespace core {

namespace {

constexpr double kTile = 0.5;     // side
constexpr int kFirst = 4;         // cells along the side of a tile when it is first looked at
constexpr int kFinest = 1 << 7;   // and at last
constexpr double kNothing = -32;  // log p in a tile's cells below which nothing of it counts

struct Sums {
  double mass = 0, entropy = 0, highest = -INFINITY;
};

// By the midpoint rule: for what is smooth on the scale of a cell and vanishes at the edge, it errs by less than any
// power of the cell's side.
Sums sumsOver(const Target& target, double x0, double y0, int cells) {
  const double h = kTile / cells;
  Sums sums;
  for (int i = 0; i < cells; ++i) {
    for (int j = 0; j < cells; ++j) {
      const double log = target.logDensity(x0 + (i + 0.5) * h, y0 + (j + 0.5) * h);
      const double p = std::exp(log) * h * h;
      sums.highest = std::max(sums.highest, log);
      sums.mass += p;
      if (p > 0) sums.entropy -= p * log;
    }
  }
  return sums;
}

}  // namespace

GeneratedTarget::GeneratedTarget(const TargetInfo& info, const Settings& settings,
                                 std::optional<double> standardEntropy)
    : info_(info) {
  if (settings == completed(info.key, info.settings, {})) known_ = standardEntropy;
}

std::optional<double> GeneratedTarget::entropy() const {
  if (known_) return known_;
  std::call_once(found_, [this] { entropy_ = findEntropy(); });
  return entropy_;
}

double GeneratedTarget::findEntropy() const { return entropyOnPlane(*this); }

double entropyOnPlane(const Target& target) {
  const Window w = target.window();
  const double width = w.x1 - w.x0, height = w.y1 - w.y0;
  const double left = w.x0 - width / 2, low = w.y0 - height / 2;
  const int columns = static_cast<int>(std::ceil(2 * width / kTile)),
            rows = static_cast<int>(std::ceil(2 * height / kTile));
  std::vector<int> tiles(static_cast<size_t>(columns * rows));
  for (size_t i = 0; i < tiles.size(); ++i) tiles[i] = static_cast<int>(i);

  Sums before;
  for (int cells = kFirst; cells <= kFinest; cells *= 2) {
    std::vector<Sums> parts(tiles.size());
    inParallel(static_cast<int>(tiles.size()), [&](int i) {
      const int tile = tiles[static_cast<size_t>(i)];
      parts[static_cast<size_t>(i)] =
          sumsOver(target, left + tile % columns * kTile, low + tile / columns * kTile, cells);
    });
    Sums all;
    std::vector<int> full;
    for (size_t i = 0; i < tiles.size(); ++i) {  // in order, however many threads there are
      all.mass += parts[i].mass;
      all.entropy += parts[i].entropy;
      if (parts[i].highest > kNothing) full.push_back(tiles[i]);
    }
    tiles = std::move(full);
    if (std::abs(all.mass - before.mass) < 1e-6 && std::abs(all.entropy - before.entropy) < 1e-6) return all.entropy;
    before = all;
  }
  return before.entropy;
}

Window squareAround(double x0, double x1, double y0, double y1) {
  const double half = std::ceil(std::max(x1 - x0, y1 - y0)) / 2;
  const double x = (x0 + x1) / 2, y = (y0 + y1) / 2;
  return {x - half, x + half, y - half, y + half};
}

}  // namespace core
