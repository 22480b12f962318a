#include "core/math/scalar_table.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/math/lanes.h"

namespace core {

namespace {

constexpr Real kStep = Real(1) / ScalarTable::kDensity;

// Four numbers: the outputs of a node are read along the row, four at a time, and turned to lie along the points.
constexpr int kQuad = 4;
using Quad = Real __attribute__((vector_size(kQuad * sizeof(Real))));

inline Quad loadQuad(const Real* p) {
  Quad q;
  std::memcpy(&q, p, sizeof q);
  return q;
}

// Where each point of a block finds its four rows, and what they count.
struct Places {
  int rows[kBlock];
  alignas(64) Real weights[4][kBlock];
};

// out[count][4 points] from one output quad of four points.
template <int count>
inline void storeTurned(const Quad (&q)[kQuad], Real* out) {
  const Quad a = __builtin_shufflevector(q[0], q[1], 0, 4, 1, 5);  // of points 0 and 1: outputs 0 0 1 1
  const Quad b = __builtin_shufflevector(q[2], q[3], 0, 4, 1, 5);
  const Quad c = __builtin_shufflevector(q[0], q[1], 2, 6, 3, 7);
  const Quad d = __builtin_shufflevector(q[2], q[3], 2, 6, 3, 7);
  const Quad turned[kQuad] = {__builtin_shufflevector(a, b, 0, 1, 4, 5), __builtin_shufflevector(a, b, 2, 3, 6, 7),
                              __builtin_shufflevector(c, d, 0, 1, 4, 5), __builtin_shufflevector(c, d, 2, 3, 6, 7)};
  for (int j = 0; j < count; ++j) std::memcpy(out + j * kBlock, &turned[j], sizeof turned[j]);
}

// `count` outputs of all points, from `base` on.
template <int count>
void interpolate(const Places& places, const Real* base, int stride, Real* out) {
  for (int i = 0; i < kBlock; i += kQuad) {
    Quad q[kQuad];
    for (int j = 0; j < kQuad; ++j) {
      const Real* v = base + places.rows[i + j];
      q[j] = places.weights[0][i + j] * loadQuad(v) + places.weights[1][i + j] * loadQuad(v + stride) +
             places.weights[2][i + j] * loadQuad(v + 2 * stride) + places.weights[3][i + j] * loadQuad(v + 3 * stride);
    }
    storeTurned<count>(q, out + i);
  }
}

}  // namespace

ScalarTable::ScalarTable(int outputs, Function function, int piece)
    : outputs_(outputs),
      stride_((outputs + kQuad - 1) / kQuad * kQuad),
      piece_(piece),
      function_(std::move(function)),
      values_(new Real[static_cast<size_t>(kChunks) * kBlock * stride_]) {}  // not zeroed: most is never touched

void ScalarTable::fill(int chunk) const {
  const std::lock_guard lock(filling_);
  auto& filled = filled_[static_cast<size_t>(chunk)];
  if (filled.load(std::memory_order_relaxed)) return;
  alignas(64) Real x[kBlock];
  std::vector<Real> out(static_cast<size_t>(outputs_) * kBlock + 16);
  const int first = chunk * kBlock;
  for (int i = 0; i < kBlock; ++i) x[i] = static_cast<Real>(first + i - 1) * kStep - kReach;
  function_(x, out.data());
  Real* row = values_.get() + static_cast<size_t>(first) * stride_;
  for (int i = 0; i < kBlock; ++i, row += stride_) {
    for (int o = 0; o < outputs_; ++o) row[o] = out[static_cast<size_t>(o) * kBlock + i];
  }
  filled.store(true, std::memory_order_release);
}

void ScalarTable::look(const Real* x, Real* out) const {
  // Without branches, so that they run as vectors. A NaN is not within reach either.
  int within = 0;
  for (int i = 0; i < kBlock; ++i) within += x[i] > -kReach && x[i] < kReach ? 1 : 0;
  if (within < kBlock) {
    function_(x, out);
    return;
  }
  Places places;
  int lowest = kNodes, highest = 0;
  for (int i = 0; i < kBlock; ++i) {
    int node = std::min(static_cast<int>((x[i] + kReach) * kDensity), kNodes - 2);
    Real t = (x[i] - (static_cast<Real>(node) * kStep - kReach)) * kDensity;
    if (piece_ > 0) {
      // Next to a jump the four nodes are moved by one, off it.
      const int place = node % piece_;
      const int move = place == 0 ? 1 : place == piece_ - 1 ? -1 : 0;
      node += move;
      t -= static_cast<Real>(move);
    }
    // Lagrange's cubic through the nodes -1, 0, 1, 2.
    places.weights[0][i] = -t * (t - 1) * (t - 2) * Real(1.0 / 6);
    places.weights[1][i] = (t + 1) * (t - 1) * (t - 2) * Real(0.5);
    places.weights[2][i] = -(t + 1) * t * (t - 2) * Real(0.5);
    places.weights[3][i] = (t + 1) * t * (t - 1) * Real(1.0 / 6);
    places.rows[i] = node * stride_;  // the row before the node: rows start one node early
    lowest = std::min(lowest, node);
    highest = std::max(highest, node);
  }
  if (highest - lowest < 2 * kBlock) {
    for (int chunk = lowest / kBlock; chunk <= (highest + 3) / kBlock; ++chunk) need(chunk);
  } else {  // points that lie apart do not need what lies between
    for (const int row : places.rows) {
      need(row / stride_ / kBlock);
      need((row / stride_ + 3) / kBlock);
    }
  }
  const Real* base = values_.get();
  for (int o = 0; o < outputs_; o += kQuad, base += kQuad, out += kQuad * kBlock) {
    switch (outputs_ - o) {
      case 1: interpolate<1>(places, base, stride_, out); break;
      case 2: interpolate<2>(places, base, stride_, out); break;
      case 3: interpolate<3>(places, base, stride_, out); break;
      default: interpolate<4>(places, base, stride_, out);
    }
  }
}

}  // namespace core
