// Flows as a whole: depth, layers that are switched off, parameters that belong to cards.

#include "core/flow/flow.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/project/edits.h"
#include "tests/support/fake_layers.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

constexpr auto kNll = Objective::maximumLikelihood;
const char* const kStack = "affine(hidden=8) planar rotation spline(hidden=8,bins=4) planar(direction=sampling)";

TEST(Flow, AtTheStartIsTheGaussian) {
  const Flow flow(parseStack(kStack, kNll));
  const Points x = randomPoints(300, 1);
  const Values logp = flow.logDensity(flow.initialTheta(1), x);
  for (Eigen::Index i = 0; i < x.rows(); ++i)
    EXPECT_NEAR(logp(i), makeBase({})->logDensity(x(i, 0), x(i, 1)), 1e-4 * (1 + std::abs(logp(i))));
}

TEST(Flow, SlicesCoverThetaInOrder) {
  const Flow flow(parseStack(kStack, kNll));
  int at = 0;
  for (int k = 0; k < flow.depth(); ++k) {
    EXPECT_EQ(flow.offset(k), at);
    at += flow.parameterCount(k);
  }
  EXPECT_EQ(at, flow.parameterCount());
}

TEST(Flow, WorkLiesInOrderAndThatOfNetworksOnLinesOfTheCache) {
  const Flow flow(parseStack(kStack, kNll));
  int end = 0;
  for (int k = 0; k < flow.depth(); ++k) {
    EXPECT_GE(flow.workOffset(k), end);
    if (flow.workSize(k) > 100) {
      EXPECT_EQ(static_cast<size_t>(flow.workOffset(k)) * sizeof(Real) % 64, 0u) << k;
    }
    end = flow.workOffset(k) + flow.workSize(k);
  }
  EXPECT_LE(end, flow.workSize());
}

TEST(Flow, InsertingALayerKeepsTheFirstParametersOfTheOthers) {
  Project project;
  project.flow = parseStack(kStack, kNll);
  const Flow before(project.flow);
  const Flow after(insertLayer(project, 2, "affine", {{"hidden", "8"}}).flow);
  const Theta a = before.initialTheta(7);
  const Theta b = after.initialTheta(7);
  for (int k = 0; k < before.depth(); ++k) {
    const int j = k < 2 ? k : k + 1;
    EXPECT_TRUE(
        (a.segment(before.offset(k), before.parameterCount(k)) == b.segment(after.offset(j), after.parameterCount(j)))
            .all());
  }
  EXPECT_FALSE((a == before.initialTheta(8)).all());
}

TEST(Flow, ALayerThatIsOffIsTheIdentity) {
  FlowSpec spec = parseStack(kStack, kNll);
  const Flow whole(spec);
  const Theta theta = randomTheta(whole, 3, 0.3);
  spec.layers[3].enabled = false;
  const Flow off(spec);
  ASSERT_EQ(off.parameterCount(), whole.parameterCount());
  FlowSpec shorter = spec;
  shorter.layers.erase(shorter.layers.begin() + 3);
  const Flow without(shorter);
  Theta rest(without.parameterCount());
  rest << theta.head(off.offset(3)), theta.tail(off.parameterCount(4));
  const Points x = randomPoints(200, 4);
  EXPECT_TRUE((off.logDensity(theta, x) == without.logDensity(rest, x)).all());
  EXPECT_FALSE(off.logDensity(theta, x).isApprox(whole.logDensity(theta, x), Real(1e-3)));
}

TEST(Flow, AtDepthRunsFromTheGaussianToTheWhole) {
  const Flow flow(parseStack(kStack, kNll));
  const Theta theta = randomTheta(flow, 5, 0.3);
  const Points x = randomPoints(200, 6);
  EXPECT_TRUE((flow.atDepth(theta, flow.depth()) == theta).all());
  const Values base = flow.logDensity(flow.atDepth(theta, 0), x);
  for (Eigen::Index i = 0; i < x.rows(); ++i)
    EXPECT_NEAR(base(i), makeBase({})->logDensity(x(i, 0), x(i, 1)), 1e-4 * (1 + std::abs(base(i))));
  EXPECT_EQ(flow.layersAt(0), 0);
  EXPECT_EQ(flow.layersAt(2), 2);
  EXPECT_EQ(flow.layersAt(2.01), 3);
  EXPECT_EQ(flow.layersAt(99), flow.depth());
}

