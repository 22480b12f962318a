#include <algorithm>
#include <cmath>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/npy.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/saved_flow.h"
#include "app/cli/window_option.h"
#include "app/devices.h"
#include "core/util/error.h"

namespace app::cli {

namespace {

constexpr int kMostPixels = 8192;  // a side
constexpr int kChunk = 1 << 17;    // pixels between two looks at interrupts

struct Options {
  std::string flow, window, out, given;
  int size = 0;
  std::optional<double> depth;
  int threads = 0;
  bool quiet = false;
};

// Centres of the pixels of rows [first, first + count).
core::Points centres(const core::Window& w, int size, int first, int count) {
  core::Points points(static_cast<Eigen::Index>(count) * size, 2);
  for (int j = 0; j < count; ++j) {
    for (int i = 0; i < size; ++i) {
      const Eigen::Index row = static_cast<Eigen::Index>(j) * size + i;
      points(row, 0) = static_cast<core::Real>(w.x0 + (i + 0.5) * (w.x1 - w.x0) / size);
      points(row, 1) = static_cast<core::Real>(w.y0 + (first + j + 0.5) * (w.y1 - w.y0) / size);
    }
  }
  return points;
}

int run(const Options& o) {
  const core::Window window = parseWindow(o.window);
  const SavedFlow saved(o.flow, o.given);
  const core::Frozen frozen = saved.at(o.depth);
  checkWritable(o.out);
  const auto engine = makeEngine("cpu", o.threads);
  engine->setFlow(frozen.flow);
  Progress progress(o.quiet);
  std::vector<float> pixels;
  pixels.reserve(static_cast<size_t>(o.size) * static_cast<size_t>(o.size));
  const auto offset = static_cast<float>(saved.scaling().logDet());
  core::Values logDensity;
  for (int first = 0; first < o.size;) {
    stopIfInterrupted();
    progress.show(static_cast<double>(first) / o.size, grouped(first) + " rows");
    const int rows = std::min(std::max(1, kChunk / o.size), o.size - first);
    engine->logDensity(frozen.theta, saved.scaling().toFlow(centres(window, o.size, first, rows)), logDensity,
                       frozen.layers);
    for (const core::Real value : logDensity) pixels.push_back(static_cast<float>(value) + offset);
    first += rows;
  }
  write(o.out, toNpy(pixels, o.size, o.size));
  return 0;
}

}  // namespace

Action addDensity(CLI::App& command) {
  auto o = std::make_shared<Options>();
  command.add_option("FLOW", o->flow, "A .pushforward file, or a flow exported as .json or .npz")->required();
  command.add_option("--window", o->window, "x0,x1,y0,y1 in the data's units")->required();
  command.add_option("--size", o->size, "Pixels a side")->required()->check(CLI::Range(1, kMostPixels));
  command.add_option("--depth", o->depth, "Cut the flow off after so many layers; parts of a layer count");
  addGiven(command, o->given);
  command.add_option("--out", o->out, "Where to write: F.npy, float32 [size, size], row 0 at y0")->required();
  command.add_option("--threads", o->threads, "0: one a core")->check(CLI::Range(0, 256));
  command.add_flag("--quiet", o->quiet, "No progress bar");
  return [o] { return run(*o); };
}

}  // namespace app::cli
