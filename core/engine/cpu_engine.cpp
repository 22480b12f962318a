#include "core/engine/cpu_engine.h"

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>

#include "core/engine/condition_groups.h"
#include "core/engine/objectives.h"
#include "core/engine/thread_pool.h"

namespace core {

std::string cpuLevel() {
#if defined(__AVX512F__)
  return "AVX-512";
#elif defined(__AVX2__)
  return "AVX2";
#elif defined(__SSE2__)
  return "SSE2";
#else
  return "plain";
#endif
}

namespace {

class CpuEngine final : public Engine {
 public:
  explicit CpuEngine(const CpuOptions& options)
      : crew_(options.threads > 0 ? options.threads
                                  : std::max(1, static_cast<int>(std::thread::hardware_concurrency()))),
        workers_(static_cast<size_t>(crew_.size())),
        sums_(workers_.size()) {}

  std::string name() const override {
    const int n = crew_.size();
    return "CPU, " + cpuLevel() + ", " + std::to_string(n) + (n == 1 ? " thread" : " threads");
  }
  bool supports(const FlowSpec&, Objective, std::string&) const override { return true; }

 protected:
  void doSetFlow() override {
    for (Worker& worker : workers_) worker.setFlow(*flow_);
    groups_.setFlow(*flow_);
    if (conditional()) {
      for (Worker& worker : workers_) worker.gWorks.assign(ConditionGroups::kGroups, Theta::Zero(flow_->workSize()));
      groupGradient_ = Theta::Zero(flow_->parameterCount());
    }
    work_.resize(flow_->workSize());
    shownWork_.resize(flow_->workSize());
    stale_ = true;
    squares_.assign(static_cast<size_t>(flow_->depth()), 0);
    gradient_ = Theta::Zero(flow_->parameterCount());
  }
  void doSetData() override {}
  void doSetTraining() override {}
  void doSetState(const TrainState& state) override {
    state_ = state;
    stale_ = true;
    skippedInARow_ = 0;
  }
  TrainState doState() override { return state_; }

  TrainReport doTrain(int steps) override {
    TrainReport report;
    if (steps <= 0) return report;
    if (conditional()) groups_.setParts(parts_, settings_.objective == Objective::reverseKl ? target_ : nullptr);
    crew_.run([&](int w) { trainAs(w, steps, report); });
    stale_ = false;
    report.gradientNorms = layerNorms(*flow_, view(gradient_));
    return report;
  }

  void doToBase(const Theta& theta, const Points& x, Points& z, Values& logDet, int layers) override {
    flow_->prepare(view(theta), view(shownWork_));
    evaluate(x, &z, logDet, layers, 0,
             [&](Trace& trace, BlockValues& total) { flow_->toBase(view(shownWork_), trace, total, layers, false); });
  }

  void doLogDensity(const Theta& theta, const Points& x, Values& out, int layers) override {
    flow_->prepare(view(theta), view(shownWork_));
    evaluate(x, nullptr, out, layers, 0, [&](Trace& trace, BlockValues& total) {
      flow_->toBase(view(shownWork_), trace, total, layers, false);
      const Block& z = trace.at.front();
      addLogBase(flow_->base(), z, total);
    });
  }

  void doToData(const Theta& theta, const Points& z, Points& x, Values& logDet, int layers) override {
    flow_->prepare(view(theta), view(shownWork_));
    evaluate(z, &x, logDet, 0, layers, [&](Trace& trace, BlockValues& total) {
      flow_->toData(view(shownWork_), trace, total, layers, false);
      for (Real& v : total.v) v = -v;
    });
  }

 private:
  bool conditional() const { return flow_->slopeCount() > 0; }

