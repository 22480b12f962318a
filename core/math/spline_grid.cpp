#include "core/math/spline_grid.h"

#include <algorithm>
#include <stdexcept>

#include "core/math/lanes.h"

namespace core {

namespace {

constexpr int kFill = 16;  // rows are filled up to this many numbers: whole registers at every level of instructions

}  // namespace

SplineGrid::SplineGrid(int levels, int order, int outputs)
    : levels_(levels), order_(order), outputs_(outputs), stride_((outputs + kFill - 1) / kFill * kFill) {
  if (levels < 1 || levels > kMaxLevels || (order != 2 && order != 3) || outputs < 1 || outputs > kMaxOutputs)
    throw std::invalid_argument("SplineGrid: levels, order or outputs out of range");
}

Real SplineGrid::site(int row) const {
  const Real step = 2 * kReach / static_cast<Real>(rows() - order_);
  return -kReach + step * (static_cast<Real>(row) - Real(0.5) * static_cast<Real>(order_ - 1));
}

SplineGrid::Place SplineGrid::place(Real x) const {
  const int intervals = rows() - order_;
  const Real scale = static_cast<Real>(intervals) / (2 * kReach);
  const bool inside = x > -kReach && x < kReach;  // not for a NaN, which then spreads through the weights
  const Real u = (std::min(std::max(x, -kReach), kReach) + kReach) * scale;
  Place p;
  p.row = std::isfinite(u) ? std::min(static_cast<int>(u), intervals - 1) : 0;
  const Real t = u - static_cast<Real>(p.row);
  const Real s = 1 - t;
  if (order_ == 2) {
    p.weights[0] = Real(0.5) * s * s;
    p.weights[1] = Real(0.5) + t * s;
    p.weights[2] = Real(0.5) * t * t;
    p.weights[3] = 0;
    p.slopes[0] = -s;
    p.slopes[1] = s - t;
    p.slopes[2] = t;
    p.slopes[3] = 0;
  } else {
    p.weights[0] = s * s * s / 6;
    p.weights[1] = ((3 * t - 6) * t * t + 4) / 6;
    p.weights[2] = (((-3 * t + 3) * t + 3) * t + 1) / 6;
    p.weights[3] = t * t * t / 6;
    p.slopes[0] = -Real(0.5) * s * s;
    p.slopes[1] = (Real(1.5) * t - 2) * t;
    p.slopes[2] = (Real(-1.5) * t + 1) * t + Real(0.5);
    p.slopes[3] = Real(0.5) * t * t;
  }
  for (Real& slope : p.slopes) slope *= inside ? scale : 0;
  return p;
}

void SplineGrid::look(const Real* coefficients, const Real* x, Real* out) const {
  alignas(64) Real values[kMaxOutputs];
  for (int i = 0; i < kBlock; ++i) {
    const Place p = place(x[i]);
    const Real* c = coefficients + static_cast<size_t>(p.row) * stride_;
    for (int o = 0; o < stride_; o += kLanes) {
      Lanes v =
          p.weights[0] * load(c + o) + p.weights[1] * load(c + stride_ + o) + p.weights[2] * load(c + 2 * stride_ + o);
      if (order_ == 3) v += p.weights[3] * load(c + 3 * stride_ + o);
      store(values + o, v);
    }
    for (int o = 0; o < outputs_; ++o) out[o * kBlock + i] = values[o];
  }
}

void SplineGrid::lookBackward(const Real* coefficients, const Real* x, const Real* gOut, Real* gx,
                              Real* gCoefficients) const {
  alignas(64) Real g[kMaxOutputs] = {};
  for (int i = 0; i < kBlock; ++i) {
    const Place p = place(x[i]);
    const size_t first = static_cast<size_t>(p.row) * stride_;
    for (int o = 0; o < outputs_; ++o) g[o] = gOut[o * kBlock + i];
    Lanes slope{};
    for (int j = 0; j <= order_; ++j) {
      const Real* c = coefficients + first + static_cast<size_t>(j) * stride_;
      Real* gc = gCoefficients + first + static_cast<size_t>(j) * stride_;
      for (int o = 0; o < stride_; o += kLanes) {
        const Lanes gv = load(g + o);
        store(gc + o, load(gc + o) + p.weights[j] * gv);
        slope += p.slopes[j] * gv * load(c + o);
      }
    }
    gx[i] = sum(slope);
  }
}

// The two rules of subdivision, as `add(fine row, weight, coarse row)` for every pair that belongs together.
template <class Add>
static void subdivide(int order, int coarseRows, const Add& add) {
  for (int i = 0; i + 1 < coarseRows; ++i) {
    if (order == 2) {
      add(2 * i, Real(0.75), i);
      add(2 * i, Real(0.25), i + 1);
      add(2 * i + 1, Real(0.25), i);
      add(2 * i + 1, Real(0.75), i + 1);
    } else {
      add(2 * i, Real(0.5), i);
      add(2 * i, Real(0.5), i + 1);
      if (i == 0) continue;
      add(2 * i - 1, Real(0.125), i - 1);
      add(2 * i - 1, Real(0.75), i);
      add(2 * i - 1, Real(0.125), i + 1);
    }
  }
}

void SplineGrid::prolong(int level, const Real* coarse, Real* fine) const {
  std::fill_n(fine, static_cast<size_t>(rows(level + 1)) * stride_, Real(0));
  subdivide(order_, rows(level), [&](int to, Real weight, int from) {
    Real* f = fine + static_cast<size_t>(to) * stride_;
    const Real* c = coarse + static_cast<size_t>(from) * stride_;
    for (int o = 0; o < stride_; o += kLanes) store(f + o, load(f + o) + weight * load(c + o));
  });
}

void SplineGrid::restrictTo(int level, const Real* fine, Real* coarse) const {
  subdivide(order_, rows(level), [&](int from, Real weight, int to) {
    const Real* f = fine + static_cast<size_t>(from) * stride_;
    Real* c = coarse + static_cast<size_t>(to) * stride_;
    for (int o = 0; o < stride_; o += kLanes) store(c + o, load(c + o) + weight * load(f + o));
  });
}

}  // namespace core
