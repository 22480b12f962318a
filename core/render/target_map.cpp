#include "core/render/target_map.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/render/contour.h"
#include "core/util/thread_clock.h"

namespace core {

namespace {

constexpr std::array<double, 3> kMasses{0.5, 0.8, 0.95};
constexpr int kSamples = 40'000;    // a region's mass is then known to 0.25 %
constexpr double kDistinct = 1e-3;  // densities that differ by less are the same: the top of a smoothed box is flat
constexpr int kWholeCells = 256;    // along the longer side of the target's own window
constexpr int kCoarsest = 8;        // pixels to a cell in the first map of a window
constexpr double kLongest = 3;      // seconds: a map that takes more is not made
constexpr double kTolerance = 0.1;  // of a cell: that far may a contour cut its corners

bool covers(const Window& outer, const Window& inner) {
  return outer.x0 <= inner.x0 && outer.x1 >= inner.x1 && outer.y0 <= inner.y0 && outer.y1 >= inner.y1;
}

double cellWidth(const TargetGrid& grid) { return (grid.window.x1 - grid.window.x0) / grid.width; }

void drawLevels(const TargetGrid& grid, std::vector<TargetLevel>& levels) {
  std::vector<float> values(grid.density.size());
  for (TargetLevel& level : levels) {
    // tanh of half the log of the ratio: as good as the log between centres, and finite where there is no density.
    const auto at = static_cast<float>(std::exp(level.logDensity));
    std::transform(grid.density.begin(), grid.density.end(), values.begin(),
                   [at](float p) { return (p - at) / (p + at); });
    level.lines = simplified(contour(grid.window, grid.width, grid.height, values), kTolerance * cellWidth(grid));
  }
}

// Between which columns, or rows, of a grid the centres of another one lie, and how far from the first to the second.
struct Places {
  std::vector<int> low;
  std::vector<float> part;  // negative: outside

