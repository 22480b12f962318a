#pragma once
// A flow of the line: one to four maps, from base to data, and the density that they push N(0, 1) to.

#include <optional>
#include <vector>

#include "core/line/line_map.h"

namespace core {

/// All that is known of one point. Logarithms are natural.
struct LinePoint {
  double z = 0, x = 0;
  double slope = 1;       ///< f'(z) = dx/dz
  double logBase = 0;     ///< log p(z), p the density of N(0, 1)
  double logSlope = 0;    ///< log|dx/dz|
  double logDensity = 0;  ///< log p(x) = log p(z) - log|dx/dz|
};

class LineFlow {
 public:
  static constexpr int kMostMaps = 4;

  /// Throws InputError unless there are 1 to kMostMaps maps.
  LineFlow(std::vector<LineMap> maps);
  LineFlow(const LineMap& map) : LineFlow(std::vector<LineMap>{map}) {}

  const std::vector<LineMap>& maps() const { return maps_; }

  double toData(double z) const;  ///< push forward
  double toBase(double x) const;  ///< pull back
  LinePoint at(double z) const;
  /// log p(x), found from x alone: pulled back, then the slope there.
  double logDensity(double x) const;
  double density(double x) const;
  bool falls() const;

  /// The part s in [0, 1] of the way, map after map: the first goes all its way, then the second. At 0 the density is
  /// N(0, 1), at 1 this flow's, and it moves steadily; see LineMap::path for maps that fall.
  LineFlow path(double s) const;

  /// A normal distribution's mean and standard deviation.
  struct Normal {
    double mean = 0, deviation = 1;
  };
  /// What X is distributed as where all maps are affine; otherwise nothing.
  std::optional<Normal> normal() const;

  bool operator==(const LineFlow&) const = default;

 private:
  std::vector<LineMap> maps_;
};

/// The density of N(0, 1).
double baseDensity(double z);
/// Phi(z), the mass of N(0, 1) to the left of z; accurate in both tails.
double baseMass(double z);
/// z with Phi(z) = mass, for mass in (0, 1): to about 1e-15.
double baseQuantile(double mass);

}  // namespace core
