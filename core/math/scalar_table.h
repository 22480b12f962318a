#pragma once
// A table of a vector-valued function of one scalar, read by cubic interpolation.
//
// At D = 2 a coupling's conditioner is such a function. Tabulated once, a frame of a hundred thousand points costs
// look-ups in place of a hundred thousand passes through a network.

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

#include "core/math/block.h"

namespace core {

class ScalarTable {
 public:
  /// Evaluates the function for a block of scalars: out[outputs][kBlock] from x[kBlock]. Called from several threads.
  using Function = std::function<void(const Real* x, Real* out)>;

  /// Nodes a unit: a power of two, so that the place between two nodes is exact in floating point.
  static constexpr int kDensity = 128;
  /// The table covers [-kReach, kReach]; beyond, the function itself is asked. What of it is never looked at costs
  /// nothing, and a frame has corners that layers carry far away.
  static constexpr int kReach = 32;
  static constexpr int kNodes = 2 * kReach * kDensity + 1;

  /// `piece`: intervals between two places where the function's derivatives may jump, counted from -kReach; at least 3.
  /// No cubic reaches across one. 0: smooth everywhere.
  ScalarTable(int outputs, Function function, int piece = 0);

  /// out[outputs][kBlock] from x[kBlock]. The table fills itself where it is looked into; safe from several threads.
  void look(const Real* x, Real* out) const;

 private:
  static constexpr int kRows = kNodes + 2;  // one node more on either side
  static constexpr int kChunks = (kRows + kBlock - 1) / kBlock;
  void fill(int chunk) const;
  void need(int chunk) const {
    if (!filled_[static_cast<size_t>(chunk)].load(std::memory_order_acquire)) fill(chunk);
  }

  int outputs_;
  int stride_;  // from one node to the next: the outputs, filled up to whole registers
  int piece_;
  Function function_;
  std::unique_ptr<Real[]> values_;  // [node][stride], written by `fill`
  mutable std::array<std::atomic<bool>, kChunks> filled_{};
  mutable std::mutex filling_;
};

}  // namespace core
