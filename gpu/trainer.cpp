#include "gpu/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "shaders/sizes.glsl"
#include "spirv/adam.h"
#include "spirv/gradient.h"
#include "spirv/gradient_tailored.h"
#include "spirv/reduce.h"

namespace gpu {

namespace {

constexpr std::uint64_t kMostGroups = 256;             // of the gradient: enough for a large card
constexpr std::uint64_t kMostSliceBytes = 256u << 20;  // that their slices may take together
constexpr std::uint64_t kMostTraceBytes = 64u << 20;   // of the points between layers
constexpr std::uint64_t kMostTapeBytes = 64u << 20;    // that is kept of networks for the way back
constexpr double kSubmissionSeconds = 0.1;             // a submission that lasts seconds freezes a desktop

struct GradientPush {
  std::uint32_t seed[2];
  std::uint32_t batch, poolSize;
  std::int32_t entries, workSize;
  std::uint32_t wideStride, slot;
  float weight;
  std::uint32_t tapeEntry;
  std::int32_t baseKind;
  float baseNumbers[4];
};
struct ReducePush {
  std::uint32_t workSize, slices, parameters, copied;
};
struct AdamPush {
  std::uint32_t parameters, sums, slot;
  float clip, decay;
  std::uint32_t copied;
};

std::uint32_t ceilDiv(std::uint64_t a, std::uint64_t b) { return static_cast<std::uint32_t>((a + b - 1) / b); }

}  // namespace

Trainer::Trainer(const Device& device)
    : device_(device),
      gradientKernels_(device,
                       device.specialises() ? std::span<const std::uint32_t>(gradient_tailored_spirv) : gradient_spirv,
                       8, sizeof(GradientPush)),
      reduceKernel_(device, reduce_spirv, 4, sizeof(ReducePush)),
      adamKernel_(device, adam_spirv, 9, sizeof(AdamPush)),
      submission_(device),
      status_(device, sizeof(Status) * (MAX_STEPS + 1)),
      statusIn_(device, sizeof(Status), Buffer::Home::host),
      statusOut_(device, sizeof(Status) * (MAX_STEPS + 1), Buffer::Home::host),
      schedule_(device, sizeof(Pace) * MAX_STEPS),
      scheduleIn_(device, sizeof(Pace) * MAX_STEPS, Buffer::Home::host),
      preparation_(device) {}

void Trainer::setFlow(const Program& program) {
  prepared_ = false;  // first: what follows may throw
  program_ = program;
  const std::uint64_t bytes = static_cast<std::uint64_t>(program.parameters) * 4;
  programWords_.emplace(device_, program.words.size() * 4);
  programWords_->write(std::span<const std::int32_t>(program.words));
  for (auto* buffer : {&theta_, &average_, &mean_, &square_}) buffer->emplace(device_, bytes);
  preparation_.setFlow(program_, *programWords_, *theta_);
  gWork_.emplace(device_, static_cast<std::uint64_t>(program.workSize) * 4);
  owners_.emplace(device_, program.owners.size() * 4);
  owners_->write(std::span<const std::int32_t>(program.owners));
  gradient_.emplace(device_, bytes + 4 + std::uint64_t{4} * std::max(preparation_.sums(), std::uint32_t{MAX_SUMS}));
  counts_ = {};
}

void Trainer::setData(const core::Points& pool) {
  std::vector<float> pairs(static_cast<size_t>(2 * pool.rows()));
  for (Eigen::Index i = 0; i < pool.rows(); ++i) {
    pairs[static_cast<size_t>(2 * i)] = pool(i, 0);
    pairs[static_cast<size_t>(2 * i) + 1] = pool(i, 1);
  }
  poolSize_ = static_cast<std::uint32_t>(pool.rows());
  pool_.emplace(device_, pairs.size() * 4);
  pool_->write(std::span<const float>(pairs));
  prepared_ = false;
}

void Trainer::setTraining(const core::TrainSettings& settings) {
  // The rate and its schedule are sent with every submission; the rest is in the recorded commands.
  core::TrainSettings same = settings_;
  same.rate = settings.rate;
  same.schedule = settings.schedule;
  same.warmUp = settings.warmUp;
  same.horizon = settings.horizon;
  if (!(same == settings)) prepared_ = false;
  settings_ = settings;
}

void Trainer::setState(const core::TrainState& state) {
  theta_->write(core::view(state.theta));
  average_->write(core::view(state.average));
  mean_->write(core::view(state.mean));
  square_->write(core::view(state.square));
  counts_ = {state.step, state.updates, state.skipped, 0};
  rateScale_ = state.rateScale;
  rollbacks_ = state.rollbacks;
}

core::TrainState Trainer::state() const {
  core::TrainState state;
  const auto fetch = [&](const std::optional<Buffer>& buffer, core::Theta& values) {
    values.resize(program_.parameters);
    buffer->read(core::view(values));
  };
  fetch(theta_, state.theta);
  fetch(average_, state.average);
  fetch(mean_, state.mean);
  fetch(square_, state.square);
  state.step = counts_.step;
  state.updates = counts_.updates;
  state.skipped = counts_.skipped;
  state.rateScale = rateScale_;
  state.rollbacks = rollbacks_;
  return state;
}

core::Theta Trainer::gradient() const {
  core::Theta values(program_.parameters);
  gradient_->read(core::view(values));
  return values;
}

std::uint32_t Trainer::tapeEntry() const {
  return isWide(program_.units) || program_.largestNetwork == 0 ? 0 : static_cast<std::uint32_t>(program_.units);
}

// Makes what hangs on several of flow, data and settings.
void Trainer::prepare() {
  if (prepared_) return;
  const std::uint64_t slice = 4 * (static_cast<std::uint64_t>(program_.workSize) + 1);
  const std::uint64_t trace = std::uint64_t{8} * MOST_GROUP * (static_cast<std::uint64_t>(program_.entries) + 1);
  const std::uint64_t fit = std::min(std::min(kMostSliceBytes, device_.largestBuffer()) / slice,
                                     std::min(kMostTraceBytes, device_.largestBuffer()) / trace);
  const std::uint64_t tiles = ceilDiv(static_cast<std::uint64_t>(settings_.batch), TILE);
  groups_ = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(fit, 1, std::min(tiles, kMostGroups)));
  slices_.emplace(device_, slice * groups_);
  trace_.emplace(device_, trace * groups_);
  cells_.emplace(device_, std::uint64_t{16} * wideStride(program_.units) * groups_);
  const std::uint64_t tape =
      std::uint64_t{4} * TILE * tapeEntry() * static_cast<std::uint64_t>(program_.entries) * groups_;
  const bool keeps = tape > 0 && tape <= kMostTapeBytes && device_.specialises();
  tape_.emplace(device_, keeps ? tape : 4);
  gradientKernel_ = &gradientKernels_.of(constantsOf(device_, program_, {.units = program_.units, .tape = keeps}));
  if (!program_.copied) preparation_.setGradient(*gWork_, *gradient_);
  using List = std::initializer_list<const Buffer*>;
  gradientBindings_.emplace(*gradientKernel_, List{&preparation_.work(), &*programWords_, &*cells_, &*slices_, &*pool_,
                                                   &*trace_, &status_, &*tape_});
  reduceBindings_.emplace(reduceKernel_, List{&*slices_, &*gWork_, &*gradient_, &*owners_});
  adamBindings_.emplace(adamKernel_, List{&*theta_, &*average_, &*mean_, &*square_, &*gradient_, &schedule_, &status_,
                                          &preparation_.work(), &preparation_.homes()});
  recorded_ = 0;
  stepsAtOnce_ = 1;
  prepared_ = true;
}

