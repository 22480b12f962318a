#pragma once
// The integral of exp(formula) over each cell of a lattice, and of formula x exp(formula) over all of them.

#include "core/targets/formula.h"
#include "core/targets/target.h"

namespace core {

struct CellIntegrals {
  std::vector<double> masses;  ///< of each cell, row by row from y0 on; they sum to 1
  std::vector<double> tops;    ///< of each cell, the largest log p that was met in it, as typed
  double logZ = 0;             ///< log of the integral of exp(formula)
  double entropy = 0;          ///< of exp(formula) / Z
};

/// On cells x cells cells of the window. Throws InputError that says where the formula is infinite or no number, that it
/// has no mass, or where it is too steep for the cells.
CellIntegrals integrateCells(const Formula& formula, const Window& window, int cells);

}  // namespace core
