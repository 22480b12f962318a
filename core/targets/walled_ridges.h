#pragma once
// Rezende and Mohamed's energies U2, U3 and U4: ridges along curves x2 = c(x1), each with a Gaussian profile in x2.
//
// They do not decay in x1, so exp(-U) has no finite mass on the plane. Here it has, by soft walls: the energy grows by
// relu(|x1| - 6)^2 + relu(|x2| - 6)^2.

#include <array>
#include <vector>

#include "core/targets/generated_target.h"

namespace core {

/// A curve x2 = at over x1, and its slope there.
struct Height {
  double at, slope;
};
Height energyW1(double x1);  ///< sin(2 pi x1 / 4)
Height energyW2(double x1);  ///< 3 exp(-1/2 ((x1 - 1) / 0.6)^2)
Height energyW3(double x1);  ///< 3 sigmoid((x1 - 1) / 0.3)
/// A curve between two others.
inline Height operator-(const Height& a, const Height& b) { return {a.at - b.at, a.slope - b.slope}; }

/// A setting of that kind: the width of a ridge.
Setting ridgeSetting(const std::string& key, const std::string& label, const std::string& standard,
                     const std::string& help);

class WalledRidges : public GeneratedTarget {
 public:
  struct Ridge {
    Height (*curve)(double x1);
    double sd;
  };

  std::array<double, 2> sample(Rng& rng) const override;
  double logDensity(double x1, double x2) const override;
  std::array<double, 2> score(double x1, double x2) const override;
  Window window() const override { return {-8.5, 8.5, -8.5, 8.5}; }

 protected:
  /// exp(-U) = sum of the ridges' exp(-1/2 ((x2 - curve) / sd)^2), times the walls.
  WalledRidges(const TargetInfo& info, const Settings& settings, std::vector<Ridge> ridges, double standardEntropy);

 private:
  std::vector<Ridge> ridges_;
  double logZ_;
};

}  // namespace core
