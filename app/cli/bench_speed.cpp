#include "app/cli/bench_speed.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <regex>

#include "app/devices.h"
#include "core/engine/peak.h"
#include "core/flow/frozen.h"
#include "core/project/edits.h"
#include "core/render/frame.h"
#include "core/util/error.h"

namespace app::cli {

namespace {

constexpr int kWarmUp = 100;  // steps that a flow has learned before anything is measured
constexpr int kFew = 4;       // the same for flows whose steps take long
constexpr int kChunk = 8;     // steps an iteration
constexpr int kSamples = 100'000;
constexpr core::Window kWindow{-4, 4, -4, 4};

// What tests/bench/compare has a rival for; and the default of the window.
constexpr const char* kStacks[] = {"affine*8",  "spline*4(bins=8)", "maf*5",        "glow*8",
                                   "planar*16", "planar*32",        "cnf(steps=16)"};
constexpr const char* kPresets[] = {"nsf", "iresnet", "ffjord"};
constexpr int kBatches[] = {256, 1024, 4096};
// How cost grows: layers at batch 1024, batches of affine*8, pixels a side.
constexpr int kLayers[] = {1, 2, 4, 16, 32};
constexpr int kMoreBatches[] = {64, 128, 512, 2048, 8192, 16384};
constexpr int kSides[] = {100, 200, 800};

struct Stack {
  std::string name, text;
};

// A flow that has begun to learn, on one device.
struct Subject {
  std::unique_ptr<core::Engine> engine;
  std::shared_ptr<const core::Flow> flow;

  Subject(const std::string& device, int threads, const Stack& stack, int batch) : engine(makeEngine(device, threads)) {
    core::TrainSettings settings;
    settings.batch = batch;
    const core::TrainingData data = core::drawTrainingData(core::parseTarget("moons"), 1);
    flow = std::make_shared<core::Flow>(core::parseStack(stack.text, core::Objective::maximumLikelihood));
    engine->setFlow(flow);
    engine->setData(std::make_shared<core::Points>(data.pool));
    engine->setTraining(settings);
    core::TrainState state = core::TrainState::start(*flow, 1);
    flow->initialiseFrom(state.theta, data.pool.topRows(4096));
    engine->setState(state);
    const bool slow = core::hasOnlyVectorFields(*flow) || stack.text.find("residual") != std::string::npos;
    engine->train(slow ? kFew : kWarmUp);
  }

  std::shared_ptr<const core::Theta> theta() const { return std::make_shared<core::Theta>(engine->state().average); }
};

void step(benchmark::State& state, const std::string& device, int threads, const Stack& stack, int batch) {
  Subject subject(device, threads, stack, batch);
  while (state.KeepRunningBatch(kChunk)) subject.engine->train(kChunk);
  state.SetItemsProcessed(state.iterations() * batch);
}

// Frozen anew for every iteration, as for every snapshot of a training: making tables is part of the cost. A device has
// no tables and is given the theta.
core::Frozen frozenFor(const Subject& subject, const std::string& device,
                       const std::shared_ptr<const core::Theta>& theta) {
  const double depth = subject.flow->depth();
  if (device == "cpu") return core::Freezer().freeze(subject.flow, theta, depth);
  return {subject.flow, *theta, subject.flow->depth()};
}

void density(benchmark::State& state, const std::string& device, int threads, const Stack& stack, int side) {
  Subject subject(device, threads, stack, 512);
  const auto theta = subject.theta();
  for (auto _ : state) {
    core::densityGrid(*subject.engine, frozenFor(subject, device, theta), core::Scaling(), kWindow, side, side);
  }
  state.SetItemsProcessed(state.iterations() * side * side);
}

void samples(benchmark::State& state, const std::string& device, int threads, const Stack& stack) {
  Subject subject(device, threads, stack, 512);
  const auto theta = subject.theta();
  core::Points x;
  core::Values logDet;
  for (auto _ : state) {
    const core::Frozen frozen = frozenFor(subject, device, theta);
    subject.engine->setFlow(frozen.flow);
    subject.engine->toData(frozen.theta, frozen.flow->base().cloud(kSamples, 1), x, logDet, frozen.layers);
  }
  state.SetItemsProcessed(state.iterations() * kSamples);
}

// How far frozen layers are from the plain ones, in log-density: |difference| / (1 + |log p|).
void tableError(benchmark::State& state, int threads, const Stack& stack) {
  Subject subject("cpu", threads, stack, 512);
  const auto theta = subject.theta();
  constexpr int kSide = 100;
  core::DensityGrid fast, plain;
  for (auto _ : state) {
    fast = core::densityGrid(*subject.engine, frozenFor(subject, "cpu", theta), core::Scaling(), kWindow, kSide, kSide);
    core::Theta settled = *theta;
    subject.flow->settle(settled, core::kSettled);
    plain = core::densityGrid(*subject.engine, {subject.flow, settled, subject.flow->depth()}, core::Scaling(), kWindow,
                              kSide, kSide);
  }
  std::vector<double> errors;
  for (size_t i = 0; i < plain.logDensity.size(); ++i)
    errors.push_back(std::abs(fast.logDensity[i] - plain.logDensity[i]) / (1 + std::abs(plain.logDensity[i])));
  std::sort(errors.begin(), errors.end());
  state.counters["p99"] = errors[errors.size() * 99 / 100];
  state.counters["max"] = errors.back();
}

// What a window of 1280 x 800 shows at half of its resolution, half-way through the last layer.
void frame(benchmark::State& state, int threads, const Stack& stack) {
  Subject subject("cpu", threads, stack, 512);
  core::FrameRequest request;
  request.flow = subject.flow;
  request.theta = subject.theta();
  request.window = kWindow;
  request.particles = 1000;
  core::Freezer freezer;  // that of a window remembers the whole layers
  for (auto _ : state) {
    const core::Frozen frozen = freezer.freeze(request.flow, request.theta, subject.flow->depth() - 0.5);
    core::drawFrame(*subject.engine, frozen, request, {400, 260, core::kMovingIntegral});
  }
}

void peak(benchmark::State& state) {
  double flops = 0;
  for (auto _ : state) flops = core::peakFlops(0.1);
  state.counters["GFLOP/s"] = flops / 1e9;
}

// What is asked for of all that there is.
struct Suite {
  std::regex wanted;
  int count = 0;

