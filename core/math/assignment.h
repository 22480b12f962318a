#pragma once
// The assignment problem: who goes with whom at the least total cost.

#include <span>
#include <vector>

namespace core {

/// `cost` is n x n, row by row, finite. Column of every row, so that the sum of costs is least: shortest augmenting paths
/// (Jonker, Volgenant 1987), exact, O(n^3).
std::vector<int> assign(std::span<const double> cost, int n);

}  // namespace core