  // Runs `pass` over all blocks of `in`; blocks go to threads as they come free, since nothing is summed. `out`: where the
  // points go, or null.
  template <class Pass>
  void evaluate(const Points& in, Points* out, Values& values, int from, int to, const Pass& pass) {
    std::atomic<Eigen::Index> next{0};
    crew_.run([&](int w) {
      Trace& trace = workers_[static_cast<size_t>(w)].trace;
      BlockValues total;
      for (Eigen::Index first = next.fetch_add(kBlock); first < in.rows(); first = next.fetch_add(kBlock)) {
        fillBlock(in, first, trace.at[static_cast<size_t>(from)]);
        pass(trace, total);
        const Eigen::Index count = std::min<Eigen::Index>(kBlock, in.rows() - first);
        values.segment(first, count) = Eigen::Map<const Values>(total.v, count);
        if (out == nullptr) continue;
        const Block& end = trace.at[static_cast<size_t>(to)];
        out->col(0).segment(first, count) = Eigen::Map<const Values>(end.x1, count);
        out->col(1).segment(first, count) = Eigen::Map<const Values>(end.x2, count);
      }
    });
  }

  // What thread w does in all steps: its share of the blocks, then of the layers. Between two meetings nobody writes
  // what somebody else reads; what every thread has to know it works out from the same numbers.
  void trainAs(int w, int steps, TrainReport& report) {
    int step = state_.step;
    int updates = state_.updates;
    int inARow = skippedInARow_;
    if (stale_ || conditional()) {
      for (int k = w; k < flow_->depth(); k += crew_.size()) prepare(step, k);
      crew_.meet();
    }
    const int last = step + steps;
    for (bool first = true; step < last && (first || inARow < kPatience); ++step, first = false) {
      addBlocks(w, step);
      crew_.meet();
      for (int k = w; k < flow_->depth(); k += crew_.size()) sumGradient(w, step, k);
      crew_.meet();
      double loss = 0, square = 0;
      for (const Worker& worker : workers_) loss += worker.loss;
      for (const double part : squares_) square += part;
      const double norm = std::sqrt(square);
      const bool taken = std::isfinite(norm) && std::isfinite(loss);
      if (taken) {
        const double scale = norm > settings_.clip ? settings_.clip / norm : 1;
        const AdamStep adam{
            ++updates, static_cast<Real>(scale), static_cast<Real>(settings_.rateAt(step) * state_.rateScale),
            static_cast<Real>(settings_.decay), static_cast<Real>(TrainSettings::averageWeightAt(step))};
        for (int k = w; k < flow_->depth(); k += crew_.size()) {
          if (conditional()) {
            groups_.update(*flow_, state_, gradient_, adam, k);
          } else {
            adamUpdate(state_, gradient_, adam, flow_->offset(k), flow_->parameterCount(k));
          }
          prepare(step + 1, k);
        }
      } else if (conditional()) {  // at other values of c
        for (int k = w; k < flow_->depth(); k += crew_.size()) prepare(step + 1, k);
      }
      inARow = taken ? 0 : inARow + 1;
      if (w == 0) {
        report.losses.push_back(taken ? static_cast<float>(loss) : std::numeric_limits<float>::quiet_NaN());
        if (!taken) report.failure = findFailure(*flow_, view(state_.theta), view(gradient_));
      }
      crew_.meet();
    }
    if (w != 0) return;
    state_.skipped += step - state_.step - (updates - state_.updates);
    state_.step = step;
    state_.updates = updates;
    skippedInARow_ = inARow;
  }

  // What the blocks of a step read of layer k.
  void prepare(int step, int k) {
    if (conditional()) {
      groups_.prepare(*flow_, view(std::as_const(state_.theta)), settings_, step, k);
    } else {
      flow_->prepare(view(state_.theta), view(work_), k);
    }
  }

  void addBlocks(int w, int step) {
    Worker& worker = workers_[static_cast<size_t>(w)];
    worker.loss = 0;
    if (!conditional()) {
      const auto rows = static_cast<std::uint32_t>(pool_ == nullptr ? 0 : pool_->rows());
      const Batch batch{*flow_, view(std::as_const(work_)), pool_.get(), 0, rows, target_.get(), settings_, step};
      addShare(w, batch, 0, settings_.batch, 0, worker);
      return;
    }
    for (int g = 0, block = 0; g < groups_.count(settings_); ++g) {
      const DataPart& part = groups_.part(settings_, step, g);
      const Batch batch{*flow_,
                        view(groups_.group(g).work),
                        pool_.get(),
                        static_cast<std::uint32_t>(part.first),
                        static_cast<std::uint32_t>(part.count),
                        groups_.target(settings_, step, g),
                        settings_,
                        step};
      worker.gWork.swap(worker.gWorks[static_cast<size_t>(g)]);
      const int first = groups_.firstPoint(settings_, g);
      block = addShare(w, batch, first, groups_.firstPoint(settings_, g + 1) - first, block, worker);
      worker.gWork.swap(worker.gWorks[static_cast<size_t>(g)]);
    }
  }

