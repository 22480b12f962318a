#pragma once
// The logarithm of a sum of densities that are given by their logarithms, and its gradient.

#include <array>
#include <cmath>

namespace core {

class LogSum {
 public:
  /// One density: its logarithm, and the gradient of that.
  void add(double log, double slope1 = 0, double slope2 = 0) {
    double share = 1;  // the sums are in units of exp(top)
    if (log > top_) {
      const double rescale = std::exp(top_ - log);
      sum_ *= rescale;
      slope1_ *= rescale;
      slope2_ *= rescale;
      top_ = log;
    } else {
      share = std::exp(log - top_);
    }
    sum_ += share;
    slope1_ += share * slope1;
    slope2_ += share * slope2;
  }
  double log() const { return top_ + std::log(sum_); }
  std::array<double, 2> slope() const { return {slope1_ / sum_, slope2_ / sum_}; }

 private:
  double top_ = -INFINITY, sum_ = 0, slope1_ = 0, slope2_ = 0;
};

}  // namespace core
