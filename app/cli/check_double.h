#pragma once
// The double-precision half of `check`. This header names nothing of core: check_double.cpp is compiled against
// core_double, everyone else against core.

#include <memory>
#include <string>

namespace app::cli {

/// Errors over the points.
struct Spread {
  double p99 = 0, max = 0;
};

struct MapErrors {
  Spread roundTrip;  ///< |x - toData(toBase(x))| / (1 + |x|), largest coordinate
  Spread logDet;     ///< |log-det - log|det of the numerical Jacobian||, the Jacobian taken layer by layer
};

/// A flow in double precision. Its points are its own samples, one in twenty of them from far out in the tails.
class DoubleCheck {
 public:
  /// From the text of a project file that core has accepted; a conditional flow at c.
  DoubleCheck(const std::string& projectText, double c);
  ~DoubleCheck();
  DoubleCheck(const DoubleCheck&) = delete;
  DoubleCheck& operator=(const DoubleCheck&) = delete;

  /// Of the flow cut off at `depth`; depths must not fall from one call to the next.
  MapErrors at(double depth);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace app::cli