  // A fixed share of the blocks of `count` points for each thread: sums are made in the same order every time. `block`:
  // how many blocks there were before these; gives back how many there are now.
  int addShare(int w, const Batch& batch, int start, int count, int block, Worker& worker) {
    worker.gWork.setZero();
    for (int first = 0; first < count; first += kBlock, ++block) {
      if (block % crew_.size() == w) addBlock(batch, start + first, std::min(kBlock, count - first), worker);
    }
    return block;
  }

  // Layer k's part of the gradient: the threads' shares, summed in their order. The sum goes where thread w had its own
  // share, since what two threads write in turn travels between their caches each time.
  template <class Shares>
  void sumShares(int w, int k, const Shares& of) {
    const auto share = [&](Worker& worker) { return of(worker).segment(flow_->workOffset(k), flow_->workSize(k)); };
    Theta& sum = sums_[static_cast<size_t>(w)];
    sum = share(workers_.front());
    for (size_t other = 1; other < workers_.size(); ++other) sum += share(workers_[other]);
    share(workers_[static_cast<size_t>(w)]) = sum;
  }

  void sumGradient(int w, int step, int k) {
    auto gradient = gradient_.segment(flow_->offset(k), flow_->parameterCount(k));
    gradient.setZero();
    if (conditional()) {
      sumGroups(w, step, k);
    } else {
      sumShares(w, k, [](Worker& worker) -> Theta& { return worker.gWork; });
      flow_->prepareBackward(view(state_.theta), view(work_), view(workers_[static_cast<size_t>(w)].gWork),
                             view(gradient_), k);
    }
    squares_[static_cast<size_t>(k)] = gradient.square().sum();
    if (conditional())
      squares_[static_cast<size_t>(k)] += gradient_.segment(flow_->slopeOffset(k), flow_->slopeCount(k)).square().sum();
  }

  void sumGroups(int w, int step, int k) {
    gradient_.segment(flow_->slopeOffset(k), flow_->slopeCount(k)).setZero();
    for (int g = 0; g < groups_.count(settings_); ++g) {
      const auto of = [g](Worker& worker) -> Theta& { return worker.gWorks[static_cast<size_t>(g)]; };
      sumShares(w, k, of);
      const ConditionGroup& group = groups_.group(g);
      groupGradient_.segment(flow_->offset(k), flow_->parameterCount(k)).setZero();
      flow_->prepareBackward(view(group.theta), view(group.work),
                             view(std::as_const(of(workers_[static_cast<size_t>(w)]))), view(groupGradient_), k);
      flow_->giveBackward(view(std::as_const(groupGradient_)), groups_.part(settings_, step, g).c, view(gradient_), k);
    }
  }

  ThreadPool crew_;
  std::vector<Worker> workers_;
  TrainState state_;
  Theta work_;  // what flow_->prepare made of state_.theta, unless it is stale
  bool stale_ = true;
  Theta gradient_;               // dL/dtheta of the last step
  ConditionGroups groups_;       // of a conditional flow
  Theta groupGradient_;          // of one of them, dL/d(theta given its c)
  std::vector<Theta> sums_;      // each thread's own place to sum in
  std::vector<double> squares_;  // squared norm of each layer's part of it
  Theta shownWork_;              // what flow_->prepare made of a theta to be evaluated
  int skippedInARow_ = 0;
};

}  // namespace

std::unique_ptr<Engine> makeCpuEngine(const CpuOptions& options) { return std::make_unique<CpuEngine>(options); }

}  // namespace core
