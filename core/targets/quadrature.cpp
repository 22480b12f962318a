#include "core/targets/quadrature.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace core {

std::vector<QuadratureNode> gaussLegendre(int n, double a, double b) {
  std::vector<QuadratureNode> nodes(static_cast<size_t>(n));
  for (int i = 0; 2 * i < n; ++i) {  // the other half is the same in a mirror
    // Newton on P_n from an asymptotic guess; P_n and its derivative by the three-term recurrence.
    double x = std::cos(std::numbers::pi * (n - i - 0.25) / (n + 0.5));
    double slope = 0;
    for (int step = 0; step < 8; ++step) {
      double p = 1, before = 0;
      for (int k = 1; k <= n; ++k) {
        const double older = before;
        before = p;
        p = ((2 * k - 1) * x * before - (k - 1) * older) / k;
      }
      slope = n * (x * p - before) / (x * x - 1);
      const double change = p / slope;
      x -= change;
      if (std::abs(change) < 1e-15) break;
    }
    const double half = (b - a) / 2;
    const double weight = 2 * half / ((1 - x * x) * slope * slope);
    nodes[static_cast<size_t>(i)] = {a + half * (1 + x), weight};
    nodes[static_cast<size_t>(n - 1 - i)] = {a + half * (1 - x), weight};
  }
  return nodes;
}

int nodesFor(double sd, int count, double enoughFor) {
  const double less = enoughFor / sd;  // than that
  return static_cast<int>(count * (less < 1 ? std::max(less, 0.2) : std::max(0.7 * less, 1.0)));
}

}  // namespace core
