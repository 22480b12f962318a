#pragma once
// Strips: intervals of z side by side with their images on the x axis, and the mass over each, found on either axis on its
// own: that the two agree is measured, not assumed.

#include <vector>

#include "core/line/line_flow.h"

namespace core {

struct LineStrip {
  double z0 = 0, z1 = 0;  ///< z0 < z1
  double x0 = 0, x1 = 0;  ///< f(z0) and f(z1); x0 > x1 where the flow falls
  double baseArea = 0;    ///< Phi(z1) - Phi(z0)
  double dataArea = 0;    ///< of p(x) between x0 and x1, by Gauss and Legendre's rule
};

/// Beyond this |z| lies 1e-15 of the mass: where strips that have no end are cut.
inline constexpr double kLineEnd = 8;

/// n strips of one width that fill [from, to]. Throws InputError unless 1 <= n <= 200 and from < to, both finite.
std::vector<LineStrip> stripsOfEqualWidth(const LineFlow& flow, int n, double from, double to);
/// n strips of mass 1/n each, from -kLineEnd to kLineEnd. 1 <= n <= 200, or InputError.
std::vector<LineStrip> stripsOfEqualMass(const LineFlow& flow, int n);

/// Of p(x) over all that lies inside kLineEnd, by the same rule: 1, as well as it was measured.
double measuredMass(const LineFlow& flow);

}  // namespace core
