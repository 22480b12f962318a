#pragma once
// A table of a vector-valued function of one scalar, read by cubic interpolation.
//
// At D = 2 a coupling's conditioner is such a function. Tabulated once, a frame of a hundred thousand points costs
// look-ups in place of a hundred thousand passes through a network.

#include <functional>
#include <vector>

#include "core/math/block.h"

namespace core {

class ScalarTable {
 public:
  /// Evaluates the function for a block of scalars: out[outputs][kBlock] from x[kBlock].
  using Function = std::function<void(const Real* x, Real* out)>;

  /// Nodes a unit: a power of two, so that the place between two nodes is exact in floating point.
  static constexpr int kDensity = 128;
  static constexpr int kReach = 10;  ///< the table covers [-kReach, kReach]; beyond, the function itself is asked
  static constexpr int kNodes = 2 * kReach * kDensity + 1;

  ScalarTable(int outputs, Function function);

  /// out[outputs][kBlock] from x[kBlock].
  void look(const Real* x, Real* out) const;

 private:
  int outputs_;
  int stride_;  // from one node to the next: the outputs, filled up to whole registers
  Function function_;
  std::vector<Real> values_;  // [node][stride], one node more on either side
};

}  // namespace core
