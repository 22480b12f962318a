#include "core/math/scalar_table.h"

#include <algorithm>
#include <cstring>

#include "core/math/lanes.h"

namespace core {

namespace {

constexpr Real kStep = Real(1) / ScalarTable::kDensity;
constexpr int kRows = ScalarTable::kNodes + 2;

// Four numbers: the outputs of a node are read along the row, four at a time, and turned to lie along the points.
constexpr int kQuad = 4;
using Quad = Real __attribute__((vector_size(kQuad * sizeof(Real))));

inline Quad loadQuad(const Real* p) {
  Quad q;
  std::memcpy(&q, p, sizeof q);
  return q;
}

}  // namespace

ScalarTable::ScalarTable(int outputs, Function function)
    : outputs_(outputs),
      stride_((outputs + kQuad - 1) / kQuad * kQuad),
      function_(std::move(function)),
      values_(static_cast<size_t>(kRows) * stride_) {
  alignas(64) Real x[kBlock];
  std::vector<Real> out(static_cast<size_t>(outputs) * kBlock + 16);
  for (int first = 0; first < kRows; first += kBlock) {
    for (int i = 0; i < kBlock; ++i) x[i] = static_cast<Real>(first + i - 1) * kStep - kReach;
    function_(x, out.data());
    for (int i = 0; i < std::min(kBlock, kRows - first); ++i) {
      for (int o = 0; o < outputs; ++o)
        values_[static_cast<size_t>(first + i) * stride_ + o] = out[static_cast<size_t>(o) * kBlock + i];
    }
  }
}

void ScalarTable::look(const Real* x, Real* out) const {
  alignas(64) Real weights[4][kBlock];
  int rows[kBlock];
  for (int i = 0; i < kBlock; ++i) {
    if (!(x[i] > -kReach && x[i] < kReach)) {  // also a NaN
      function_(x, out);
      return;
    }
  }
  for (int i = 0; i < kBlock; ++i) {
    const int node = std::min(static_cast<int>((x[i] + kReach) * kDensity), kNodes - 2);
    const Real t = (x[i] - (static_cast<Real>(node) * kStep - kReach)) * kDensity;
    rows[i] = node * stride_;  // the row before the node: rows start one node early
    // Lagrange's cubic through the nodes -1, 0, 1, 2.
    weights[0][i] = -t * (t - 1) * (t - 2) * Real(1.0 / 6);
    weights[1][i] = (t + 1) * (t - 1) * (t - 2) * Real(0.5);
    weights[2][i] = -(t + 1) * t * (t - 2) * Real(0.5);
    weights[3][i] = (t + 1) * t * (t - 1) * Real(1.0 / 6);
  }
  const Real* base = values_.data();
  for (int o = 0; o < outputs_; o += kQuad) {
    const int last = std::min(kQuad, outputs_ - o);
    for (int i = 0; i < kBlock; ++i) {
      const Real* v = base + rows[i] + o;
      const Quad q = weights[0][i] * loadQuad(v) + weights[1][i] * loadQuad(v + stride_) +
                     weights[2][i] * loadQuad(v + 2 * stride_) + weights[3][i] * loadQuad(v + 3 * stride_);
      for (int j = 0; j < last; ++j) out[(o + j) * kBlock + i] = q[j];
    }
  }
}

}  // namespace core
