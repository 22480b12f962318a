#pragma once
// A table of a map of the plane x -> x + d(x), read by quintic splines with its Jacobian. Only for .cpp files of core
// (see lanes.h).
//
// What is read is a map of its own, twice as smooth as a picture needs, and the Jacobian is that of this very map: a
// density pushed through a table integrates to 1 however coarse the table is. B-splines and their interpolation by two
// recursive filters: Unser, Aldroubi, Eden: "B-spline signal processing" (1993).

#include <functional>
#include <vector>

#include "core/math/jet.h"

namespace core {

class PlaneTable {
 public:
  /// Evaluates d for a block of points.
  using Function = std::function<void(const Block& x, Block& d)>;

  static constexpr Real kReach = 7;  ///< the table covers [-kReach, kReach]^2

  /// Asks for d at about (intervals + 28)^2 nodes, a few of them beyond the edges.
  PlaneTable(const Function& function, int intervals);

  /// Whether all of a block's points lie in the table.
  static bool covers(const Block& x);
  /// The jet of the map at points that it covers.
  void look(const Block& x, Jet& jet) const;

 private:
  void filter();

  int intervals_;
  int nodes_;                          // a side
  int stride_;                         // from one row of nodes to the next
  std::vector<Real> coefficients_[2];  // of d1 and d2, [row][stride]
};

}  // namespace core
