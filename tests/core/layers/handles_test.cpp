// Handles: a hand takes hold of a layer's parameters by places of the plane, or of a scalar map's graph.

#include <gtest/gtest.h>

#include <cmath>

#include "core/flow/flow.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

// Every handle of every kind goes where it is taken, if that is a little way from where it was, and the layer is still a
// bijection.
TEST(Handles, GoWhereTheyAreTaken) {
  int handles = 0;
  for (const LayerInfo& info : layerInfos()) {
    for (const std::uint64_t seed : {1u, 2u, 3u}) {
      SCOPED_TRACE(info.key + ", seed " + std::to_string(seed));
      const Flow flow(
          oneCard(info.key, info.key == "spline" ? Settings{{"conditioner", seed == 1 ? "grid" : "mlp"}} : Settings{}));
      const Layer& layer = flow.layer(0);
      const Theta start = randomTheta(flow, seed, 0.2);
      const Sketch sketch = layer.sketch(view(start));
      for (const auto& line : sketch.lines) EXPECT_GE(line.size(), 2u);
      for (size_t i = 0; i < sketch.handles.size(); ++i) {
        ++handles;
        SCOPED_TRACE(sketch.handles[i].name);
        Theta theta = start;
        Real x = sketch.handles[i].x + Real(0.02), y = sketch.handles[i].y - Real(0.015);
        layer.moveHandle(view(theta), static_cast<int>(i), x, y);
        const Handle now = layer.sketch(view(theta)).handles[i];
        // Some handles move along a line or a ring only: they come nearer, or are there.
        const Real before = std::hypot(x - sketch.handles[i].x, y - sketch.handles[i].y);
        const Real after = std::hypot(x - now.x, y - now.y);
        EXPECT_LT(after, before * Real(1.001));
        if (sketch.graph) EXPECT_LT(after, Real(1e-4));
        Points z(20, 2), out, back;
        Rng rng(seed);
        for (int k = 0; k < 20; ++k) z.row(k) << static_cast<Real>(rng.normal()), static_cast<Real>(rng.normal());
        Values there, again;
        flow.toData(theta, z, out, there);
        flow.toBase(theta, out, back, again);
        EXPECT_LT((back - z).abs().maxCoeff(), Real(1e-4));
        // Back again: the same parameters' map.
        layer.moveHandle(view(theta), static_cast<int>(i), sketch.handles[i].x, sketch.handles[i].y);
        Points same;
        flow.toData(theta, z, same, there);
        Points first;
        flow.toData(start, z, first, there);
        EXPECT_LT((same - first).abs().maxCoeff(), Real(1e-3));
      }
    }
  }
  EXPECT_GT(handles, 20);
}

TEST(Handles, NoHandCanFoldThePlane) {
  for (const char* key : {"planar", "radial", "spline"}) {
    SCOPED_TRACE(key);
    const Flow flow(oneCard(key, {}));
    const Layer& layer = flow.layer(0);
    Rng rng(11);
    Theta theta = randomTheta(flow, 5, 0.3);
    for (int n = 0; n < 200; ++n) {
      const Sketch sketch = layer.sketch(view(theta));
      const int i = static_cast<int>(rng.uniform() * static_cast<double>(sketch.handles.size()));
      layer.moveHandle(view(theta), i, static_cast<Real>(rng.normal(0, 3)), static_cast<Real>(rng.normal(0, 3)));
      ASSERT_TRUE(theta.allFinite());
      Points z(30, 2), out, back;
      for (int k = 0; k < 30; ++k) z.row(k) << static_cast<Real>(rng.normal()), static_cast<Real>(rng.normal());
      Values there, again;
      flow.toData(theta, z, out, there);
      ASSERT_TRUE(out.allFinite() && there.allFinite()) << n;
    }
  }
}

}  // namespace
