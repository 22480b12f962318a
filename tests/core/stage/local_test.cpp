#include "core/stage/local.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/core/stage/trained_flows.h"

namespace {

using namespace core;
using namespace testing_support;

TEST(Local, EllipsesAreCirclesInTheBaseAndJacobiansAfter) {
  TrainedFlow trained("realnvp");
  const auto engine = oneThread();
  for (const Ellipse& e : ellipsesOf(*engine, trained.frozenAt(0), {})) {
    EXPECT_LT((e.axes - kCircle * Mat2::Identity()).norm(), 1e-4);
  }
  Tracer tracer(trained.flow, trained.theta);
  const auto ellipses = ellipsesOf(*engine, trained.frozenAt(8), {});
  ASSERT_EQ(ellipses.size(), 121u);
  // The middle one: the base's origin.
  Mat2 j = Mat2::Identity();
  Vec2 at(0, 0);
  for (const Passage& p : tracer.through({0, 0}, 0, 8)) {
    j = p.jacobian * j;
    at = p.to;
  }
  EXPECT_LT((ellipses[60].axes - kCircle * j).norm(), 2e-3 * kCircle * j.norm());
  EXPECT_LT((ellipses[60].centre - at).norm(), 1e-3);
}

TEST(Local, ColouringsSayWhatTheyAreNamedFor) {
  const auto engine = oneThread();
  for (const Preset& preset : presets()) {
    SCOPED_TRACE(preset.key);
    TrainedFlow trained(preset.key);
    const double K = trained.flow->depth();
    const Frozen all = trained.frozenAt(K);
    Points z(100, 2), x;
    Rng rng(3);
    for (Eigen::Index i = 0; i < 100; ++i)
      z.row(i) << static_cast<Real>(rng.normal(0, 1)), static_cast<Real>(rng.normal(0, 1));
    Values logDet, values;
    engine->setFlow(all.flow);
    engine->toData(all.theta, z, x, logDet, all.layers);
    Tracer tracer(trained.flow, trained.theta);
    std::vector<Ledger> ledgers;
    for (Eigen::Index i = 0; i < 20; ++i)
      ledgers.push_back(ledgerOf(tracer, {}, {{static_cast<double>(x(i, 0)), static_cast<double>(x(i, 1))}, -1}, K, 1));

    const auto last = lastLayerOf(all);
    ASSERT_TRUE(last);
    for (const Colouring c :
         {Colouring::logDet, Colouring::layerLogDet, Colouring::anisotropy, Colouring::inversionError}) {
      colour(*engine, all, &*last, c, x, values);
      for (Eigen::Index i = 0; i < 20; ++i) {
        const Ledger& ledger = ledgers[static_cast<size_t>(i)];
        const auto value = static_cast<double>(values(i));
        double sum = 0;
        Mat2 j = Mat2::Identity();
        for (const Ledger::Row& row : ledger.rows) {
          sum += row.logDet;
          j = row.jacobian * j;
        }
        const Eigen::JacobiSVD<Mat2> svd(j);
        const double ratio = std::log(svd.singularValues()(0) / svd.singularValues()(1));
        if (c == Colouring::logDet) {
          EXPECT_NEAR(value, -sum, 2e-3 * (1 + std::abs(sum)));
        }
        if (c == Colouring::layerLogDet) {
          EXPECT_NEAR(value, -ledger.rows.back().logDet, 2e-3 * (1 + std::abs(value)));
        }
        if (c == Colouring::anisotropy) {
          EXPECT_NEAR(value, ratio, 0.3) << i;
        }
        if (c == Colouring::inversionError) {
          EXPECT_LT(value, -2);
        }
      }
    }
  }
}

TEST(Local, NamesGoThereAndBack) {
  for (int i = 0; i <= static_cast<int>(Colouring::inversionError); ++i) {
    const auto c = static_cast<Colouring>(i);
    EXPECT_EQ(colouringNamed(name(c)), c);
  }
  EXPECT_FALSE(colouringNamed("colour"));
}

}  // namespace
