#include "core/targets/near_nodes.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/math/random.h"

using namespace core;

namespace {

TEST(NearNodes, AreThoseOfASearchThroughAll) {
  Rng rng(20240607);
  for (const double half : {0.0, 0.25}) {
    std::vector<NearNodes::Node> nodes;
    for (int i = 0; i < 203; ++i) nodes.push_back({0.05 * i * std::cos(0.1 * i), rng.normal(), rng.uniform()});
    const NearNodes near(nodes, half);
    for (int i = 0; i < 300; ++i) {
      const double x = rng.uniform(-12, 12), y = rng.uniform(-4, 4), reach = rng.uniform(0, 9);
      const auto squaredDistance = [&](const NearNodes::Node& n) {
        const double d1 = std::max(std::abs(x - n.x1) - half, 0.0), d2 = std::max(std::abs(y - n.x2) - half, 0.0);
        return d1 * d1 + d2 * d2;
      };
      double nearest = INFINITY, weight = 0, found = 0;
      for (const auto& n : nodes) {
        nearest = std::min(nearest, squaredDistance(n));
        if (squaredDistance(n) <= reach) weight += n.weight;
      }
      near.within(x, y, reach, [&](const NearNodes::Node& n, double d) {
        found += n.weight;
        EXPECT_EQ(d, squaredDistance(n));
      });
      EXPECT_EQ(near.nearest(x, y), nearest);
      EXPECT_EQ(found, weight);
    }
  }
}

}  // namespace
