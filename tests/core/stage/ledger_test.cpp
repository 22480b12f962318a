#include "core/stage/ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/core/stage/trained_flows.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;

// Points of the window, seeded.
Points somePoints(int n) {
  Rng rng(17);
  Points points(n, 2);
  for (int i = 0; i < n; ++i)
    points.row(i) << static_cast<Real>(rng.normal(0, 1.5)), static_cast<Real>(rng.normal(0, 1.5));
  return points;
}

TEST(Ledger, SumsToTheLogDensityOfTheEngineForEveryPreset) {
  const Points x = somePoints(1000);
  for (const Preset& preset : presets()) {
    SCOPED_TRACE(preset.key);
    TrainedFlow trained(preset.key);
    const auto engine = oneThread();
    engine->setFlow(trained.flow);
    Values expected;
    engine->logDensity(*trained.theta, x, expected);
    Tracer tracer(trained.flow, trained.theta);
    double worst = 0;
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
      const Vec2 at(static_cast<double>(x(i, 0)), static_cast<double>(x(i, 1)));
      const Ledger ledger = ledgerOf(tracer, {}, {at, -1}, tracer.depth(), 1);
      ASSERT_EQ(ledger.rows.size(), static_cast<size_t>(tracer.depth()) + 1);
      double sum = makeBase({})->logDensity(ledger.rows[0].at.x(), ledger.rows[0].at.y());
      for (const Ledger::Row& row : ledger.rows) sum += row.logDet;
      EXPECT_NEAR(sum, ledger.logDensity, 1e-9 * (1 + std::abs(sum)));
      const auto value = static_cast<double>(expected(i));
      worst = std::max(worst, std::abs(ledger.logDensity - value) / (1 + std::abs(value)));
    }
    EXPECT_LT(worst, 1e-5);
    std::printf("%-8s rows and engine differ by at most %.1e\n", preset.key.c_str(), worst);
  }
}

TEST(Ledger, JacobiansAreThoseOfTheLogDets) {
  for (const Preset& preset : presets()) {
    SCOPED_TRACE(preset.key);
    TrainedFlow trained(preset.key);
    Tracer tracer(trained.flow, trained.theta);
    const Points x = somePoints(30);
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
      const Vec2 at(static_cast<double>(x(i, 0)), static_cast<double>(x(i, 1)));
      const Ledger ledger = ledgerOf(tracer, {}, {at, -1}, 1, 1);
      for (const Ledger::Row& row : ledger.rows) {
        // An ill-conditioned Jacobian loses digits in its determinant.
        const double size = row.jacobian.squaredNorm() / std::abs(row.jacobian.determinant());
        EXPECT_NEAR(-std::log(std::abs(row.jacobian.determinant())), row.logDet, 1e-3 + 1e-5 * size);
      }
    }
  }
}

TEST(Ledger, ASpotStaysWhereItWasChosen) {
  TrainedFlow trained("mixed");
  Tracer tracer(trained.flow, trained.theta);
  const Scaling scaling{{1, -2}, {2, 0.5}};
  for (const double depth : {0.0, 0.4, 3.0, 3.7, -1.0}) {
    SCOPED_TRACE(depth);
    const double at = depth < 0 ? tracer.depth() : depth;
    const Ledger ledger = ledgerOf(tracer, scaling, {{1.3, -1.8}, depth}, at, 4);
    EXPECT_LT((ledger.shown - Vec2(1.3, -1.8)).norm(), 1e-3);
    EXPECT_EQ(ledger.path.size(), static_cast<size_t>(tracer.depth()) * 4 + 1);
    EXPECT_LT((ledger.path.front() - toUser(scaling, ledger.rows.front().at)).norm(), 1e-9);
    EXPECT_LT((ledger.path.back() - ledger.x).norm(), 1e-3);
    // The same point, asked for in the base.
    const Ledger again = ledgerOf(tracer, scaling, {ledger.path.front(), 0}, at, 1);
    EXPECT_LT((again.x - ledger.x).norm(), 1e-3);
    EXPECT_NEAR(again.logDensity, ledger.logDensity, 1e-3);
  }
}

TEST(Ledger, FollowsTheDepthOnScreen) {
  TrainedFlow trained("realnvp");
  Tracer tracer(trained.flow, trained.theta);
  const auto engine = oneThread();
  for (const double depth : {0.0, 1.0, 2.5, 7.25, 8.0}) {
    SCOPED_TRACE(depth);
    const Ledger ledger = ledgerOf(tracer, {}, {{0.4, 0.2}, 0}, depth, 1);
    const Frozen frozen = trained.frozenAt(depth);
    engine->setFlow(frozen.flow);
    Points z(1, 2), x;
    z << static_cast<Real>(0.4), static_cast<Real>(0.2);
    Values logDet, logDensity;
    engine->toData(frozen.theta, z, x, logDet, frozen.layers);
    engine->logDensity(frozen.theta, x, logDensity, frozen.layers);
    EXPECT_LT((ledger.shown - Vec2(static_cast<double>(x(0, 0)), static_cast<double>(x(0, 1)))).norm(), 1e-4);
    EXPECT_NEAR(ledger.shownLogDensity, static_cast<double>(logDensity(0)), 1e-3);
  }
}

