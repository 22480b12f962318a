#pragma once
// The stage: what a person wants to see of the change of variables, and what a frame answers.

#include <optional>

#include "core/stage/cell.h"
#include "core/stage/local.h"
#include "core/stage/mass.h"

namespace core {

/// What is to be seen of the change of variables.
struct StageRequest {
  Colouring colouring = Colouring::density;
  bool forget = false;  ///< show N(toBase(x)) without the determinant, which is no density
  bool ellipses = false;
  std::optional<Spot> probe;
  std::optional<CellRequest> cell;
  std::optional<Brush> brush;
  bool operator==(const StageRequest&) const = default;
};

/// The answers, each where it was asked for.
struct Stage {
  std::optional<Ledger> ledger;
  std::optional<Cell> cell;
  std::optional<Mass> mass;
  std::vector<Ellipse> ellipses;
};

}  // namespace core
