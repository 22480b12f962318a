#include <algorithm>
#include <cmath>

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/saved_flow.h"
#include "app/devices.h"
#include "core/util/error.h"

namespace app::cli {

namespace {

constexpr int kMost = 10'000'000;
constexpr Eigen::Index kChunk = 1 << 16;  // points between two looks at interrupts

struct Options {
  std::string flow, out, given;
  int count = 0;
  std::uint64_t seed = 1;
  std::optional<double> depth;
  double temperature = 1;
  int threads = 0;
  bool quiet = false;
};

int run(const Options& o) {
  if (!(o.temperature >= 0 && o.temperature <= 100)) throw core::InputError("--temperature must be from 0 to 100");
  const SavedFlow saved(o.flow, o.given);
  const core::Frozen frozen = saved.at(o.depth);
  checkWritable(o.out);
  const auto engine = makeEngine("cpu", o.threads);
  engine->setFlow(frozen.flow);
  const core::Points z = frozen.flow->base().cloud(o.count, o.seed) * static_cast<core::Real>(o.temperature);
  Progress progress(o.quiet);
  std::string text = "x,y\n";
  core::Points x;
  core::Values logDet;
  for (Eigen::Index first = 0; first < z.rows(); first += kChunk) {
    stopIfInterrupted();
    progress.show(static_cast<double>(first) / o.count, grouped(first) + " points");
    engine->toData(frozen.theta, z.middleRows(first, std::min(kChunk, z.rows() - first)), x, logDet, frozen.layers);
    const core::Points user = saved.scaling().toUser(x);
    for (Eigen::Index i = 0; i < user.rows(); ++i) {
      append(text, user(i, 0));
      text += ',';
      append(text, user(i, 1));
      text += '\n';
    }
  }
  write(o.out, text);
  return 0;
}

}  // namespace

Action addSample(CLI::App& command) {
  auto o = std::make_shared<Options>();
  command.add_option("FLOW", o->flow, "A .pushforward file, or a flow exported as .json or .npz")->required();
  command.add_option("-n", o->count, "How many points")->required()->check(CLI::Range(1, kMost));
  command.add_option("--seed", o->seed, "1 by default")->check(seedCheck());
  command.add_option("--depth", o->depth, "Cut the flow off after so many layers; parts of a layer count");
  addGiven(command, o->given);
  command.add_option("--temperature", o->temperature,
                     "How broad the base is: its points are multiplied by it; from 0, 1 by default");
  command.add_option("--out", o->out, "Where to write x,y; standard output by default");
  command.add_option("--threads", o->threads, "0: one a core")->check(CLI::Range(0, 256));
  command.add_flag("--quiet", o->quiet, "No progress bar");
  return [o] { return run(*o); };
}

}  // namespace app::cli
