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

// The log-det of a radial layer that nearly folds the plane into its centre (alpha + beta = e^-28, about 1e-12), and of
// one that does so beyond what single precision can hold.
TEST(FloatLayers, RadialStaysFiniteWhereItNearlyFolds) {
  const Flow flow(oneCard("radial", {{"direction", "sampling"}}));
  for (const float b : {-28.0f, -200.0f}) {
    Theta theta(4);
    theta << 0.3f, 0.4f, 0.5f, b;
    Points z(3, 2), x, back;
    z << 0.3f, 0.4f, 0.3f + 1e-6f, 0.4f, 2, -1;
    Values up, down;
    flow.toData(theta, z, x, up);
    EXPECT_TRUE(x.allFinite() && up.allFinite());
    flow.toBase(theta, z, back, down);
    EXPECT_TRUE(back.allFinite() && down.allFinite());
    if (b == -28.0f) {
      const double alpha = std::log1p(std::exp(0.5));
      EXPECT_NEAR(up(0), 2 * (-28 - std::log(alpha)), 1e-4);
      EXPECT_NEAR(down(0), -up(0), 1e-4);
    }
  }
}

TEST(FloatLayers, QuarterTurnsExchangeCoordinatesExactly) {
  const Points z = randomPoints(100, 1);
  for (int quarters = 0; quarters < 4; ++quarters) {
    const Flow flow(oneCard("rotation", {{"direction", "sampling"}, {"quarters", std::to_string(quarters)}}));
    Points x;
    Values logDet;
    flow.toData(flow.initialTheta(3), z, x, logDet);
    const int sign = quarters == 1 || quarters == 2 ? -1 : 1;
    EXPECT_TRUE((x.col(0) == static_cast<float>(sign) * z.col(quarters % 2)).all()) << quarters;
  }
}

}  // namespace
