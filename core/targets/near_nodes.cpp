#include "core/targets/near_nodes.h"

#include <limits>
#include <utility>

namespace core {

namespace {

constexpr int kGroup = 16;
constexpr double kSlack = 1e-9;  // on a box: rounding must not push a node out of it

}  // namespace

NearNodes::NearNodes(std::vector<Node> nodes, double half) : nodes_(std::move(nodes)), half_(half) {
  const auto count = static_cast<int>(nodes_.size());
  for (int begin = 0; begin < count; begin += kGroup) {
    const int end = std::min(begin + kGroup, count);
    const auto [left, right] = std::minmax_element(nodes_.begin() + begin, nodes_.begin() + end,
                                                   [](const Node& a, const Node& b) { return a.x1 < b.x1; });
    const auto [low, high] = std::minmax_element(nodes_.begin() + begin, nodes_.begin() + end,
                                                 [](const Node& a, const Node& b) { return a.x2 < b.x2; });
    const double width1 = (right->x1 - left->x1) / 2 + half + kSlack;
    const double width2 = (high->x2 - low->x2) / 2 + half + kSlack;
    groups_.push_back({begin, end, (left->x1 + right->x1) / 2, (low->x2 + high->x2) / 2, width1, width2});
  }
}

double NearNodes::nearest(double x1, double x2) const {
  double nearest = std::numeric_limits<double>::infinity();
  for (const Group& g : groups_) {
    if (squaredDistance(g, x1, x2) > nearest) continue;
    for (int i = g.begin; i < g.end; ++i)
      nearest = std::min(nearest, squaredDistance(nodes_[static_cast<size_t>(i)], x1, x2));
  }
  return nearest;
}

}  // namespace core
