#include "core/layers/runge_kutta.h"

#include <algorithm>
#include <cstring>

namespace core {

namespace {

constexpr int kStages = 4;
constexpr Real kWeight[kStages] = {Real(1) / 6, Real(1) / 3, Real(1) / 3, Real(1) / 6};
// Stage i starts from x + h kReach[i] k[i-1], at t + h kReach[i].
constexpr Real kReach[kStages] = {0, Real(0.5), Real(0.5), 1};

int tangentsOf(Carry carry) { return carry == Carry::nothing ? 0 : carry == Carry::probe ? 1 : 2; }

// Memory for the two matrices of the divergence, a thread's own.
Real* matrixMemory(int size) {
  thread_local Theta memory;
  if (memory.size() < size) memory.resize(size);
  return memory.data();
}

// What enters a stage. In a tape it is followed by the field's tape.
struct Stage {
  Block x;
  Block V[Field::kMaxTangents];
};
constexpr int kStageReals = sizeof(Stage) / sizeof(Real);

// Slopes of absurd fields overflow; this is far above what a determinant in single precision can use.
constexpr Real kSteepest = Real(1e15);

struct Times {
  alignas(64) Real v[kBlock];
  explicit Times(Real t) { std::fill_n(v, kBlock, t); }
};

void clear(Block& b) { std::memset(&b, 0, sizeof b); }

void addTo(Real* sum, Real k, const Real* part) {
  for (int i = 0; i < kBlock; i += kLanes) store(sum + i, load(sum + i) + k * load(part + i));
}

}  // namespace

RungeKutta::RungeKutta(const Field& field, ConstTheta theta, Carry carry) : field_(field), theta_(theta) {
  if (!closed(carry)) return;
  const int size = field.divergenceMatrixSize();
  matrix_ = matrixMemory(2 * size);
  gMatrix_ = matrix_ + size;
  field.divergenceMatrix(theta, matrix_);
  std::fill_n(gMatrix_, size, Real(0));
}

void RungeKutta::finish(MutableTheta gradient) {
  if (gMatrix_ != nullptr) field_.divergenceMatrixBackward(theta_, gMatrix_, gradient);
}

int RungeKutta::tapeSize(const Field& field, Carry carry) {
  const bool closed = carry == Carry::trace && field.hasDivergence();
  return kStages * (kStageReals + (closed ? field.divergenceTapeSize() : field.tapeSize(tangentsOf(carry))));
}

void RungeKutta::step(const Block& x, Real t, Real h, Carry carry, const Block* e, Jet& jet, Real* tape,
                      Block* moved) const {
  const int tangents = tangentsOf(carry);
  const Block* start = carry == Carry::probe ? e : kAxes.e;
  const int fieldTapeSize = closed(carry) ? field_.divergenceTapeSize() : field_.tapeSize(tangents);
  Stage stage;
  Block k, K[Field::kMaxTangents];
  Block way;
  clear(way);
  for (int j = 0; j < tangents; ++j) clear(jet.slope[j]);
  for (int s = 0; s < kStages; ++s) {
    const Real reach = h * kReach[s];
    if (s == 0) {
      stage.x = x;
      std::copy_n(start, tangents, stage.V);
    } else {
      combine(stage.x, x, reach, k);
      if (carry == Carry::jacobian) {
        for (int j = 0; j < tangents; ++j) combine(stage.V[j], start[j], reach, K[j]);
      }
    }
    Real* fieldTape = nullptr;
    if (tape != nullptr) {
      std::memcpy(tape, &stage, sizeof stage);
      fieldTape = tape + kStageReals;
      tape = fieldTape + fieldTapeSize;
    }
    const Times time(t + reach);
    if (closed(carry)) {
      field_.forwardDivergence(theta_, matrix_, stage.x, time.v, k, K[0].x1, fieldTape);
      addTo(jet.slope[0].x1, h * kWeight[s], K[0].x1);
      combine(way, way, h * kWeight[s], k);
      continue;
    }
    field_.forward(theta_, stage.x, time.v, tangents, stage.V, k, K, fieldTape);
    combine(way, way, h * kWeight[s], k);
    for (int j = 0; j < tangents; ++j) combine(jet.slope[j], jet.slope[j], h * kWeight[s], K[j]);
  }
  combine(jet.value, x, 1, way);
  if (moved != nullptr) *moved = way;
  for (int j = 0; j < tangents; ++j) {
    for (Real* slope : {jet.slope[j].x1, jet.slope[j].x2}) {
      for (int i = 0; i < kBlock; i += kLanes) store(slope + i, clamp(load(slope + i), -kSteepest, kSteepest));
    }
  }
}

void RungeKutta::backward(Real t, Real h, Carry carry, const Real* tape, bool slopes, Block& g, const Block* gSlope,
                          MutableTheta gradient) {
  const int taped = tangentsOf(carry);
  const int tangents = slopes ? taped : 0;
  const int stride = kStageReals + (closed(carry) ? field_.divergenceTapeSize() : field_.tapeSize(taped));
  Block gx = g;
  // Cotangents of k and K of the stage at hand.
  Block gk, gK[Field::kMaxTangents], gStart, gV[Field::kMaxTangents];
  clear(gStart);
  for (Block& b : gV) clear(b);
  for (int s = kStages - 1; s >= 0; --s) {
    // By way of y, and by way of where the next stage starts.
    const Real next = s + 1 < kStages ? h * kReach[s + 1] : 0;
    for (int i = 0; i < kBlock; i += kLanes) {
      store(gk.x1 + i, h * kWeight[s] * load(g.x1 + i) + next * load(gStart.x1 + i));
      store(gk.x2 + i, h * kWeight[s] * load(g.x2 + i) + next * load(gStart.x2 + i));
    }
    for (int j = 0; j < tangents; ++j) {
      const Real through = carry == Carry::jacobian ? next : 0;
      for (int i = 0; i < kBlock; i += kLanes) {
        store(gK[j].x1 + i, h * kWeight[s] * load(gSlope[j].x1 + i) + through * load(gV[j].x1 + i));
        store(gK[j].x2 + i, h * kWeight[s] * load(gSlope[j].x2 + i) + through * load(gV[j].x2 + i));
      }
    }
    Stage stage;
    std::memcpy(&stage, tape + s * stride, sizeof stage);
    const Times time(t + h * kReach[s]);
    const Real* fieldTape = tape + s * stride + kStageReals;
    if (closed(carry)) {
      if (!slopes) clear(gK[0]);
      field_.backwardDivergence(theta_, matrix_, stage.x, time.v, fieldTape, gk, gK[0].x1, gStart, gradient, gMatrix_);
    } else {
      field_.backward(theta_, stage.x, time.v, tangents, stage.V, fieldTape, taped, gk, gK, gStart, gV, gradient);
    }
    combine(gx, gx, 1, gStart);
  }
  g = gx;
}

}  // namespace core