  template <class F>
  void add(const std::string& name, F function) {
    if (!std::regex_search(name, wanted)) return;
    ++count;
    benchmark::RegisterBenchmark(name.c_str(), function)
        ->Unit(benchmark::kMillisecond)
        ->MeasureProcessCPUTime()
        ->UseRealTime();
  }
};

void addAll(Suite& suite, const std::string& device, int threads) {
  const auto addStep = [&](const Stack& s, int batch) {
    suite.add(device + "/step/" + s.name + "/" + std::to_string(batch),
              [=](benchmark::State& state) { step(state, device, threads, s, batch); });
  };
  const auto addDensity = [&](const Stack& s, int side) {
    suite.add(device + "/density/" + s.name + "/" + std::to_string(side) + "x" + std::to_string(side),
              [=](benchmark::State& state) { density(state, device, threads, s, side); });
  };
  std::vector<Stack> stacks;
  for (const char* text : kStacks) stacks.push_back({text, text});
  for (const char* key : kPresets) stacks.push_back({key, core::preset(key).stack});
  for (const Stack& s : stacks) {
    for (const int batch : kBatches) addStep(s, batch);
    addDensity(s, 400);
    suite.add(device + "/samples/" + s.name + "/" + std::to_string(kSamples),
              [=](benchmark::State& state) { samples(state, device, threads, s); });
    if (device != "cpu") continue;
    suite.add("cpu/frame/" + s.name + "/400x260", [=](benchmark::State& state) { frame(state, threads, s); });
    suite.add("cpu/table_error/" + s.name, [=](benchmark::State& state) { tableError(state, threads, s); });
  }
  for (const int batch : kMoreBatches) addStep(stacks.front(), batch);
  for (const int side : kSides) addDensity(stacks.front(), side);
  for (const int layers : kLayers) {
    const std::string text = "affine*" + std::to_string(layers);
    addStep({text, text}, 1024);
  }
}

}  // namespace

int benchSpeed(const SpeedOptions& o) {
  Suite suite;
  try {
    suite.wanted = std::regex(o.filter);
  } catch (const std::regex_error&) {
    throw core::InputError("--filter must be a regular expression, not '" + o.filter + "'");
  }
  std::vector<std::string> keys;
  for (const Device& device : devices().all) {
    if (o.device.empty() ? device.hardware : device.key == (o.device == "auto" ? devices().standard : o.device))
      keys.push_back(device.key);
  }
  if (keys.empty()) {  // "vulkan" alone, or nothing that there is
    makeEngine(o.device);
    keys.push_back(o.device);
  }
  for (const std::string& key : keys) {
    benchmark::AddCustomContext(key, makeEngine(key, o.threads)->name());
    addAll(suite, key, o.threads);
  }
  suite.add("cpu/peak/fma", peak);
  if (suite.count == 0)
    throw core::InputError("nothing to measure has a name in which '" + o.filter + "' is found; see bench --list");

  std::vector<std::string> flags = {"pushforward bench", "--benchmark_repetitions=" + std::to_string(o.repeats),
                                    "--benchmark_min_time=" + std::to_string(o.seconds),
                                    std::string("--benchmark_format=") + (o.json ? "json" : "console")};
  if (!o.json) flags.emplace_back("--benchmark_display_aggregates_only=true");
  if (o.list) flags.emplace_back("--benchmark_list_tests=true");
  std::vector<char*> argv;
  for (std::string& flag : flags) argv.push_back(flag.data());
  int argc = static_cast<int>(argv.size());
  benchmark::Initialize(&argc, argv.data());
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

}  // namespace app::cli
