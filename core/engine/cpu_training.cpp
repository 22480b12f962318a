#include "core/engine/cpu_training.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/engine/engine.h"

namespace core {

namespace {

// Parameters, or what stands for them in the work, that are worth a task of their own.
constexpr int kTaskSize = 2048;
// Crews up to this help each other with shares; where there are more cores, one that is displaced matters less, and every
// member would come to need room for every share.
constexpr int kSmallCrew = 8;

}  // namespace

CpuTraining::CpuTraining(ThreadPool& crew)
    : crew_(crew),
      rounds_(crew.size(), crew.size()),
      workers_(static_cast<size_t>(crew.size())),
      shares_(workers_.size()),
      pins_(workers_.size()),
      works_(workers_.size() + 1),
      sums_(workers_.size()),
      makers_(workers_.size()) {}

void CpuTraining::setFlow(const std::shared_ptr<const Flow>& flow) {
  flow_ = flow;
  for (Worker& worker : workers_) worker.setFlow(*flow);
  for (auto& shares : shares_) shares.assign(workers_.size(), {});
  for (Theta& work : works_) work.resize(0);
  works_.front().resize(flow->workSize());
  work_ = nextWork_ = 0;
  groups_.setFlow(*flow);
  if (conditional()) groupGradient_ = Theta::Zero(flow->parameterCount());
  gradient_ = Theta::Zero(flow->parameterCount());
  for (Theta& sum : sums_) sum.resize(flow->workSize());
  squares_.assign(static_cast<size_t>(flow->depth()), 0);
  shareOutLayers();
  stale_ = true;
}

// Neighbours together, of about the same size; one task if there is next to nothing to do.
void CpuTraining::shareOutLayers() {
  const int size = std::max(flow_->workSize(), flow_->parameterCount());
  const auto tasks = static_cast<size_t>(std::clamp(size / kTaskSize, 1, crew_.size()));
  firstLayers_.assign(1, 0);
  for (int k = 1; k < flow_->depth() && firstLayers_.size() < tasks; ++k) {
    const double middle = flow_->workOffset(k) + 0.5 * flow_->workSize(k);
    if (middle * static_cast<double>(tasks) >= static_cast<double>(firstLayers_.size()) * flow_->workSize())
      firstLayers_.push_back(k);
  }
  firstLayers_.push_back(flow_->depth());
}

void CpuTraining::setState(const TrainState& state) {
  state_ = state;
  stale_ = true;
  skippedInARow_ = 0;
}

TrainReport CpuTraining::train(const Data& data, const TrainSettings& settings, int steps) {
  report_ = {};
  if (steps <= 0) return std::move(report_);
  data_ = data;
  settings_ = &settings;
  if (conditional()) groups_.setParts(*data.parts, settings.objective == Objective::reverseKl ? data.target : nullptr);
  last_ = state_.step + steps;
  updates_ = state_.updates;
  step_ = state_.step - 1;
  taken_ = false;
  preparing_ = stale_ || conditional();
  start_ = state_.step;
  nextWork_ = work_;
  first_ = rounds_.round() + 1;
  rounds_.begin(ofLayers());
  crew_.run([this](int w) {
    rounds_.takePart(
        w, [this, w](std::int64_t r, int task) { work(w, r, task); }, [this](std::int64_t r) { return next(r); });
  });
  stale_ = false;
  state_.skipped += step_ - start_ - (updates_ - state_.updates);
  state_.step = step_;
  state_.updates = updates_;
  for (const double square : squares_) report_.gradientNorms.push_back(static_cast<float>(std::sqrt(square)));
  return std::move(report_);
}

void CpuTraining::work(int w, std::int64_t r, int task) {
  const Part part = partOf(r);
  if (part == Part::shares) return makeShare(w, r, task);
  const auto t = static_cast<size_t>(task);
  for (int k = firstLayers_[t]; k < firstLayers_[t + 1]; ++k) part == Part::sums ? sum(w, k) : update(k);
}

Rounds::Round CpuTraining::ofLayers() const {
  return {static_cast<int>(firstLayers_.size()) - 1, Rounds::Help::others};
}

Rounds::Round CpuTraining::next(std::int64_t r) {
  switch (partOf(r)) {
    // A conditional flow's groups are prepared in one place alone: its shares are not done again.
    case Part::update:
      if (!endStep()) return {0, Rounds::Help::none};
      return {crew_.size(), crew_.size() > kSmallCrew ? Rounds::Help::none
                            : conditional()           ? Rounds::Help::others
                                                      : Rounds::Help::again};
    case Part::shares:
      for (size_t s = 0; s < makers_.size(); ++s)
        makers_[s] = static_cast<size_t>(rounds_.committer(static_cast<int>(s)));
      return ofLayers();
    case Part::sums: endSums(); return ofLayers();
  }
  return {0, Rounds::Help::none};
}

// A fixed share of the blocks of a batch: sums are made in the same order every time.
void CpuTraining::makeShare(int w, std::int64_t r, int s) {
  const int step = start_ + static_cast<int>((r - first_) / 3);  // by the time that it is done, step_ may be another
  // Whoever looks for a free work sees this, or this sees that the round is over.
  std::atomic<int>& pin = pins_[static_cast<size_t>(w)].work;
  const int version = work_.load();
  pin.store(version);
  if (rounds_.isAt(r)) {
    Worker& worker = workers_[static_cast<size_t>(w)];
    Share& share = shares_[static_cast<size_t>(w)][static_cast<size_t>(s)];
    worker.loss = 0;
    addBlocks(r, step, s, view(std::as_const(works_[static_cast<size_t>(version)])), share, worker);
    share.loss = worker.loss;
  }
  pin.store(-1);
}

void CpuTraining::addBlocks(std::int64_t r, int step, int s, ConstTheta work, Share& share, Worker& worker) {
  const auto rows = static_cast<std::uint32_t>(data_.pool == nullptr ? 0 : data_.pool->rows());
  if (!conditional()) {
    const Batch batch{*flow_, work, data_.pool, 0, rows, data_.target.get(), *settings_, step};
    if (share.gWork.size() == 0) share.gWork.resize(flow_->workSize());
    worker.gWork.swap(share.gWork);
    addBlocks(r, s, batch, 0, settings_->batch, 0, worker);
    worker.gWork.swap(share.gWork);
    return;
  }
  if (share.gWorks.empty()) share.gWorks.assign(ConditionGroups::kGroups, Theta(flow_->workSize()));
  for (int g = 0, block = 0; g < groups_.count(*settings_); ++g) {
    const DataPart& part = groups_.part(*settings_, step, g);
    const Batch batch{*flow_,
                      view(groups_.group(g).work),
                      data_.pool,
                      static_cast<std::uint32_t>(part.first),
                      static_cast<std::uint32_t>(part.count),
                      groups_.target(*settings_, step, g),
                      *settings_,
                      step};
    worker.gWork.swap(share.gWorks[static_cast<size_t>(g)]);
    const int first = groups_.firstPoint(*settings_, g);
    block = addBlocks(r, s, batch, first, groups_.firstPoint(*settings_, g + 1) - first, block, worker);
    worker.gWork.swap(share.gWorks[static_cast<size_t>(g)]);
  }
}

// `block`: how many blocks there were before these `count` points; gives back how many there are now.
int CpuTraining::addBlocks(std::int64_t r, int s, const Batch& batch, int start, int count, int block, Worker& worker) {
  worker.gWork.setZero();
  for (int first = 0; first < count; first += kBlock, ++block) {
    if (block % crew_.size() != s) continue;
    if (!rounds_.isAt(r)) break;  // somebody else has done it: this will not count
    addBlock(batch, start + first, std::min(kBlock, count - first), worker);
  }
  return block;
}

// Layer k's part of dL/dwork: the shares, summed in their order. The sum goes where thread w sums alone, since what two
// threads write in turn travels between their caches each time.
template <class Of>
void CpuTraining::sumShares(int w, int k, const Of& of) {
  const auto part = [&](Theta& all) { return all.segment(flow_->workOffset(k), flow_->workSize(k)); };
  auto sum = part(sums_[static_cast<size_t>(w)]);
  sum = part(of(made(0)));
  for (int s = 1; s < crew_.size(); ++s) sum += part(of(made(s)));
}

// Layer k's part of the gradient where that is dL/dwork, and its square: one pass over what may fill a cache.
void CpuTraining::sumCopied(int k) {
  constexpr int kChunk = 1024;  // of which nothing leaves the nearest cache between the sum and its square
  double square = 0;            // not where it belongs yet: its neighbours there are other threads'
  for (int first = 0; first < flow_->parameterCount(k); first += kChunk) {
    const int count = std::min(kChunk, flow_->parameterCount(k) - first);
    auto gradient = gradient_.segment(flow_->offset(k) + first, count);
    const auto share = [&](int s) { return made(s).gWork.segment(flow_->workOffset(k) + first, count); };
    gradient = share(0);
    for (int s = 1; s < crew_.size(); ++s) gradient += share(s);
    square += static_cast<double>(gradient.square().sum());
  }
  squares_[static_cast<size_t>(k)] = square;
}

void CpuTraining::sum(int w, int k) {
  auto gradient = gradient_.segment(flow_->offset(k), flow_->parameterCount(k));
  if (!conditional() && flow_->learns(k) && flow_->layer(k).workIsTheta()) return sumCopied(k);
  gradient.setZero();
  if (conditional()) {
    sumGroups(w, k);
  } else if (flow_->learns(k)) {
    sumShares(w, k, [](Share& share) -> Theta& { return share.gWork; });
    flow_->prepareBackward(view(state_.theta), view(std::as_const(works_[static_cast<size_t>(work_.load())])),
                           view(std::as_const(sums_[static_cast<size_t>(w)])), view(gradient_), k);
  }
  squares_[static_cast<size_t>(k)] = static_cast<double>(gradient.square().sum());
  if (conditional())
    squares_[static_cast<size_t>(k)] +=
        static_cast<double>(gradient_.segment(flow_->slopeOffset(k), flow_->slopeCount(k)).square().sum());
}

void CpuTraining::sumGroups(int w, int k) {
  gradient_.segment(flow_->slopeOffset(k), flow_->slopeCount(k)).setZero();
  for (int g = 0; g < groups_.count(*settings_); ++g) {
    sumShares(w, k, [g](Share& share) -> Theta& { return share.gWorks[static_cast<size_t>(g)]; });
    const ConditionGroup& group = groups_.group(g);
    groupGradient_.segment(flow_->offset(k), flow_->parameterCount(k)).setZero();
    flow_->prepareBackward(view(group.theta), view(group.work), view(std::as_const(sums_[static_cast<size_t>(w)])),
                           view(groupGradient_), k);
    flow_->giveBackward(view(std::as_const(groupGradient_)), groups_.part(*settings_, step_, g).c, view(gradient_), k);
  }
}

void CpuTraining::endSums() {
  double loss = 0, square = 0;
  for (int s = 0; s < crew_.size(); ++s) loss += made(s).loss;
  for (const double part : squares_) square += part;
  const double norm = std::sqrt(square);
  taken_ = std::isfinite(norm) && std::isfinite(loss);
  if (taken_) {
    const double scale = norm > settings_->clip ? settings_->clip / norm : 1;
    adam_ = {++updates_, static_cast<Real>(scale), static_cast<Real>(settings_->rateAt(step_) * state_.rateScale),
             static_cast<Real>(settings_->decay), static_cast<Real>(TrainSettings::averageWeightAt(step_))};
  }
  nextWork_ = taken_ ? freeWork() : work_.load();
  // Not anew where it has its size: a thread that was displaced may be reading the newest, which stays if nothing is taken.
  if (Theta& work = works_[static_cast<size_t>(nextWork_)]; work.size() == 0) work.resize(flow_->workSize());
  skippedInARow_ = taken_ ? 0 : skippedInARow_ + 1;
  report_.losses.push_back(taken_ ? static_cast<float>(loss) : std::numeric_limits<float>::quiet_NaN());
  if (!taken_) report_.failure = findFailure(*flow_, view(state_.theta), view(gradient_));
}

// The newest, unless a thread that was displaced still reads it.
int CpuTraining::freeWork() const {
  const auto read = [this](int version) {
    return std::any_of(pins_.begin(), pins_.end(), [&](const Pin& pin) { return pin.work.load() == version; });
  };
  int version = work_.load();
  if (!read(version)) return version;
  for (version = 0; read(version);) ++version;  // one more than threads: one is free
  return version;
}

void CpuTraining::update(int k) {
  if (taken_) {
    if (conditional()) {
      groups_.update(*flow_, state_, gradient_, adam_, k);
    } else {
      const bool copied = flow_->layer(k).workIsTheta();
      Real* copy = copied ? works_[static_cast<size_t>(nextWork_)].data() + flow_->workOffset(k) : nullptr;
      adamUpdate(state_, gradient_, adam_, flow_->offset(k), flow_->parameterCount(k), copy);
      if (copied) return;  // with that it is prepared
    }
  }
  // Those of a conditional flow's next step are at other values of c.
  if (taken_ || preparing_ || conditional()) prepare(step_ + 1, k);
}

// What the shares of a step read of layer k.
void CpuTraining::prepare(int step, int k) {
  if (conditional()) {
    groups_.prepare(*flow_, view(std::as_const(state_.theta)), *settings_, step, k);
  } else {
    flow_->prepare(view(state_.theta), view(works_[static_cast<size_t>(nextWork_)]), k);
  }
}

bool CpuTraining::endStep() {
  work_ = nextWork_;
  preparing_ = false;
  ++step_;
  return step_ < last_ && (step_ == start_ || skippedInARow_ < Engine::kPatience);
}

}  // namespace core
