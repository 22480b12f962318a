#pragma once
// Maps of the plane close to the identity, with their Jacobians, and how they are inverted: what the free-form layers
// share. Only for .cpp files of core (see lanes.h).

#include <limits>

#include "core/math/block.h"
#include "core/math/lanes.h"

namespace core {

/// out = a + k b; out may be either.
inline void combine(Block& out, const Block& a, Real k, const Block& b) {
  for (int i = 0; i < kBlock; i += kLanes) {
    store(out.x1 + i, load(a.x1 + i) + k * load(b.x1 + i));
    store(out.x2 + i, load(a.x2 + i) + k * load(b.x2 + i));
  }
}

/// The two directions of the plane, at every point: with these tangents a field gives its Jacobian.
struct Axes {
  Block e[2];
  Axes() {
    for (int i = 0; i < kBlock; ++i) {
      e[0].x1[i] = e[1].x2[i] = 1;
      e[0].x2[i] = e[1].x1[i] = 0;
    }
  }
};
inline const Axes kAxes;

/// A map f at the points of a block. The identity is taken off its Jacobian, so that the log-det of a small step keeps
/// its digits.
struct Jet {
  Block value;
  Block slope[2];  ///< slope[j] = df/dx_j - e_j
};

/// The Jacobian at one register of points.
struct Jacobian {
  Lanes s00, s01, s10, s11;  // less the identity
  Lanes excess;              // det - 1

  Jacobian(const Block* slope, int i)
      : s00(load(slope[0].x1 + i)), s01(load(slope[1].x1 + i)), s10(load(slope[0].x2 + i)), s11(load(slope[1].x2 + i)) {
    excess = s00 + s11 + (s00 * s11 - s01 * s10);
  }

  static constexpr Real kSmallest = Real(1e-30);
  Lanes determinant() const { return 1 + excess; }
  LaneInts regular() const { return abs(determinant()) >= kSmallest; }
  /// log|det|, never below log 1e-30.
  Lanes logDeterminant() const {
    const Lanes det = determinant();
    return select(det > Real(0.5), log1p(max(excess, lanes(Real(-0.5)))), log(max(abs(det), lanes(kSmallest))));
  }
  /// 1 / det; for a singular one 1e30.
  Lanes reciprocal() const { return 1 / select(regular(), determinant(), lanes(kSmallest)); }
  /// J^-1 (r1, r2), in place.
  void solve(Lanes& r1, Lanes& r2) const {
    const Lanes k = reciprocal();
    const Lanes solved = k * (r1 + s11 * r1 - s01 * r2);
    r2 = k * (r2 + s00 * r2 - s10 * r1);
    r1 = solved;
  }
  /// J^-T (r1, r2), in place.
  void solveTransposed(Lanes& r1, Lanes& r2) const {
    const Lanes k = reciprocal();
    const Lanes solved = k * (r1 + s11 * r1 - s10 * r2);
    r2 = k * (r2 + s00 * r2 - s01 * r1);
    r1 = solved;
  }
  /// Cotangents of the slopes from that of log|det|.
  void logDeterminantBackward(Lanes g, Block* gSlope, int i) const {
    const Lanes k = select(regular(), g * reciprocal(), lanes(0));
    store(gSlope[0].x1 + i, k + k * s11);
    store(gSlope[1].x1 + i, -k * s10);
    store(gSlope[0].x2 + i, -k * s01);
    store(gSlope[1].x2 + i, k + k * s00);
  }
};

/// Solves f(x) = y at every point of a block, from the start that x holds; `f(x, jet)` evaluates. On return `at` is the
/// jet at x. Newton's steps; where one does not bring f closer to y, Banach's x - (f(x) - y), which always does for a
/// residual layer, then ever shorter Newton steps. The best x so far is never given up, so that x stays finite whatever
/// f is.
template <class F>
void solveJet(const F& f, const Block& y, Block& x, Jet& at, int most) {
  constexpr Real eps = std::numeric_limits<Real>::epsilon();
  constexpr Real kTries = 6;
  alignas(64) Real error[kBlock], tries[kBlock];
  Block trial;
  Jet next;
  const auto distance = [&](const Jet& jet, int i) {
    const Lanes r1 = load(jet.value.x1 + i) - load(y.x1 + i);
    const Lanes r2 = load(jet.value.x2 + i) - load(y.x2 + i);
    return r1 * r1 + r2 * r2;
  };
  f(x, at);
  for (int i = 0; i < kBlock; i += kLanes) {
    store(error + i, distance(at, i));
    store(tries + i, lanes(0));
  }
  for (int n = 0; n < most; ++n) {
    bool busy = false;
    for (int i = 0; i < kBlock; i += kLanes) {
      const Lanes unit = eps * (1 + abs(load(y.x1 + i)) + abs(load(y.x2 + i)));
      const Lanes tried = load(tries + i);
      const LaneInts active = (load(error + i) > 16 * unit * unit) & (tried < kTries);
      busy = busy || any(active);
      const Lanes r1 = load(at.value.x1 + i) - load(y.x1 + i);
      const Lanes r2 = load(at.value.x2 + i) - load(y.x2 + i);
      Lanes d1 = r1;
      Lanes d2 = r2;
      Jacobian(at.slope, i).solve(d1, d2);
      const LaneInts banach = tried == 1;
      const Lanes length = select(tried < 2, lanes(1), 1 / (tried * tried));
      store(trial.x1 + i, load(x.x1 + i) - select(active, select(banach, r1, length * d1), lanes(0)));
      store(trial.x2 + i, load(x.x2 + i) - select(active, select(banach, r2, length * d2), lanes(0)));
    }
    if (!busy) return;
    f(trial, next);
    for (int i = 0; i < kBlock; i += kLanes) {
      const Lanes unit = eps * (1 + abs(load(y.x1 + i)) + abs(load(y.x2 + i)));
      const Lanes tried = load(tries + i);
      const Lanes before = load(error + i);
      const Lanes after = distance(next, i);
      const LaneInts active = (before > 16 * unit * unit) & (tried < kTries);
      const LaneInts accepted = active & (after < select(tried == 0, Real(0.8) * before, before));
      // A full step that gains nothing this close to y has met the rounding errors.
      const LaneInts met = active & ~accepted & (tried == 0) & (before < 4096 * unit * unit);
      const auto move = [&](Real* to, const Real* from) {
        store(to + i, select(accepted, load(from + i), load(to + i)));
      };
      move(x.x1, trial.x1);
      move(x.x2, trial.x2);
      move(at.value.x1, next.value.x1);
      move(at.value.x2, next.value.x2);
      for (int j = 0; j < 2; ++j) {
        move(at.slope[j].x1, next.slope[j].x1);
        move(at.slope[j].x2, next.slope[j].x2);
      }
      store(error + i, select(accepted, after, before));
      store(tries + i, select(met, lanes(kTries), select(accepted, lanes(0), select(active, tried + 1, tried))));
    }
  }
}

}  // namespace core
