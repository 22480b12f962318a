#pragma once
// The objectives on the CPU: loss and gradient of one block of a batch. Private to the CPU engine.

#include "core/engine/engine.h"

namespace core {

/// What one thread owns.
struct Worker {
  Trace trace;
  Theta gWork;      // dL/dwork of what it works on
  double loss = 0;  // of the mean over the batch
  // For objectives that need more; made when first used.
  Trace second;
  Theta unused;
  AlignedReals tape;

  void setFlow(const Flow& flow);
};

/// The batch of one step.
struct Batch {
  const Flow& flow;
  ConstTheta work;
  const Points* pool;
  std::uint32_t firstRow, rows;  ///< of the pool, from which points are drawn
  const Target* target;
  const TrainSettings& settings;
  int step;
};

/// Adds loss and gradient of points [first, first + count) of the batch, count <= kBlock, to the worker's share.
/// Adds log pi(z), pi the density of `base`, to `values`.
void addLogBase(const Base& base, const Block& z, BlockValues& values);
void addBlock(const Batch& batch, int first, int count, Worker& worker);

}  // namespace core
