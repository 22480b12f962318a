#pragma once
// A ring that is weighted along one coordinate: p = exp(-1/2 ((r - R) / s)^2) w(c) / Z, where c is x1 or x2.

#include <functional>

#include "core/targets/generated_target.h"

namespace core {

class RingEnergy : public GeneratedTarget {
 public:
  enum class Axis { x1, x2 };
  /// log w at a place, and its slope there.
  struct Weight {
    double log, slope;
  };
  struct Shape {
    Axis axis;  ///< which coordinate c is
    double radius, sd;
    std::function<Weight(double c)> weight;
    double highest;  ///< log w is nowhere above
    double kink;     ///< where the slope of log w jumps, if it does
  };

  std::array<double, 2> sample(Rng& rng) const override;
  double logDensity(double x1, double x2) const override;
  std::array<double, 2> score(double x1, double x2) const override;
  Window window() const override { return squareAround(shape_.radius + 4 * shape_.sd); }

 protected:
  RingEnergy(const TargetInfo& info, const Settings& settings, Shape shape, std::optional<double> standardEntropy = {});
  double findEntropy() const override { return logZ_ + meanEnergy_; }

 private:
  Shape shape_;
  double logZ_ = 0, meanEnergy_ = 0;
};

}  // namespace core
