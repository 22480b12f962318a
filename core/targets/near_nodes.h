#pragma once
// Many weighted points of the plane, in an order in which neighbours lie close together (a curve cut into quadrature
// nodes), kept in groups with a bounding box each: a sum in which only the nodes near x count skips the others.

#include <algorithm>
#include <vector>

namespace core {

class NearNodes {
 public:
  struct Node {
    double x1, x2;
    double weight;  ///< positive
  };

  /// Distances are those from a square of half side `half` around each node; 0: from the node itself.
  explicit NearNodes(std::vector<Node> nodes, double half = 0);

  /// Squared distance of the nearest node.
  double nearest(double x1, double x2) const;

  /// use(node, squared distance) for every node whose squared distance is at most `reach`, in order.
  template <class Use>
  void within(double x1, double x2, double reach, Use&& use) const {
    for (const Group& g : groups_) {
      if (squaredDistance(g, x1, x2) > reach) continue;
      for (int i = g.begin; i < g.end; ++i) {
        const Node& node = nodes_[static_cast<size_t>(i)];
        const double d = squaredDistance(node, x1, x2);
        if (d <= reach) use(node, d);
      }
    }
  }

 private:
  struct Group {
    int begin, end;
    double x1, x2;          ///< centre of the bounding box
    double width1, width2;  ///< half sides of the bounding box of the nodes' squares
  };

  static double squaredDistance(double d1, double d2) { return d1 * d1 + d2 * d2; }
  double squaredDistance(const Node& node, double x1, double x2) const {
    return squaredDistance(beyond(x1 - node.x1, half_), beyond(x2 - node.x2, half_));
  }
  /// Of the group's box: no greater than that of any of its nodes, however they are rounded.
  static double squaredDistance(const Group& g, double x1, double x2) {
    return (1 - 1e-12) * squaredDistance(beyond(x1 - g.x1, g.width1), beyond(x2 - g.x2, g.width2));
  }
  static double beyond(double d, double half) { return std::max((d < 0 ? -d : d) - half, 0.0); }

  std::vector<Node> nodes_;
  std::vector<Group> groups_;
  double half_;
};

}  // namespace core