void Trainer::record(int steps) {
  if (recorded_ == steps) return;
  recorded_ = 0;
  const auto parameters = static_cast<std::uint32_t>(program_.parameters);
  const std::uint32_t adamGroups = std::clamp(ceilDiv(parameters, SUM_GROUP), 1u, 4096u);
  GradientPush gradient{{static_cast<std::uint32_t>(settings_.seed), static_cast<std::uint32_t>(settings_.seed >> 32)},
                        static_cast<std::uint32_t>(settings_.batch),
                        poolSize_,
                        program_.entries,
                        program_.workSize,
                        wideStride(program_.units),
                        0,
                        1.0f / static_cast<float>(settings_.batch),
                        tapeEntry() * (TILE / 4),
                        program_.base.kind,
                        {}};
  std::copy(program_.base.numbers.begin(), program_.base.numbers.end(), gradient.baseNumbers);
  // Where the work is a copy of theta, the kernels that sum and step see to the copy.
  const std::uint32_t copied = program_.copied ? 1 : 0;
  const ReducePush reduce{static_cast<std::uint32_t>(program_.workSize), groups_, parameters, copied};
  const std::uint32_t reduceGroups = std::min(ceilDiv(reduce.workSize + 1, SUM_COLUMNS), std::uint32_t{MAX_SUMS});
  AdamPush adam{parameters,
                program_.copied ? reduceGroups : preparation_.sums(),
                0,
                static_cast<float>(settings_.clip),
                static_cast<float>(settings_.decay),
                copied};
  submission_.begin();
  submission_.copy(statusIn_, status_, sizeof(Status));
  submission_.copy(scheduleIn_, schedule_, sizeof(Pace) * static_cast<std::uint64_t>(steps));
  for (int i = 0; i < steps; ++i) {
    gradient.slot = adam.slot = static_cast<std::uint32_t>(i);
    if (i == 0 || !program_.copied) preparation_.record(submission_);
    submission_.dispatch(*gradientKernel_, *gradientBindings_, gradient, groups_);
    submission_.dispatch(reduceKernel_, *reduceBindings_, reduce, reduceGroups);
    if (!program_.copied) preparation_.recordBackward(submission_);
    submission_.dispatch(adamKernel_, *adamBindings_, adam, adamGroups);
  }
  submission_.copy(status_, statusOut_, sizeof(Status) * (static_cast<std::uint64_t>(steps) + 1));
  submission_.end();
  recorded_ = steps;
}

