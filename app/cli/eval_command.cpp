#include <algorithm>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/points_csv.h"
#include "app/cli/progress.h"
#include "app/cli/saved_flow.h"
#include "app/devices.h"

namespace app::cli {

namespace {

constexpr Eigen::Index kChunk = 1 << 16;  // points between two looks at interrupts

struct Options {
  std::string flow, points, out, given;
  std::optional<double> depth;
  int threads = 0;
  bool quiet = false;
};

int run(const Options& o) {
  const SavedFlow saved(o.flow, o.given);
  const core::Frozen frozen = saved.at(o.depth);
  const auto rows = readPointsCsv(o.points);
  checkWritable(o.out);
  const auto engine = makeEngine("cpu", o.threads);
  engine->setFlow(frozen.flow);
  Progress progress(o.quiet);
  std::string text = "x,y,logp,zx,zy\n";
  const auto count = static_cast<Eigen::Index>(rows.size());
  core::Points z;
  core::Values logDet;
  for (Eigen::Index first = 0; first < count; first += kChunk) {
    stopIfInterrupted();
    progress.show(static_cast<double>(first) / static_cast<double>(count), grouped(first) + " points");
    core::Points x(std::min(kChunk, count - first), 2);
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
      for (int j = 0; j < 2; ++j) x(i, j) = static_cast<core::Real>(rows[static_cast<size_t>(first + i)][j]);
    }
    engine->toBase(frozen.theta, saved.scaling().toFlow(x), z, logDet, frozen.layers);
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
      const auto& row = rows[static_cast<size_t>(first + i)];
      const double logp = frozen.flow->base().logDensity(z(i, 0), z(i, 1)) + logDet(i) + saved.scaling().logDet();
      for (const double value : {row[0], row[1], logp, static_cast<double>(z(i, 0)), static_cast<double>(z(i, 1))}) {
        append(text, value);
        text += ',';
      }
      text.back() = '\n';
    }
  }
  write(o.out, text);
  return 0;
}

}  // namespace

Action addEval(CLI::App& command) {
  auto o = std::make_shared<Options>();
  command.add_option("FLOW", o->flow, "A .pushforward file, or a flow exported as .json or .npz")->required();
  command.add_option("--points", o->points, "A .csv file of points, columns x,y")->required();
  command.add_option("--depth", o->depth, "Cut the flow off after so many layers; parts of a layer count");
  addGiven(command, o->given);
  command.add_option("--out", o->out, "Where to write x,y,logp,zx,zy; standard output by default");
  command.add_option("--threads", o->threads, "0: one a core")->check(CLI::Range(0, 256));
  command.add_flag("--quiet", o->quiet, "No progress bar");
  return [o] { return run(*o); };
}

}  // namespace app::cli