TEST(Flow, AtAWholeDepthIsTheShorterFlow) {
  const FlowSpec spec = parseStack(kStack, kNll);
  const Flow flow(spec);
  const Theta theta = randomTheta(flow, 8, 0.3);
  const Points x = randomPoints(200, 9);
  for (int k = 1; k < flow.depth(); ++k) {
    FlowSpec part = spec;
    part.layers.resize(static_cast<size_t>(k));
    const Flow shorter(part);
    const Values a = flow.logDensity(flow.atDepth(theta, k), x);
    const Values b = shorter.logDensity(theta.head(shorter.parameterCount()), x);
    EXPECT_LT(((a - b).abs() / (1 + b.abs())).maxCoeff(), 1e-4) << k;
  }
}

TEST(Flow, GoesThereAndBack) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Flow flow(randomStack(seed, 4));
    const Theta theta = randomTheta(flow, seed, 0.1);
    const Points z = randomPoints(200, seed) * Real(0.5);
    Points x, back;
    Values up, down;
    flow.toData(theta, z, x, up);
    flow.toBase(theta, x, back, down);
    EXPECT_LT(((back - z).abs() / (1 + z.abs())).maxCoeff(), 2e-3) << toText(flow.spec());
    EXPECT_LT((up + down).abs().maxCoeff(), 1e-2) << toText(flow.spec());
  }
}

TEST(Flow, AnyNumberOfPointsIsTheSameAsOneAtATime) {
  const Flow flow(parseStack(kStack, kNll));
  const Theta theta = randomTheta(flow, 10, 0.3);
  const Points x = randomPoints(130, 11);
  const Values all = flow.logDensity(theta, x);
  for (const Eigen::Index i : {0, 63, 64, 65, 127, 128, 129})
    EXPECT_EQ(flow.logDensity(theta, x.row(i))(0), all(i)) << i;
}

TEST(Flow, LayersInitialiseThemselvesFromWhatReachesThem) {
  // Three that shift, one of them backwards, with an affine one between that bends what it is given.
  FlowSpec spec = parseStack("planar affine(hidden=8) planar(direction=sampling) planar", kNll);
  const auto fake = std::make_shared<FakeShift>();
  const Flow flow(Flow(spec), {fake, nullptr, fake, fake});
  Theta theta = randomTheta(Flow(flow), 3, 0.5);
  const Theta before = theta;
  Points data = randomPoints(1000, 3);
  data.col(0) += 3;
  EXPECT_TRUE(flow.initialiseFrom(theta, data));
  const auto part = [&](const Theta& values, int k) { return values.segment(flow.offset(k), flow.parameterCount(k)); };
  EXPECT_TRUE((part(theta, 1) == part(before, 1)).all());
  // What leaves the first of them (the data's) has mean 0, so the next one has nothing to do.
  EXPECT_NEAR(part(theta, 3)(0), -2 * data.col(0).mean(), 1e-4);
  EXPECT_LT(part(theta, 2).abs().maxCoeff(), 1e-4);
  Points z;
  Values logDet;
  flow.toBase(theta, data, z, logDet);
  EXPECT_LT(z.colwise().mean().abs().maxCoeff(), 1e-3);
  EXPECT_GT(part(theta, 0).abs().maxCoeff(), 1e-2);  // the affine one in between has moved the mean
  // One that is switched off is left alone, and a stack without such layers too.
  spec.layers[3].enabled = false;
  const Flow off(Flow(spec), {fake, nullptr, fake, fake});
  theta = before;
  EXPECT_TRUE(off.initialiseFrom(theta, data));
  EXPECT_TRUE((part(theta, 3) == part(before, 3)).all());
  const Flow plain(parseStack("planar affine(hidden=8)", kNll));
  Theta same = plain.initialTheta(1);
  EXPECT_FALSE(plain.initialiseFrom(same, data));
  EXPECT_TRUE((same == plain.initialTheta(1)).all());
}

}  // namespace
