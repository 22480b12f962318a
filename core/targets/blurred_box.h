#pragma once
// The density on a line of U[-half, half] + N(0, sd), whose logarithm
//   ln(erfc((|x| - half) / (sqrt(2) sd)) - erfc((|x| + half) / (sqrt(2) sd))) - ln(4 half)
// would cost two erfc a point: here it is a table of values and slopes, and its asymptotic series beyond.

#include <cmath>
#include <vector>

namespace core {

class BlurredBox {
 public:
  BlurredBox(double half, double sd);

  struct Log {
    double value, slope;
  };
  /// log p(x) and its derivative, to 1e-8.
  Log log(double x) const {
    const double at = std::abs(x) * kKnots;
    Log result;
    if (at < static_cast<double>(table_.size() - 1)) {
      const auto knot = static_cast<size_t>(at);
      const Log &a = table_[knot], &b = table_[knot + 1];
      const double t = at - static_cast<double>(knot);
      const double a1 = a.slope / kKnots, b1 = b.slope / kKnots, rise = b.value - a.value;
      const double c2 = 3 * rise - 2 * a1 - b1, c3 = a1 + b1 - 2 * rise;  // Hermite's cubic
      result = {a.value + t * (a1 + t * (c2 + t * c3)), (a1 + t * (2 * c2 + t * 3 * c3)) * kKnots};
    } else {
      result = tail(std::abs(x));
    }
    if (x < 0) result.slope = -result.slope;
    return result;
  }

 private:
  static constexpr double kKnots = 200;  // to a unit

  Log tail(double x) const;

  double half_, sd_;
  std::vector<Log> table_;
};

}  // namespace core
