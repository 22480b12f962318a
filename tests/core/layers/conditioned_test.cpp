// Conditional flows: which parameters of each kind go with c, and that training sees how.

#include <gtest/gtest.h>

#include <cmath>

#include "core/flow/flow.h"
#include "tests/support/random_flow.h"

using namespace core;
using namespace testing_support;

namespace {

bool hasConditioner(const LayerInfo& info) {
  return std::any_of(info.settings.begin(), info.settings.end(),
                     [](const Setting& s) { return s.key == "conditioner"; });
}

FlowSpec conditional(FlowSpec spec) {
  spec.conditional = true;
  return spec;
}

Theta randomFull(const Flow& flow, std::uint64_t seed) {
  Theta theta = randomTheta(flow, seed, 0.3);
  Rng rng(seed + 1);
  for (Eigen::Index i = theta.size() - flow.slopeCount(); i < theta.size(); ++i)
    theta(i) = static_cast<Real>(rng.normal(0, 0.3));
  return theta;
}

class EveryKind : public testing::TestWithParam<LayerInfo> {};

TEST_P(EveryKind, GoesWithAConditionExactlyIfItHasAConditioner) {
  for (const FlowSpec& spec : variantsOf(GetParam())) {
    const Flow flow(conditional(spec)), plain(spec);
    EXPECT_EQ(flow.slopeCount() > 0, hasConditioner(GetParam()));
    EXPECT_EQ(flow.parameterCount(), plain.parameterCount() + flow.slopeCount());
    EXPECT_EQ(plain.slopeCount(), 0);
    int last = 0, count = 0;
    for (const Entries& part : flow.layer(0).conditioned()) {
      EXPECT_GE(part.first, last);
      last = part.first + part.count;
      count += part.count;
    }
    EXPECT_LE(last, plain.parameterCount() - flow.layer(0).untrained());
    EXPECT_EQ(count, flow.slopeCount());
  }
}

TEST_P(EveryKind, IsTheSameAtEveryCAtFirst) {
  const Flow flow(conditional(variantsOf(GetParam()).front()));
  const Theta theta = flow.initialTheta(5);
  EXPECT_TRUE((flow.given(theta, 0) == theta).all());
  EXPECT_TRUE((flow.given(theta, 1) == theta).all());
  EXPECT_TRUE(
      (theta.head(theta.size() - flow.slopeCount()) == Flow(variantsOf(GetParam()).front()).initialTheta(5)).all());
}

// The mean of -log p(x | c) up to a constant over a block at each of three c.
double loss(const Flow& flow, const Theta& theta, const Block& x, Theta* gradient) {
  double total = 0;
  for (const double c : {0.0, 0.3, 1.0}) {
    Theta at = Theta::Zero(theta.size());
    for (int k = 0; k < flow.depth(); ++k) flow.give(view(theta), c, view(at), k);
    const Theta work = flow.prepared(at);
    Trace trace = flow.makeTrace();
    trace.at.back() = x;
    BlockValues logDet, gLogDet;
    flow.toBase(view(work), trace, logDet, flow.depth(), true);
    Block g = trace.at.front();
    for (int i = 0; i < kBlock; ++i) {
      total += (g.x1[i] * g.x1[i] + g.x2[i] * g.x2[i]) / 2 - logDet.v[i];
      gLogDet.v[i] = -1;
    }
    if (gradient == nullptr) continue;
    Theta gWork = Theta::Zero(flow.workSize()), gGiven = Theta::Zero(theta.size());
    flow.backwardToBase(view(work), trace, g, gLogDet, view(gWork));
    flow.prepareBackward(view(at), view(work), view(gWork), view(gGiven));
    for (int k = 0; k < flow.depth(); ++k) flow.giveBackward(view(gGiven), c, view(*gradient), k);
  }
  return total;
}

TEST_P(EveryKind, HasTheGradientOfFiniteDifferencesSlopesIncluded) {
  Block x;
  fillBlock(randomPoints(kBlock, 3) * Real(0.5), 0, x);
  for (const FlowSpec& spec : variantsOf(GetParam())) {
    SCOPED_TRACE(toText(spec));
    const Flow flow(conditional(spec));
    if (flow.slopeCount() == 0) continue;
    const Theta theta = randomFull(flow, 11);
    Theta gradient = Theta::Zero(theta.size());
    loss(flow, theta, x, &gradient);
    const double scale = 1 + gradient.abs().maxCoeff();
    EXPECT_GT(gradient.tail(flow.slopeCount()).abs().maxCoeff(), 0.1);
    const auto layers = static_cast<int>(theta.size()) - flow.slopeCount();
    const auto check = [&](int p) {
      const auto moved = [&](double h) {
        Theta there = theta;
        there(p) += h;
        return loss(flow, there, x, nullptr);
      };
      double least = INFINITY;  // a long step may carry a point over a knot
      for (const double h : {1e-4, 1e-5, 1e-3, 1e-6}) {
        const double numerical = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
        least = std::min(least, std::abs(numerical - gradient(p)));
        if (least <= 5e-6 * scale) break;
      }
      EXPECT_LE(least, 5e-6 * scale) << "parameter " << p << " of " << layers << " and " << flow.slopeCount();
    };
    for (int p = layers; p < theta.size(); p += flow.slopeCount() / 25 | 1) check(p);
    for (int p = 0; p < layers - flow.layer(0).untrained(); p += layers / 12 | 1) check(p);
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryKind, testing::ValuesIn(layerInfos()),
                         [](const auto& info) { return info.param.key; });

TEST(Given, AddsTheSlopesTimesTwoCMinusOneAndTakesThemOut) {
  const Flow flow(conditional(
      parseStack("planar maf(hidden=4) rotation spline(conditioner=grid,bins=3)", Objective::maximumLikelihood)));
  const Theta theta = randomFull(flow, 2);
  const Theta at = flow.given(theta, 0.75);
  EXPECT_EQ(at.size(), theta.size());
  EXPECT_TRUE((at.tail(flow.slopeCount()) == 0).all());
  EXPECT_TRUE((flow.given(at, 0) == at).all());  // what is given is given
  const int layers = flow.parameterCount() - flow.slopeCount();
  EXPECT_TRUE((flow.given(theta, 0.5).head(layers) == theta.head(layers)).all());
  Theta expected = theta.head(layers);
  int slope = layers;
  for (int k = 0; k < flow.depth(); ++k) {
    for (const Entries& part : flow.layer(k).conditioned()) {
      for (int i = 0; i < part.count; ++i) expected(flow.offset(k) + part.first + i) += theta(slope++) / 2;
    }
  }
  EXPECT_EQ(slope, flow.parameterCount());
  EXPECT_TRUE((at.head(layers) == expected).all());
}

// A network with a second input c has w2 c added to what its first layer sums up.
TEST(Given, IsANetworkWithCAsASecondInput) {
  const Flow flow(conditional(parseStack("additive(hidden=3)", Objective::maximumLikelihood)));
  const Theta theta = randomFull(flow, 4);
  for (const double c : {0.0, 0.4, 1.0}) {
    const double x1 = 0.7, x2 = -0.2;
    double m = theta(9);  // 3 weights, 3 biases, 3 weights, 1 bias; then 3 slopes
    for (int i = 0; i < 3; ++i)
      m += theta(6 + i) * std::tanh(theta(i) * x1 + theta(10 + i) * (2 * c - 1) + theta(3 + i));
    Points x(1, 2), z;
    x << x1, x2;
    Values logDet;
    flow.toBase(flow.given(theta, c), x, z, logDet);
    EXPECT_NEAR(z(0, 0), x1, 1e-12);
    EXPECT_NEAR(std::abs(z(0, 1) - x2), std::abs(m), 1e-9);
  }
}

}  // namespace
