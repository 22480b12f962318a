// Handles: a hand takes hold of a layer's parameters by places of the plane, or of a scalar map's graph.

#include <gtest/gtest.h>

#include <cmath>

#include "core/flow/flow.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

// Cards of every kind, in both directions.
std::vector<FlowSpec> cards(bool grids) {
  std::vector<FlowSpec> specs;
  for (const LayerInfo& info : layerInfos()) {
    for (const char* direction : {"sampling", "density"}) {
      Settings settings{{"direction", direction}};
      if (info.key == "spline") settings["conditioner"] = grids ? "grid" : "mlp";
      specs.push_back(oneCard(info.key, settings));
    }
  }
  return specs;
}

std::string nameOf(const FlowSpec& card, std::uint64_t seed) {
  const LayerSpec& layer = card.layers.front();
  return layer.key + ", " + layer.settings.at("direction") + ", seed " + std::to_string(seed);
}

// Points of the base, seeded.
Points basePoints(int n, std::uint64_t seed) {
  Rng rng(seed);
  Points z(n, 2);
  for (int k = 0; k < n; ++k) z.row(k) << static_cast<Real>(rng.normal()), static_cast<Real>(rng.normal());
  return z;
}

Points imageOf(const Flow& flow, const Theta& theta, const Points& z) {
  Points x;
  Values logDet;
  flow.toData(theta, z, x, logDet);
  return x;
}

Real distance(const Handle& handle, Real x, Real y) { return std::hypot(handle.x - x, handle.y - y); }

// Every handle of every kind goes where it is taken, if that is a little way from where it was, and the layer is still a
// bijection.
TEST(Handles, GoWhereTheyAreTaken) {
  int handles = 0;
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    for (const FlowSpec& card : cards(seed == 1)) {
      SCOPED_TRACE(nameOf(card, seed));
      const Flow flow(card);
      const Layer& layer = flow.layer(0);
      const Way way = flow.wayToData(0);
      const Theta start = randomTheta(flow, seed, 0.2);
      const Sketch sketch = layer.sketch(view(start), way);
      for (const auto& line : sketch.lines) EXPECT_GE(line.size(), 2u);
      for (size_t i = 0; i < sketch.handles.size(); ++i) {
        ++handles;
        SCOPED_TRACE(sketch.handles[i].name);
        Theta theta = start;
        const Real x = sketch.handles[i].x + Real(0.02), y = sketch.handles[i].y - Real(0.015);
        layer.moveHandle(view(theta), way, static_cast<int>(i), x, y);
        // Some handles move along a line or a ring only: they come nearer, or are there.
        const Handle now = layer.sketch(view(theta), way).handles[i];
        EXPECT_LT(distance(now, x, y), distance(sketch.handles[i], x, y) * Real(1.001));
        if (sketch.graph) {
          EXPECT_LT(distance(now, x, y), Real(1e-4));
        }
        const Points z = basePoints(20, seed);
        Points back;
        Values again;
        flow.toBase(theta, imageOf(flow, theta, z), back, again);
        EXPECT_LT((back - z).abs().maxCoeff(), Real(1e-4));
        // Back again: the same parameters' map.
        layer.moveHandle(view(theta), way, static_cast<int>(i), sketch.handles[i].x, sketch.handles[i].y);
        EXPECT_LT((imageOf(flow, theta, z) - imageOf(flow, start, z)).abs().maxCoeff(), Real(1e-3));
      }
    }
  }
  EXPECT_GT(handles, 100);
}

// Wherever a handle has ended up is a place that it can be at: taken there again, it is there.
TEST(Handles, AreWhereTheyCanBe) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    for (const FlowSpec& card : cards(seed % 2 == 0)) {
      SCOPED_TRACE(nameOf(card, seed));
      const Flow flow(card);
      const Layer& layer = flow.layer(0);
      const Way way = flow.wayToData(0);
      const Theta start = randomTheta(flow, seed, 0.2);
      Rng rng(seed);
      const auto count = static_cast<int>(layer.sketch(view(start), way).handles.size());
      for (int i = 0; i < count; ++i) {
        Theta theta = start;
        layer.moveHandle(view(theta), way, i, static_cast<Real>(rng.normal(0, 1.5)),
                         static_cast<Real>(rng.normal(0, 1.5)));
        const Handle place = layer.sketch(view(theta), way).handles[static_cast<size_t>(i)];
        layer.moveHandle(view(theta), way, i, place.x, place.y);
        const Handle again = layer.sketch(view(theta), way).handles[static_cast<size_t>(i)];
        EXPECT_LT(distance(again, place.x, place.y), Real(1e-4)) << place.name;
      }
    }
  }
}

TEST(Handles, NoHandCanFoldThePlane) {
  for (const char* key : {"planar", "radial", "spline", "rotation", "linear", "actnorm"}) {
    for (const char* direction : {"sampling", "density"}) {
      SCOPED_TRACE(std::string(key) + ", " + direction);
      const Flow flow(oneCard(key, {{"direction", direction}}));
      const Layer& layer = flow.layer(0);
      const Way way = flow.wayToData(0);
      Rng rng(11);
      Theta theta = randomTheta(flow, 5, 0.3);
      for (int n = 0; n < 200; ++n) {
        const Sketch sketch = layer.sketch(view(theta), way);
        const int i = static_cast<int>(rng.uniform() * static_cast<double>(sketch.handles.size()));
        layer.moveHandle(view(theta), way, i, static_cast<Real>(rng.normal(0, 3)), static_cast<Real>(rng.normal(0, 3)));
        ASSERT_TRUE(theta.allFinite());
        Points out;
        Values there;
        flow.toData(theta, basePoints(30, static_cast<std::uint64_t>(n)), out, there);
        ASSERT_TRUE(out.allFinite() && there.allFinite()) << n;
      }
    }
  }
}

}  // namespace
