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

/// How many nodes a curve with round Gaussian noise needs, where `count` are more than enough for the noise `enoughFor`,
/// and enough for 0.7 of it.
int nodesFor(double sd, int count, double enoughFor);

/// use(t, weight) for the nodes of a rule on [-1, 1], moved to [a, b]; none if a >= b.
template <class Use>
void forEachNode(const std::vector<QuadratureNode>& rule, double a, double b, const Use& use) {
  if (a >= b) return;
  const double half = (b - a) / 2;
  for (const QuadratureNode& node : rule) use(a + half * (1 + node.t), half * node.weight);
}

}  // namespace core