// The rates of the next steps and Adam's bias corrections, as core::adamUpdate has them.
void Trainer::fillSchedule(int steps) {
  statusIn_.view<Status>()[0] = counts_;
  const auto schedule = scheduleIn_.view<Pace>();
  for (int i = 0; i < steps; ++i) {
    const auto t = static_cast<float>(counts_.updates + 1 + i);
    schedule[static_cast<size_t>(i)] = {
        static_cast<float>(settings_.rateAt(counts_.step + i) * rateScale_),
        static_cast<float>(core::TrainSettings::averageWeightAt(counts_.step + i)),
        1 / (1 - std::pow(0.9f, t)),
        1 / (1 - std::pow(0.999f, t)),
    };
  }
}

std::vector<float> Trainer::train(int steps) {
  prepare();
  std::vector<float> losses;
  while (static_cast<int>(losses.size()) < steps) {
    const int count = std::min(steps - static_cast<int>(losses.size()), stepsAtOnce_);
    record(count);
    fillSchedule(count);
    const auto start = std::chrono::steady_clock::now();
    submission_.run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const auto results = statusOut_.view<Status>();
    for (int i = 1; i <= count; ++i) losses.push_back(results[static_cast<size_t>(i)].loss);
    counts_ = results[static_cast<size_t>(count)];
    // Powers of two, so that the commands are seldom recorded anew.
    const double each = took.count() / count;
    if (2 * stepsAtOnce_ * each < kSubmissionSeconds) stepsAtOnce_ = std::min(2 * stepsAtOnce_, MAX_STEPS);
    if (stepsAtOnce_ * each > 2 * kSubmissionSeconds) stepsAtOnce_ = std::max(stepsAtOnce_ / 2, 1);
  }
  return losses;
}

}  // namespace gpu
