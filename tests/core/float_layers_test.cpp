// What every kind of layer promises in single precision, as it ships: no NaN at extremes, round trips within tolerance.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

TEST(FloatLayers, StayFiniteAtExtremeParametersAndPoints) {
  for (const LayerInfo& info : layerInfos()) {
    for (const FlowSpec& spec : variantsOf(info)) {
      const Flow flow(spec);
      for (double sd : {1.0, 5.0, 30.0}) {
        SCOPED_TRACE(toText(spec) + ", sd " + std::to_string(sd));
        const Theta theta = randomTheta(flow, 61, sd);
        Points x = randomPoints(1000, 61);
        x.row(0) << 1e4f, -1e4f;
        x.row(1) << 0, 0;
        x.row(2) << 5, -5;  // the ends of a spline
        Points out;
        Values logDet;
        flow.toBase(theta, x, out, logDet);
        EXPECT_TRUE(out.allFinite() && logDet.allFinite());
        flow.toData(theta, x, out, logDet);
        EXPECT_TRUE(out.allFinite() && logDet.allFinite());
      }
    }
  }
}

TEST(FloatLayers, RoundTripsWithinTolerance) {
  for (const LayerInfo& info : layerInfos()) {
    for (const FlowSpec& spec : variantsOf(info)) {
      const Flow flow(spec);
      SCOPED_TRACE(toText(spec));
      const Theta theta = randomTheta(flow, 71, 0.3);
      const Points x = randomPoints(2000, 71);
      Points z, back;
      Values down, up;
      flow.toBase(theta, x, z, down);
      flow.toData(theta, z, back, up);
      int bad = 0;
      for (int i = 0; i < x.rows(); ++i) {
        // Scaled by how much the way back magnifies what was rounded on the way there.
        const double magnified = std::max(1.0, std::exp(-static_cast<double>(down(i))));
        const double error = (back.row(i) - x.row(i)).abs().maxCoeff();
        if (!(error <= 1e-5 * magnified * (1 + x.row(i).abs().maxCoeff()))) ++bad;
      }
      EXPECT_LE(bad, 20);
    }
  }
}

}  // namespace
