#pragma once
// The steps of training on the CPU: a crew of threads draws, pulls back, sums, clips and updates together. Private to the
// CPU engine.
//
// A step has three rounds (rounds.h): shares of the batch, sums of the layers, updates of the layers. Shares, by far the most
// of the work, are done again for a thread that is displaced meanwhile, and steps go on without it. Who does a share
// makes no difference to what comes out.

#include <atomic>
#include <memory>
#include <vector>

#include "core/engine/condition_groups.h"
#include "core/engine/objectives.h"
#include "core/engine/rounds.h"
#include "core/engine/thread_pool.h"

namespace core {

class CpuTraining {
 public:
  explicit CpuTraining(ThreadPool& crew);

  void setFlow(const std::shared_ptr<const Flow>& flow);
  void setState(const TrainState& state);
  const TrainState& state() const { return state_; }

  struct Data {
    const Points* pool;
    const std::vector<DataPart>* parts;
    std::shared_ptr<const Target> target;
  };
  /// As Engine::train.
  TrainReport train(const Data& data, const TrainSettings& settings, int steps);

  /// A thread's own room, for use between trainings too.
  Worker& worker(int w) { return workers_[static_cast<size_t>(w)]; }

 private:
  enum class Part { update, shares, sums };
  // What one thread has made of a share of a batch.
  struct Share {
    Theta gWork;                // dL/dwork
    std::vector<Theta> gWorks;  // of a conditional flow: of each group
    double loss = 0;            // of the mean over the batch
  };

  void shareOutLayers();
  bool conditional() const { return flow_->slopeCount() > 0; }
  Part partOf(std::int64_t r) const { return static_cast<Part>((r - first_) % 3); }
  void work(int w, std::int64_t r, int task);
  Rounds::Round next(std::int64_t r);
  Rounds::Round ofLayers() const;

  void makeShare(int w, std::int64_t r, int s);
  void addBlocks(std::int64_t r, int step, int s, ConstTheta work, Share& share, Worker& worker);
  int addBlocks(std::int64_t r, int s, const Batch& batch, int start, int count, int block, Worker& worker);
  Share& made(int s) { return shares_[makers_[static_cast<size_t>(s)]][static_cast<size_t>(s)]; }

  template <class Of>
  void sumShares(int w, int k, const Of& of);
  void sum(int w, int k);
  void sumCopied(int k);
  void sumGroups(int w, int k);
  void update(int k);
  void prepare(int step, int k);
  void endSums();
  bool endStep();

  // What the shares of a step read, prepared from theta. A thread that was displaced may still read an old one.
  int freeWork() const;
  struct Pin {
    alignas(64) std::atomic<int> work{-1};
  };

  ThreadPool& crew_;
  Rounds rounds_;
  std::shared_ptr<const Flow> flow_;
  Data data_{};
  const TrainSettings* settings_ = nullptr;
  TrainState state_;
  bool stale_ = true;  // nothing is prepared from this state
  int skippedInARow_ = 0;

  std::vector<Worker> workers_;
  std::vector<std::vector<Share>> shares_;  // [thread][share]; made when first used
  std::vector<Pin> pins_;                   // what each thread reads
  std::vector<Theta> works_;
  std::atomic<int> work_{0};  // the newest of them
  int nextWork_ = 0;          // that of the step to come
  ConditionGroups groups_;    // of a conditional flow
  Theta groupGradient_;       // of one of them, dL/d(theta given its c)

  std::vector<int> firstLayers_;  // of each task that sums or updates; ends with the depth
  Theta gradient_;                // dL/dtheta of the last step
  std::vector<Theta> sums_;       // each thread's own place to sum in
  std::vector<double> squares_;   // squared norm of each layer's part of it
  std::vector<size_t> makers_;    // of each share of the step: whose counts

  // Written between two rounds.
  std::int64_t first_ = 0;  // round of this call
  int start_ = 0, step_ = 0, last_ = 0, updates_ = 0;
  bool preparing_ = false;  // ahead of the first step
  bool taken_ = false;      // this step
  AdamStep adam_{};
  TrainReport report_;
};

}  // namespace core
