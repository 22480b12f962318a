#pragma once
// A table of a vector-valued function of one scalar, read by cubic interpolation.
//
// At D = 2 a coupling's conditioner is such a function. Tabulated once, a frame of a hundred thousand points costs
// look-ups in place of a hundred thousand passes through a network.

#include <array>
#include <atomic>
#include <cstring>
#include <functional>
#include <memory>
#include <vector>

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

  /// `piece`: intervals between two places where the function's derivatives may jump, counted from 0; at least 3.
  /// No cubic reaches across one. 0: smooth everywhere.
  ScalarTable(int outputs, Function function, int piece = 0);

  /// out[outputs][kBlock] from x[kBlock]. The table fills itself where it is looked into; safe from several threads.
  void look(const Real* x, Real* out) const;

  /// Four outputs of a node, as they lie in its row.
  static constexpr int kQuad = 4;
  using Quad = Real __attribute__((vector_size(kQuad * sizeof(Real))));
  static Quad loadQuad(const Real* p) {
    Quad q;
    std::memcpy(&q, p, sizeof q);
    return q;
  }

  /// Where each point of a block finds its four rows, for those who need but a few of many outputs: output o at point i is
  /// the sum over j of weights[j][i] * row(i)[j * step + o]. Rows are padded to whole quads.
  struct Places {
    const Real* base;
    int step;
    int rows[kBlock];
    alignas(64) Real weights[4][kBlock];
    std::vector<Real> own;  // rows of points beyond the table
    const Real* row(int i) const { return base + rows[i]; }
  };
  void find(const Real* x, Places& places) const;

 private:
  static bool covers(const Real* x);
  // The node before each point, and how far it is behind that, in steps; their chunks are full.
  struct Nodes {
    alignas(64) int node[kBlock];
    alignas(64) Real t[kBlock];
  };
  void locate(const Real* x, Nodes& nodes) const;
  void place(const Real* x, Places& places) const;
  static constexpr int kRows = kNodes + 2;  // one node more on either side
  static constexpr int kChunks = (kRows + kBlock - 1) / kBlock;
  enum class Chunk : unsigned char { empty, filling, full };
  bool full(int chunk) const {
    return chunks_[static_cast<size_t>(chunk)].load(std::memory_order_acquire) == Chunk::full;
  }
  bool allFull(int first, int last) const;
  void fill(int chunk) const;
  void fillIfEmpty(int chunk) const;
  void need(int first, int last) const;
  void turn(const Real* out, Real* rows) const;

  int outputs_;
  int stride_;  // from one node to the next: two outputs, or all filled up to whole quads
  int piece_;
  Function function_;
  std::unique_ptr<Real[]> values_;  // [node][stride], written by `fill`
  mutable std::array<std::atomic<Chunk>, kChunks> chunks_{};
};

}  // namespace core
