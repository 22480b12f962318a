#pragma once
// A distribution on the cells of a lattice over a window: which cell, by mass. The ground of targets that are given as
// numbers on a lattice rather than by a formula with a sampler.

#include <array>
#include <vector>

#include "core/math/random.h"
#include "core/targets/target.h"

namespace core {

class CellMasses {
 public:
  /// `masses`: of the cells of `window`, row by row from y0 on, in any unit; none is negative, their sum is positive.
  CellMasses(const Window& window, int columns, int rows, const std::vector<double>& masses);

  const Window& window() const { return window_; }
  int columns() const { return columns_; }
  int rows() const { return rows_; }
  double cellArea() const { return cellWidth_ * cellHeight_; }
  /// In [0, 1]; they sum to 1.
  double mass(int cell) const;
  /// The cell that (x, y) lies in, or -1.
  int cellAt(double x, double y) const;
  /// A cell, with its mass as probability.
  int draw(Rng& rng) const;
  /// The place of cell `cell` that is at (u, v) in [0, 1]^2 of it.
  std::array<double, 2> place(int cell, double u, double v) const;

 private:
  Window window_;
  int columns_, rows_;
  double cellWidth_, cellHeight_;
  std::vector<double> upTo_;  // masses summed, of all cells up to and with this one; the last is 1
};

}  // namespace core
