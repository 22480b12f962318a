#include "core/engine/cpu_engine.h"

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>

#include "core/engine/cpu_training.h"

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
        training_(crew_) {}

  std::string name() const override {
    const int n = crew_.size();
    return "CPU, " + cpuLevel() + ", " + std::to_string(n) + (n == 1 ? " thread" : " threads");
  }
  bool supports(const FlowSpec&, Objective, std::string&) const override { return true; }

 protected:
  void doSetFlow() override {
    training_.setFlow(flow_);
    shownWork_.resize(flow_->workSize());
  }
  void doSetData() override {}
  void doSetTraining() override {}
  void doSetState(const TrainState& state) override { training_.setState(state); }
  TrainState doState() override { return training_.state(); }
  TrainReport doTrain(int steps) override { return training_.train({pool_.get(), &parts_, target_}, settings_, steps); }

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
  // Runs `pass` over all blocks of `in`; blocks go to threads as they come free, since nothing is summed. `out`: where the
  // points go, or null.
  template <class Pass>
  void evaluate(const Points& in, Points* out, Values& values, int from, int to, const Pass& pass) {
    std::atomic<Eigen::Index> next{0};
    crew_.run([&](int w) {
      Trace& trace = training_.worker(w).trace;
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

  ThreadPool crew_;
  CpuTraining training_;
  Theta shownWork_;  // what flow_->prepare made of a theta to be evaluated
};

}  // namespace

std::unique_ptr<Engine> makeCpuEngine(const CpuOptions& options) { return std::make_unique<CpuEngine>(options); }

}  // namespace core