  Places(double v0, double v1, int count, double w0, double w1, int cells) {
    for (int i = 0; i < count; ++i) {
      const double place = (v0 + (i + 0.5) / count * (v1 - v0) - w0) / (w1 - w0) * cells;
      const bool outside = !(place >= 0 && place <= cells) || cells < 2;
      const double at = std::clamp(place - 0.5, 0.0, std::max(cells - 1.0, 0.0));
      const int cell = std::min(static_cast<int>(at), std::max(cells - 2, 0));
      low.push_back(cell);
      part.push_back(outside ? -1 : static_cast<float>(at - cell));
    }
  }
};

// Overwrites what the grid covers.
void resample(const TargetGrid& grid, const Window& window, int width, int height, std::vector<float>& out) {
  if (grid.density.empty()) return;
  const Places x(window.x0, window.x1, width, grid.window.x0, grid.window.x1, grid.width);
  const Places y(window.y0, window.y1, height, grid.window.y0, grid.window.y1, grid.height);
  for (size_t j = 0; j < y.low.size(); ++j) {
    if (y.part[j] < 0) continue;
    const float* below = grid.density.data() + static_cast<size_t>(y.low[j]) * static_cast<size_t>(grid.width);
    const float* above = below + grid.width;
    float* row = out.data() + j * static_cast<size_t>(width);
    for (size_t i = 0; i < x.low.size(); ++i) {
      if (x.part[i] < 0) continue;
      const int k = x.low[i];
      const float a = below[k] + x.part[i] * (below[k + 1] - below[k]);
      const float b = above[k] + x.part[i] * (above[k + 1] - above[k]);
      row[i] = a + y.part[j] * (b - a);
    }
  }
}

}  // namespace

std::vector<TargetLevel> highestDensityLevels(const Target& target) {
  const Points samples = target.sample(kSamples, 1, Stream::heldOut);
  std::vector<double> densities;
  for (Eigen::Index k = 0; k < samples.rows(); ++k)
    densities.push_back(target.logDensity(static_cast<double>(samples(k, 0)), static_cast<double>(samples(k, 1))));
  std::sort(densities.begin(), densities.end(), std::greater<>());
  const auto count = static_cast<double>(densities.size());
  std::vector<TargetLevel> levels;
  for (const double mass : kMasses) {
    const double at = densities[static_cast<size_t>(mass * count)];
    // Half-way to the next lower density that occurs, which is the same one unless the density is flat.
    const auto next = std::find_if(densities.begin() + static_cast<long>(mass * count), densities.end(),
                                   [at](double v) { return v < at - kDistinct; });
    const double lower = next != densities.end() ? std::exp(*next - at) : 0;
    const double level = at + std::log((1 + lower) / 2);
    if (!std::isfinite(level) || (!levels.empty() && level > levels.back().logDensity - kDistinct)) continue;
    const auto inside = std::partition_point(densities.begin(), densities.end(), [=](double v) { return v >= level; });
    levels.push_back({static_cast<double>(inside - densities.begin()) / count, level, {}});
  }
  return levels;
}

std::optional<TargetGrid> targetGrid(const Target& target, const Window& window, int width, int height,
                                     const std::function<bool()>& stop) {
  TargetGrid grid{window, width, height, {}};
  grid.density.reserve(static_cast<size_t>(width) * static_cast<size_t>(height));
  for (int j = 0; j < height; ++j) {
    if (stop()) return std::nullopt;
    const double y = window.y0 + (j + 0.5) * (window.y1 - window.y0) / height;
    for (int i = 0; i < width; ++i)
      grid.density.push_back(
          static_cast<float>(std::exp(target.logDensity(window.x0 + (i + 0.5) * (window.x1 - window.x0) / width, y))));
  }
  return grid;
}

std::vector<float> densityAt(const TargetMap& map, const Window& window, int width, int height) {
  if (map.view.window == window && map.view.width == width && map.view.height == height) return map.view.density;
  std::vector<float> out(static_cast<size_t>(width) * static_cast<size_t>(height), 0.0f);
  if (!covers(map.view.window, window) || map.view.density.empty()) resample(map.whole, window, width, height, out);
  resample(map.view, window, width, height, out);
  return out;
}

Difference differenceOf(const DensityGrid& model, const TargetMap& map) {
  Difference out{model.window, model.width, model.height, {}, 0};
  const std::vector<float> target = densityAt(map, model.window, model.width, model.height);
  const auto size = static_cast<Eigen::Index>(target.size());
  out.values.resize(target.size());
  Eigen::Map<Eigen::ArrayXf> difference(out.values.data(), size);
  difference = Eigen::Map<const Eigen::ArrayXf>(model.logDensity.data(), size).exp() -
               Eigen::Map<const Eigen::ArrayXf>(target.data(), size);
  const double cell =
      (model.window.x1 - model.window.x0) * (model.window.y1 - model.window.y0) / std::max(1.0, 1.0 * size);
  out.totalVariation = difference.abs().cast<double>().sum() * cell / 2;
  return out;
}

TargetMapper::~TargetMapper() {
  requests_.close();
  thread_.join();
}

void TargetMapper::want(const Request& request) {
  Request wanted = request;
  Request place = last_;
  place.fine = request.fine;
  if (place == request) {
    wanted.fine |= last_.fine;  // what is fine stays so
  } else {
    ++places_;
  }
  if (wanted == last_) return;
  last_ = wanted;
  busy_ = true;
  requests_.put(wanted);
}

std::shared_ptr<const TargetMap> TargetMapper::newest() const {
  const std::lock_guard lock(mutex_);
  return map_;
}

void TargetMapper::publish(TargetMap map) {
  {
    const std::lock_guard lock(mutex_);
    map_ = std::make_shared<const TargetMap>(std::move(map));
  }
  arrived_ = true;
}

void TargetMapper::run() {
  beNice();
  while (!requests_.closed()) {
    const auto request = requests_.wait();
    if (!request) continue;
    busy_ = true;
    const int places = places_;
    work(*request);
    if (places == places_) busy_ = false;
  }
}

void TargetMapper::work(const Request& request) {
  const int places = places_;
  const Target& target = *request.target;
  TargetMap map;
  if (const auto before = newest(); before != nullptr && before->target == request.target) {
    map = *before;
    // Lines that end within the window would be wrong; coarser ones are not.
    if (!covers(map.view.window, request.window) && !map.view.density.empty()) {
      map.view = {};
      drawLevels(map.whole, map.levels);
      publish(map);
    }
  } else {
    const Window own = target.window();
    const double w = own.x1 - own.x0, h = own.y1 - own.y0, cell = std::max(w, h) / kWholeCells;
    const auto side = [&](double length) { return std::max(2, static_cast<int>(std::round(length / cell))); };
    // Not given up for another place, but for the end: while one paints, each picture is soon an old one.
    auto whole = targetGrid(target, own, side(w), side(h), [this] { return requests_.closed(); });
    if (!whole) return;
    map.target = request.target;
    map.whole = std::move(*whole);
    map.top = *std::max_element(map.whole.density.begin(), map.whole.density.end());
    map.levels = highestDensityLevels(target);
    drawLevels(map.whole, map.levels);
    publish(map);
  }
  // What there is of this place, until something finer is.
  const double known = cellWidth(map.view.density.empty() ? map.whole : map.view);
  double each = 0;  // seconds a point
  for (int pixels = kCoarsest; pixels >= (request.fine ? 1 : 2); pixels /= 2) {
    const int width = std::max(2, request.width / pixels), height = std::max(2, request.height / pixels);
    const double points = static_cast<double>(width) * height;
    const bool there = map.view.window == request.window && map.view.width >= width;
    const bool coarse = (request.window.x1 - request.window.x0) / width > known;
    if (there || (coarse && pixels > 2)) continue;
    if (each * points > kLongest) return;
    const double start = threadSeconds();
    auto view =
        targetGrid(target, request.window, width, height, [&] { return requests_.closed() || places != places_; });
    if (!view) return;
    each = (threadSeconds() - start) / points;
    map.view = std::move(*view);
    if (pixels > 1) drawLevels(map.view, map.levels);
    publish(map);
  }
}

}  // namespace core
