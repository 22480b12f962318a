#include "core/engine/cpu_engine.h"

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>

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
        workers_(static_cast<size_t>(crew_.size())) {}

  std::string name() const override {
    const int n = crew_.size();
    return "CPU, " + cpuLevel() + ", " + std::to_string(n) + (n == 1 ? " thread" : " threads");
  }
  bool supports(Objective, std::string&) const override { return true; }

 protected:
  void doSetFlow() override {
    for (Worker& worker : workers_) worker.setFlow(*flow_);
    work_.resize(flow_->workSize());
    gradient_ = Theta::Zero(flow_->parameterCount());
  }
  void doSetData() override {}
  void doSetTraining() override {}
  void doSetState(const TrainState& state) override {
    state_ = state;
    skippedInARow_ = 0;
  }
  TrainState doState() override { return state_; }

  TrainReport doTrain(int steps) override {
    TrainReport report;
    for (int i = 0; i < steps && (i == 0 || skippedInARow_ < kPatience); ++i) {
      report.losses.push_back(step());
      if (skippedInARow_ > 0) report.failure = findFailure(*flow_, view(state_.theta), view(gradient_));
    }
    if (steps > 0) report.gradientNorms = layerNorms(*flow_, view(gradient_));
    return report;
  }

  void doToBase(const Theta& theta, const Points& x, Points& z, Values& logDet, int layers) override {
    flow_->prepare(view(theta), view(work_));
    evaluate(x, z, logDet, layers, 0,
             [&](Trace& trace, BlockValues& total) { flow_->toBase(view(work_), trace, total, layers, false); });
  }

  void doToData(const Theta& theta, const Points& z, Points& x, Values& logDet, int layers) override {
    flow_->prepare(view(theta), view(work_));
    evaluate(z, x, logDet, 0, layers, [&](Trace& trace, BlockValues& total) {
      flow_->toData(view(work_), trace, total, layers, false);
      for (Real& v : total.v) v = -v;
    });
  }

 private:
  // Runs `pass` over all blocks of `in`; blocks go to threads as they come free, since nothing is summed.
  template <class Pass>
  void evaluate(const Points& in, Points& out, Values& logDet, int from, int to, const Pass& pass) {
    std::atomic<Eigen::Index> next{0};
    crew_.run([&](int w) {
      Trace& trace = workers_[static_cast<size_t>(w)].trace;
      BlockValues total;
      for (Eigen::Index first = next.fetch_add(kBlock); first < in.rows(); first = next.fetch_add(kBlock)) {
        fillBlock(in, first, trace.at[static_cast<size_t>(from)]);
        pass(trace, total);
        const Eigen::Index count = std::min<Eigen::Index>(kBlock, in.rows() - first);
        const Block& end = trace.at[static_cast<size_t>(to)];
        out.col(0).segment(first, count) = Eigen::Map<const Values>(end.x1, count);
        out.col(1).segment(first, count) = Eigen::Map<const Values>(end.x2, count);
        logDet.segment(first, count) = Eigen::Map<const Values>(total.v, count);
      }
    });
  }

  float step() {
    const int blocks = (settings_.batch + kBlock - 1) / kBlock;
    const int crew = crew_.size();
    flow_->prepare(view(state_.theta), view(work_));
    const Batch batch{*flow_, view(std::as_const(work_)), pool_.get(), target_.get(), settings_, state_.step};
    crew_.run([&](int w) {
      Worker& worker = workers_[static_cast<size_t>(w)];
      worker.gWork.setZero();
      worker.loss = 0;
      // A fixed share for each thread: sums are made in the same order every time.
      for (int b = w; b < blocks; b += crew) {
        const int first = b * kBlock;
        addBlock(batch, first, std::min(kBlock, settings_.batch - first), worker);
      }
    });
    return update();
  }

  // Sums the threads' gradients in their order, clips, takes the step.
  float update() {
    Worker& first = workers_.front();
    for (size_t w = 1; w < workers_.size(); ++w) {
      first.gWork += workers_[w].gWork;
      first.loss += workers_[w].loss;
    }
    gradient_.setZero();
    flow_->prepareBackward(view(state_.theta), view(work_), view(first.gWork), view(gradient_));
    const double norm = std::sqrt(static_cast<double>(gradient_.square().sum()));
    const int step = state_.step++;
    if (!std::isfinite(norm) || !std::isfinite(first.loss)) {
      ++state_.skipped;
      ++skippedInARow_;
      return std::numeric_limits<float>::quiet_NaN();
    }
    const Real scale = norm > settings_.clip ? static_cast<Real>(settings_.clip / norm) : Real(1);
    skippedInARow_ = 0;
    adamUpdate(state_, gradient_,
               {scale, static_cast<Real>(settings_.rateAt(step) * state_.rateScale), static_cast<Real>(settings_.decay),
                static_cast<Real>(TrainSettings::averageWeightAt(step))});
    ++state_.updates;
    return static_cast<float>(first.loss);
  }

  ThreadPool crew_;
  std::vector<Worker> workers_;
  Theta work_;      // what flow_->prepare made of the theta at hand
  Theta gradient_;  // dL/dtheta of the last step
  TrainState state_;
  int skippedInARow_ = 0;
};

}  // namespace

std::unique_ptr<Engine> makeCpuEngine(const CpuOptions& options) { return std::make_unique<CpuEngine>(options); }

}  // namespace core
