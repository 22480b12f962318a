// Sketches of all kinds: what they draw is what the layer does.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <set>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

// Every kind with every choice, in both directions.
std::vector<FlowSpec> allCards() {
  std::vector<FlowSpec> all;
  for (const LayerInfo& info : layerInfos()) {
    for (const FlowSpec& spec : variantsOf(info)) all.push_back(spec);
  }
  return all;
}

std::string nameOf(const FlowSpec& card, std::uint64_t seed, double s) {
  const LayerSpec& layer = card.layers.front();
  return layer.key + ", " + layer.settings.at("direction") + ", seed " + std::to_string(seed) + ", at " +
         std::to_string(s);
}

Points imageOf(const Flow& flow, const Theta& theta, const Points& z) {
  Points x;
  Values logDet;
  flow.toData(theta, z, x, logDet);
  return x;
}

TEST(Sketches, AreFiniteForAnyParameters) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    for (const FlowSpec& card : allCards()) {
      const Flow flow(card);
      const Theta whole = randomTheta(flow, seed, std::pow(10.0, static_cast<double>(seed) - 3));
      for (const double s : {0.0, 0.3, 1.0}) {
        SCOPED_TRACE(nameOf(card, seed, s));
        const Theta theta = flow.atDepth(whole, s);
        const Sketch sketch = flow.layer(0).sketch(view(theta), flow.wayToData(0));
        for (const auto& line : sketch.lines) {
          EXPECT_GE(line.size(), 2u);
          for (const auto& p : line) EXPECT_TRUE(std::isfinite(p[0]) && std::isfinite(p[1]));
        }
        for (const Handle& h : sketch.handles) EXPECT_TRUE(std::isfinite(h.x) && std::isfinite(h.y)) << h.name;
      }
    }
  }
}

TEST(Sketches, WaysLeadWhereTheLayerTakesPoints) {
  std::set<std::string> kinds;
  double worst = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    for (const FlowSpec& card : allCards()) {
      const Flow flow(card);
      const Theta whole = randomTheta(flow, seed, 0.25);
      for (const double s : {0.0, 0.37, 1.0}) {
        SCOPED_TRACE(nameOf(card, seed, s));
        const Theta theta = flow.atDepth(whole, s);
        const Sketch sketch = flow.layer(0).sketch(view(theta), flow.wayToData(0));
        if (!sketch.ways) continue;
        kinds.insert(card.layers.front().key);
        Points start(static_cast<Eigen::Index>(sketch.lines.size()), 2), end = start;
        for (size_t i = 0; i < sketch.lines.size(); ++i) {
          start.row(static_cast<Eigen::Index>(i)) << sketch.lines[i].front()[0], sketch.lines[i].front()[1];
          end.row(static_cast<Eigen::Index>(i)) << sketch.lines[i].back()[0], sketch.lines[i].back()[1];
        }
        ASSERT_GE(start.rows(), 25);
        EXPECT_EQ(start.maxCoeff(), 3);
        EXPECT_EQ(start.minCoeff(), -3);
        const double error = (imageOf(flow, theta, start) - end).abs().maxCoeff();
        EXPECT_LT(error, 2e-3);  // far less than a pixel
        worst = std::max(worst, error);
        if (s == 1) {
          EXPECT_GT((end - start).abs().maxCoeff(), 0.1);
        }
      }
    }
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"cnf", "residual"}));
  std::printf("ways end at most %.1e from where the layer takes their starts\n", worst);
}

// Of the kinds that are affine: their lines are images of the unit circle and of the axes, or of a ray.
TEST(Sketches, OfAffineKindsAreImages) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    for (const char* key : {"linear", "actnorm", "rotation"}) {
      for (const char* direction : {"sampling", "density"}) {
        const FlowSpec card = oneCard(key, {{"direction", direction}});
        const Flow flow(card);
        const Theta whole = randomTheta(flow, seed, 0.6);
        for (const double s : {0.4, 1.0}) {
          SCOPED_TRACE(nameOf(card, seed, s));
          const Theta theta = flow.atDepth(whole, s);
          const Sketch sketch = flow.layer(0).sketch(view(theta), flow.wayToData(0));
          const bool ray = std::string(key) == "rotation";
          Points z(ray ? 1 : 68, 2), drawn(z.rows(), 2);
          if (ray) {
            z.row(0) << 2, 0;
            drawn.row(0) << sketch.lines[1].back()[0], sketch.lines[1].back()[1];
          } else {
            ASSERT_EQ(sketch.lines[0].size(), 65u);
            for (int k = 0; k < 65; ++k) {
              z.row(k) << std::cos(2 * M_PI * k / 64), std::sin(2 * M_PI * k / 64);
              drawn.row(k) << sketch.lines[0][static_cast<size_t>(k)][0], sketch.lines[0][static_cast<size_t>(k)][1];
            }
            z.bottomRows(3) << 0, 0, 1, 0, 0, 1;
            drawn.row(65) << sketch.lines[1].front()[0], sketch.lines[1].front()[1];
            drawn.row(66) << sketch.lines[1].back()[0], sketch.lines[1].back()[1];
            drawn.row(67) << sketch.lines[2].back()[0], sketch.lines[2].back()[1];
          }
          EXPECT_LT((imageOf(flow, theta, z) - drawn).abs().maxCoeff(), 1e-9);
        }
      }
    }
  }
}

}  // namespace
