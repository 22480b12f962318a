#pragma once
// A vector-valued function of one scalar as a uniform B-spline over [-kReach, kReach], constant outside.
//
// Coefficients are rows of `outputs` numbers, filled up to `stride`. Dyadic B-splines are nested: what a coarse grid can
// say, the next finer one says exactly (Chaikin 1974 for order 2, Lane and Riesenfeld 1980 for order 3), so a sum over
// levels is one set of coefficients at the finest. A point then touches order + 1 rows, however many levels there are.

#include "core/math/block.h"

namespace core {

class SplineGrid {
 public:
  static constexpr Real kReach = 5;
  static constexpr int kCoarsest = 4;  ///< intervals of level 0; each next level has twice as many
  static constexpr int kMaxLevels = 6;
  static constexpr int kMaxOutputs = 192;

  /// levels in [1, kMaxLevels]; order 2 (continuous slope) or 3 (continuous curvature); outputs in [1, kMaxOutputs].
  SplineGrid(int levels, int order, int outputs);

  int levels() const { return levels_; }
  int order() const { return order_; }
  int outputs() const { return outputs_; }
  /// Of the finest level, over [-kReach, kReach].
  int intervals() const { return rows() - order_; }
  /// Rows of level l.
  int rows(int level) const { return (kCoarsest << level) + order_; }
  int rows() const { return rows(levels_ - 1); }
  /// From one row of the finest level to the next.
  int stride() const { return stride_; }
  /// Where the basis function of a row of the finest level has its middle.
  Real site(int row) const;

  /// out[outputs][kBlock] from x[kBlock] and the finest coefficients [rows][stride].
  void look(const Real* coefficients, const Real* x, Real* out) const;
  /// gx[kBlock] = dL/dx from gOut[outputs][kBlock]; adds dL/dcoefficients.
  void lookBackward(const Real* coefficients, const Real* x, const Real* gOut, Real* gx, Real* gCoefficients) const;

  /// fine = the same function with the rows of level + 1, from those of `level`; both [rows][stride].
  void prolong(int level, const Real* coarse, Real* fine) const;
  /// coarse += transpose(prolong) fine.
  void restrictTo(int level, const Real* fine, Real* coarse) const;

 private:
  struct Place {
    int row;
    Real weights[4], slopes[4];  // of the rows row..row + order; slopes are d(weight)/dx
  };
  Place place(Real x) const;

  int levels_, order_, outputs_, stride_;
};

}  // namespace core