TEST(Ledger, CountsTheUnitsOfTheData) {
  TrainedFlow trained("planar");
  Tracer tracer(trained.flow, trained.theta);
  const Scaling scaling{{5, 5}, {10, 0.1}};
  const Ledger plain = ledgerOf(tracer, {}, {{0.3, 0.4}, -1}, 0, 1);
  const Ledger scaled = ledgerOf(tracer, scaling, {{8, 5.04}, -1}, 0, 1);
  EXPECT_NEAR(scaled.rows.back().running, plain.logDensity, 1e-4);
  EXPECT_NEAR(scaled.logDensity, plain.logDensity - std::log(10) - std::log(0.1), 1e-4);
  EXPECT_EQ(scaled.x, Vec2(8, 5.04));
}

// One tracer is asked again while the data's units change beneath the same theta and the same spot.
TEST(Ledger, IsOfTheUnitsThatAreAskedFor) {
  TrainedFlow trained("realnvp");
  const Spot spot{{0.3, 0.4}, -1}, below{{0.3, 0.4}, 2};
  const Scaling scalings[] = {{}, {{5, 5}, {10, 0.1}}, {{5, 5}, {10, 0.2}}, {{-300, 4}, {1e5, 1e-3}}, {}};
  for (const Spot& at : {spot, below}) {
    Tracer kept(trained.flow, trained.theta);
    for (const Scaling& scaling : scalings) {
      Tracer fresh(trained.flow, trained.theta);
      const Ledger expected = ledgerOf(fresh, scaling, at, 3.5, 4);
      for (int again = 0; again < 2; ++again) {
        const Ledger ledger = ledgerOf(kept, scaling, at, 3.5, 4);
        EXPECT_EQ(ledger.logDensity, expected.logDensity);
        EXPECT_EQ(ledger.x, expected.x);
        EXPECT_EQ(ledger.shown, expected.shown);
        EXPECT_EQ(ledger.shownLogDensity, expected.shownLogDensity);
        EXPECT_EQ(ledger.path, expected.path);
        EXPECT_EQ(ledger.rows.back().running, expected.rows.back().running);
      }
    }
  }
}

// Of every row with a trace: how far its integral is from what the row says, of 1 + |that|, sorted.
std::vector<double> traceErrors(const std::shared_ptr<const Flow>& flow, const std::shared_ptr<const Theta>& theta,
                                int points) {
  Tracer tracer(flow, theta);
  std::vector<double> errors;
  const Points x = somePoints(points);
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const Vec2 at(static_cast<double>(x(i, 0)), static_cast<double>(x(i, 1)));
    const Ledger ledger = ledgerOf(tracer, {}, {at, -1}, tracer.depth(), 1);
    for (int k = 0; k < flow->depth(); ++k) {
      const Ledger::Row& row = ledger.rows[static_cast<size_t>(k) + 1];
      if (row.trace == nullptr) continue;
      const double integral = flow->wayToBase(k) == Way::apply ? row.trace->integral : -row.trace->integral;
      errors.push_back(std::abs(integral - row.logDet) / (1 + std::abs(row.logDet)));
    }
  }
  std::sort(errors.begin(), errors.end());
  return errors;
}

TEST(Ledger, IntegralsOfTracesAreTheLogDetsOfContinuousRows) {
  TrainedFlow trained("ffjord");
  FlowSpec spec;
  for (const char* direction : {"sampling", "density"})
    spec.layers.push_back(
        makeCard(spec, spec.depth(), "cnf", {{"direction", direction}}, Objective::maximumLikelihood));
  const auto stack = std::make_shared<const Flow>(spec);
  for (const std::uint64_t seed : {0u, 1u, 2u}) {  // 0: the trained one
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto flow = seed == 0 ? trained.flow : stack;
    Theta theta = seed == 0 ? *trained.theta : randomTheta(*flow, seed, 0.2);
    flow->settle(theta, kSettled);
    // A row is of the layer's own steps, which are settled to so much at nearly all places.
    const auto errors = traceErrors(flow, std::make_shared<const Theta>(theta), seed == 0 ? 100 : 20);
    EXPECT_LT(errors[errors.size() * 95 / 100], kSettled);
    EXPECT_LT(errors.back(), 4 * kSettled);
    // What is between them is the error of those steps: with twice as many it is all but gone.
    for (int k = 0; k < flow->depth(); ++k) flow->slice(view(theta), k).back() += 1;
    const auto finer = traceErrors(flow, std::make_shared<const Theta>(theta), seed == 0 ? 100 : 20);
    EXPECT_LT(finer.back(), 2e-5);
    std::printf("seed %d: integrals and log-dets differ by at most %.1e of 1 + |v|, by %.1e with twice the steps\n",
                static_cast<int>(seed), errors.back(), finer.back());
  }
}

TEST(Ledger, OnlyContinuousRowsThatTakePartHaveATrace) {
  FlowSpec spec;
  for (const char* key : {"cnf", "planar", "cnf", "residual"})
    spec.layers.push_back(makeCard(spec, spec.depth(), key, {}, Objective::maximumLikelihood));
  spec.layers[2].enabled = false;
  const auto flow = std::make_shared<const Flow>(spec);
  Tracer tracer(flow, std::make_shared<const Theta>(randomTheta(*flow, 4, 0.1)));
  const Ledger ledger = ledgerOf(tracer, {}, {{0.3, -0.2}, -1}, 0, 1);
  for (size_t k = 0; k < ledger.rows.size(); ++k) EXPECT_EQ(ledger.rows[k].trace != nullptr, k == 1) << k;
  // Without Jacobians, which are dear, there is none of it.
  for (const Ledger::Row& row : ledgerOf(tracer, {}, {{0.1, 0.2}, -1}, 0, 1, false).rows) EXPECT_EQ(row.trace, nullptr);
}

}  // namespace
