#pragma once
// Nodes and weights that turn an integral over an interval into a sum.

#include <vector>

namespace core {

struct QuadratureNode {
  double t;
  double weight;
};

/// Gauss and Legendre's rule on [a, b] with n nodes, in ascending order: exact for polynomials up to degree 2n - 1.
std::vector<QuadratureNode> gaussLegendre(int n, double a, double b);

}  // namespace core
