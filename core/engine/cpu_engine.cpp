#include "core/engine/cpu_engine.h"

#include <algorithm>
#include <cmath>
#include <thread>

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

// What one thread owns.
struct Worker {
  Trace trace;
  Theta gWork;  // its share of dL/dwork
  double loss = 0;
};

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
    for (Worker& worker : workers_) {
      worker.trace = flow_->makeTrace();
      worker.gWork = Theta::Zero(flow_->workSize());
    }
    work_.resize(flow_->workSize());
    gradient_ = Theta::Zero(flow_->parameterCount());
  }
  void doSetData() override {}
  void doSetTraining() override {}
  void doSetState(const TrainState& state) override { state_ = state; }
  TrainState doState() override { return state_; }

  TrainReport doTrain(int steps) override {
    TrainReport report;
    for (int i = 0; i < steps; ++i) report.losses.push_back(step());
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
    crew_.run([&](int w) {
      Worker& worker = workers_[static_cast<size_t>(w)];
      worker.gWork.setZero();
      worker.loss = 0;
      // A fixed share for each thread: sums are made in the same order every time.
      for (int b = w; b < blocks; b += crew) {
        const int first = b * kBlock;
        const int count = std::min(kBlock, settings_.batch - first);
        if (settings_.objective == Objective::maximumLikelihood) {
          likelihoodBlock(worker, first, count);
        } else {
          reverseKlBlock(worker, first, count);
        }
      }
    });
    return update();
  }

  // Loss: mean of 0.5 |z|^2 + log 2 pi - logDet.
  void likelihoodBlock(Worker& worker, int first, int count) {
    Block& x = worker.trace.at.back();
    const auto rows = static_cast<std::uint32_t>(pool_->rows());
    const auto step = static_cast<std::uint32_t>(state_.step);
    for (int i = 0; i < kBlock; ++i) {
      const int point = first + std::min(i, count - 1);
      const std::uint32_t row = batchIndex(settings_.seed, step, static_cast<std::uint32_t>(point), rows);
      x.x1[i] = (*pool_)(row, 0);
      x.x2[i] = (*pool_)(row, 1);
    }
    BlockValues logDet, gLogDet;
    flow_->toBase(view(work_), worker.trace, logDet, flow_->depth(), true);
    const Block& z = worker.trace.at.front();
    Block g;
    const Real weight = Real(1) / static_cast<Real>(settings_.batch);
    for (int i = 0; i < kBlock; ++i) {
      const Real w = i < count ? weight : 0;  // the padding counts for nothing
      g.x1[i] = w * z.x1[i];
      g.x2[i] = w * z.x2[i];
      gLogDet.v[i] = -w;
      if (i < count) worker.loss -= (logBase(z.x1[i], z.x2[i]) + logDet.v[i]) / settings_.batch;
    }
    flow_->backwardToBase(view(work_), worker.trace, g, gLogDet, view(worker.gWork));
  }

  // Loss: mean of log N(z) - logDet(toData) - log p(x), x = toData(z).
  void reverseKlBlock(Worker& worker, int first, int count) {
    Block& z = worker.trace.at.front();
    const auto step = static_cast<std::uint32_t>(state_.step);
    for (int i = 0; i < kBlock; ++i) {
      const int point = first + std::min(i, count - 1);
      const auto p = basePoint(settings_.seed, step, static_cast<std::uint32_t>(point));
      z.x1[i] = p[0];
      z.x2[i] = p[1];
    }
    BlockValues logDet, gLogDet;
    flow_->toData(view(work_), worker.trace, logDet, flow_->depth(), true);
    const Block& x = worker.trace.at.back();
    Block g{};
    for (int i = 0; i < kBlock; ++i) {
      gLogDet.v[i] = 0;
      if (i >= count) continue;
      const double weight = 1.0 / settings_.batch;
      const auto score = target_->score(x.x1[i], x.x2[i]);
      g.x1[i] = static_cast<Real>(-weight * score[0]);
      g.x2[i] = static_cast<Real>(-weight * score[1]);
      gLogDet.v[i] = static_cast<Real>(-weight);
      worker.loss += weight * (logBase(z.x1[i], z.x2[i]) - logDet.v[i] - target_->logDensity(x.x1[i], x.x2[i]));
    }
    flow_->backwardToData(view(work_), worker.trace, g, gLogDet, view(worker.gWork));
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
      return std::numeric_limits<float>::quiet_NaN();
    }
    const Real scale = norm > settings_.clip ? static_cast<Real>(settings_.clip / norm) : Real(1);
    adamUpdate(state_, gradient_,
               {scale, static_cast<Real>(settings_.rateAt(step)), static_cast<Real>(settings_.decay),
                static_cast<Real>(TrainSettings::averageWeightAt(step))});
    ++state_.updates;
    return static_cast<float>(first.loss);
  }

  ThreadPool crew_;
  std::vector<Worker> workers_;
  Theta work_;      // what flow_->prepare made of the theta at hand
  Theta gradient_;  // dL/dtheta of the last step
  TrainState state_;
};

}  // namespace

std::unique_ptr<Engine> makeCpuEngine(const CpuOptions& options) { return std::make_unique<CpuEngine>(options); }

}  // namespace core
