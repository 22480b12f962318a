#include "core/math/assignment.h"

#include <algorithm>
#include <limits>

namespace core {

std::vector<int> assign(std::span<const double> cost, int n) {
  const auto size = static_cast<size_t>(n);
  constexpr double kFar = std::numeric_limits<double>::infinity();
  // Prices of rows and columns: cost - rowPrice - columnPrice is 0 for pairs that are made and never negative.
  std::vector<double> rowPrice(size, 0), columnPrice(size, 0), distance(size);
  std::vector<int> rowOf(size, -1), from(size);
  std::vector<char> reached(size);
  for (size_t start = 0; start < size; ++start) {
    // Dijkstra from row `start` to the nearest column that is free.
    std::fill(distance.begin(), distance.end(), kFar);
    std::fill(reached.begin(), reached.end(), char{0});
    std::fill(from.begin(), from.end(), -1);
    size_t row = start;
    int last = -1;  // the column through which `row` was reached
    size_t column = 0;
    for (;;) {
      double least = kFar;
      for (size_t j = 0; j < size; ++j) {
        if (reached[j] != 0) continue;
        const double d = cost[row * size + j] - rowPrice[row] - columnPrice[j];
        if (d < distance[j]) {
          distance[j] = d;
          from[j] = last;
        }
        if (distance[j] < least) {
          least = distance[j];
          column = j;
        }
      }
      // Prices move by what the search has come nearer, so distances are from here on.
      rowPrice[start] += least;
      for (size_t j = 0; j < size; ++j) {
        if (reached[j] != 0) {
          rowPrice[static_cast<size_t>(rowOf[j])] += least;
          columnPrice[j] -= least;
        } else {
          distance[j] -= least;
        }
      }
      reached[column] = 1;
      if (rowOf[column] < 0) break;
      last = static_cast<int>(column);
      row = static_cast<size_t>(rowOf[column]);
    }
    // Turn the path around: every column on it goes to the row that came before.
    for (int j = static_cast<int>(column); j >= 0;) {
      const int before = from[static_cast<size_t>(j)];
      rowOf[static_cast<size_t>(j)] = before >= 0 ? rowOf[static_cast<size_t>(before)] : static_cast<int>(start);
      j = before;
    }
  }
  std::vector<int> columnOf(size);
  for (size_t j = 0; j < size; ++j) columnOf[static_cast<size_t>(rowOf[j])] = static_cast<int>(j);
  return columnOf;
}

}  // namespace core
