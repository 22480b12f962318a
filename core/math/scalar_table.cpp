#include "core/math/scalar_table.h"

#include <algorithm>
#include <thread>
#include <vector>

#include "core/math/lanes.h"
#include "core/math/oct.h"

namespace core {

namespace {

constexpr Real kStep = Real(1) / ScalarTable::kDensity;
constexpr int kTogether = 4 * kBlock;  // nodes that a block of points spreads over, at most, to have all of them filled

constexpr int kQuad = ScalarTable::kQuad;
constexpr int kPair = 2;
using Quad = ScalarTable::Quad;
constexpr auto& loadQuad = ScalarTable::loadQuad;

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

// `count` outputs of all points, from output `first` on.
template <int count>
void interpolate(const ScalarTable::Places& places, int first, Real* out) {
  for (int i = 0; i < kBlock; i += kQuad) {
    Quad q[kQuad];
    for (int j = 0; j < kQuad; ++j) {
      const Real* v = places.row(i + j) + first;
      q[j] = places.weights[0][i + j] * loadQuad(v) + places.weights[1][i + j] * loadQuad(v + places.step) +
             places.weights[2][i + j] * loadQuad(v + 2 * places.step) +
             places.weights[3][i + j] * loadQuad(v + 3 * places.step);
    }
    storeTurned<count>(q, out + i);
  }
}

// Lagrange's cubic through the nodes -1, 0, 1, 2 at t in [0, 1] from node 0: what each node counts is sum of kBasis[k] t^k,
// here twice for each, since the rows of two outputs lie side by side.
const Oct kBasis[4] = {{0, 0, 1, 1, 0, 0, 0, 0},
                       Real(1.0 / 6) * Oct{-2, -2, -3, -3, 6, 6, -1, -1},
                       Real(1.0 / 2) * Oct{1, 1, -2, -2, 1, 1, 0, 0},
                       Real(1.0 / 6) * Oct{-1, -1, 3, 3, -3, -3, 1, 1}};

// Both outputs of a table of two: the four rows of a point are one Oct.
void interpolatePairs(const Real* base, const int* node, const Real* t, Real* out) {
  constexpr int kOrder[kOct] = {0, 4, 2, 6, 1, 5, 3, 7};  // in which eight points come out of the folding
  for (int first = 0; first < kBlock; first += kOct) {
    Oct v[kOct];
    for (int s = 0; s < kOct; ++s) {
      const int i = first + kOrder[s];
      v[s] = loadOct(base + 2 * node[i]) * (((kBasis[3] * t[i] + kBasis[2]) * t[i] + kBasis[1]) * t[i] + kBasis[0]);
    }
    const Oct a = foldPair<2>(foldPair<4>(v[0], v[1]), foldPair<4>(v[2], v[3]));
    const Oct b = foldPair<2>(foldPair<4>(v[4], v[5]), foldPair<4>(v[6], v[7]));
    storeOct(out + first, blocksOf<1, false>(a, b));
    storeOct(out + kBlock + first, blocksOf<1, true>(a, b));
  }
}

}  // namespace

ScalarTable::ScalarTable(int outputs, Function function, int piece)
    : outputs_(outputs),
      stride_(outputs == kPair ? kPair : (outputs + kQuad - 1) / kQuad * kQuad),
      piece_(piece),
      function_(std::move(function)),
      values_(new Real[static_cast<size_t>(kChunks) * kBlock * stride_]) {}  // not zeroed: most is never touched

// The chunks first..last: those that nobody has begun are filled here; while somebody else fills one, so is the next one
// behind the last, which a picture will most likely ask for soon.
void ScalarTable::need(int first, int last) const {
  if (allFull(first, last)) return;
  for (int chunk = first; chunk <= last; ++chunk) fillIfEmpty(chunk);
  for (int chunk = first; chunk <= last; ++chunk) {
    if (!full(chunk) && last + 1 < kChunks) fillIfEmpty(last + 1);
    while (!full(chunk)) std::this_thread::yield();
  }
}

bool ScalarTable::allFull(int first, int last) const {
  bool all = true;
  for (int chunk = first; chunk <= last; ++chunk) all = all && full(chunk);
  return all;
}

void ScalarTable::fillIfEmpty(int chunk) const {
  Chunk expected = Chunk::empty;
  if (!full(chunk) && chunks_[static_cast<size_t>(chunk)].compare_exchange_strong(expected, Chunk::filling))
    fill(chunk);
}

void ScalarTable::fill(int chunk) const {
  alignas(64) Real x[kBlock];
  std::vector<Real> out(static_cast<size_t>(outputs_) * kBlock + 16);
  const int first = chunk * kBlock;
  for (int i = 0; i < kBlock; ++i) x[i] = static_cast<Real>(first + i - 1) * kStep - kReach;
  function_(x, out.data());
  turn(out.data(), values_.get() + static_cast<size_t>(first) * stride_);
  chunks_[static_cast<size_t>(chunk)].store(Chunk::full, std::memory_order_release);
}

// From out[outputs][kBlock] to rows.
void ScalarTable::turn(const Real* out, Real* rows) const {
  for (int i = 0; i < kBlock; ++i, rows += stride_) {
    for (int o = 0; o < outputs_; ++o) rows[o] = out[o * kBlock + i];
  }
}

bool ScalarTable::covers(const Real* x) {
  // Without branches, so that they run as vectors. A NaN is not within reach either.
  int within = 0;
  for (int i = 0; i < kBlock; ++i) within += x[i] > -kReach && x[i] < kReach ? 1 : 0;
  return within == kBlock;
}

void ScalarTable::find(const Real* x, Places& places) const {
  if (covers(x)) {
    place(x, places);
    return;
  }
  std::vector<Real> out(static_cast<size_t>(outputs_) * kBlock + 16);
  function_(x, out.data());
  places.own.resize(static_cast<size_t>(stride_) * kBlock);
  turn(out.data(), places.own.data());
  places.base = places.own.data();
  places.step = 0;
  for (int i = 0; i < kBlock; ++i) {
    places.rows[i] = i * stride_;
    for (int j = 0; j < 4; ++j) places.weights[j][i] = j == 0 ? 1 : 0;
  }
}

void ScalarTable::look(const Real* x, Real* out) const {
  if (!covers(x)) {
    function_(x, out);
    return;
  }
  if (outputs_ == kPair) {
    Nodes nodes;
    locate(x, nodes);
    interpolatePairs(values_.get(), nodes.node, nodes.t, out);
    return;
  }
  Places places;
  place(x, places);
  for (int o = 0; o < outputs_; o += kQuad, out += kQuad * kBlock) {
    switch (outputs_ - o) {
      case 1: interpolate<1>(places, o, out); break;
      case 2: interpolate<2>(places, o, out); break;
      case 3: interpolate<3>(places, o, out); break;
      default: interpolate<4>(places, o, out);
    }
  }
}

void ScalarTable::locate(const Real* x, Nodes& nodes) const {
  // Several short loops, each of which runs as vectors.
  int* node = nodes.node;
  Real* t = nodes.t;
  for (int i = 0; i < kBlock; ++i) {
    node[i] = std::min(static_cast<int>((x[i] + kReach) * kDensity), kNodes - 2);
    t[i] = (x[i] - (static_cast<Real>(node[i]) * kStep - kReach)) * kDensity;
  }
  if (piece_ > 0) {
    // Next to a jump the four nodes are moved by one, off it. The division errs by far less than half a node.
    const Real each = 1 / static_cast<Real>(piece_);
    const int start = (piece_ - kReach * kDensity % piece_) % piece_;  // 0 is such a place
    for (int i = 0; i < kBlock; ++i) {
      const int fromStart = node[i] + start;
      const int place = fromStart - piece_ * static_cast<int>((static_cast<Real>(fromStart) + Real(0.5)) * each);
      const int move = (place == 0 ? 1 : 0) - (place == piece_ - 1 ? 1 : 0);
      node[i] += move;
      t[i] -= static_cast<Real>(move);
    }
  }
  int lowest = kNodes, highest = 0;
  for (int i = 0; i < kBlock; ++i) {
    lowest = std::min(lowest, node[i]);
    highest = std::max(highest, node[i]);
  }
  const int first = lowest / kBlock, last = (highest + 3) / kBlock;
  if (highest - lowest < kTogether) {
    need(first, last);
  } else if (!allFull(first, last)) {  // points that lie apart do not need what lies between
    for (int i = 0; i < kBlock; ++i) need(node[i] / kBlock, (node[i] + 3) / kBlock);
  }
}

void ScalarTable::place(const Real* x, Places& places) const {
  Nodes nodes;
  locate(x, nodes);
  places.base = values_.get();
  places.step = stride_;
  for (int i = 0; i < kBlock; ++i) {
    const Real t = nodes.t[i];
    places.weights[0][i] = -t * (t - 1) * (t - 2) * Real(1.0 / 6);
    places.weights[1][i] = (t + 1) * (t - 1) * (t - 2) * Real(0.5);
    places.weights[2][i] = -(t + 1) * t * (t - 2) * Real(0.5);
    places.weights[3][i] = (t + 1) * t * (t - 1) * Real(1.0 / 6);
    places.rows[i] = nodes.node[i] * stride_;  // the row before the node: rows start one node early
  }
}

}  // namespace core
