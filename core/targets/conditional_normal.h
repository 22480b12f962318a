#pragma once
// One coordinate u is normal around 0; the other, v, is normal around a curve over u, with a width that may depend
// on u:
//   p = N(u; 0, spread) N(v; mean(u), sd(u)),   H = ln(2 pi e spread) + E[ln sd(u)].

#include "core/targets/generated_target.h"

namespace core {

class ConditionalNormal : public GeneratedTarget {
 public:
  enum class Given { x1, x2 };  ///< which of the two is u
  /// What v is at some u, and how that changes with u.
  struct Curve {
    double mean, meanSlope;
    double logSd, logSdSlope = 0;
  };

  std::array<double, 2> sample(Rng& rng) const override;
  double logDensity(double x1, double x2) const override;
  std::array<double, 2> score(double x1, double x2) const override;

 protected:
  ConditionalNormal(const TargetInfo& info, const Settings& settings, Given given, double spread)
      : GeneratedTarget(info, settings), given_(given), spread_(spread) {}
  virtual Curve at(double u) const = 0;
  /// Right if ln sd is linear in u, as it is in all of them.
  double findEntropy() const override;

 private:
  Given given_;
  double spread_;
};

/// The setting "log_noise": ln sd of those whose width is the same everywhere.
Setting logNoiseSetting(const std::string& standard);

}  // namespace core
