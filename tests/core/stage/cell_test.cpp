#include "core/stage/cell.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/core/stage/trained_flows.h"

namespace {

using namespace core;
using namespace testing_support;

TEST(Cell, ItsRatioOfAreasComesToTheDeterminantAsItShrinks) {
  for (const Preset& preset : presets()) {
    SCOPED_TRACE(preset.key);
    TrainedFlow trained(preset.key);
    Tracer tracer(trained.flow, trained.theta);
    const auto engine = oneThread();
    for (const double depth : {0.0, 0.5, static_cast<double>(tracer.depth())}) {
      SCOPED_TRACE(depth);
      const Frozen frozen = trained.frozenAt(depth);
      double last = 0;
      for (const double side : {0.5, 0.1, 0.02}) {
        const Cell cell = carriedCell(*engine, frozen, tracer, {}, {{{0.3, -0.7}, 0}, side}, depth);
        EXPECT_NEAR(cell.before, side * side, 1e-12);
        EXPECT_LT((cell.z - Vec2(0.3, -0.7)).norm(), 1e-6);
        EXPECT_NEAR(std::abs(cell.jacobian.determinant()), cell.determinant, 2e-3 * cell.determinant);
        EXPECT_NEAR(cell.densityBefore, cell.densityAfter * cell.determinant, 1e-9);
        last = cell.after / cell.before / cell.determinant;
        if (depth == 0) {
          EXPECT_NEAR(last, 1, 1e-4);
        }
      }
      EXPECT_NEAR(last, 1, 0.08);  // splines bend at their knots
    }
  }
}

TEST(Cell, IsExactForAnAffineMap) {
  // x = exp(s) z + t with s, t constant: a card of the linear family in every state that it can have.
  const auto flow = std::make_shared<Flow>(parseStack("linear", Objective::maximumLikelihood));
  const auto theta = std::make_shared<Theta>(Theta::Constant(flow->parameterCount(), Real(0.4)));
  Tracer tracer(flow, theta);
  Freezer freezer;
  const auto engine = oneThread();
  const Cell cell = carriedCell(*engine, freezer.freeze(flow, theta, 1), tracer, {}, {{{1, 1}, 0}, 2}, 1);
  EXPECT_NEAR(cell.after / cell.before, cell.determinant, 1e-4 * cell.determinant);
  EXPECT_GT(std::abs(cell.determinant - 1), 0.1);
  // Image and parallelogram are one and the same.
  for (int c = 0; c < 4; ++c) {
    EXPECT_LT((cell.parallelogram[static_cast<size_t>(c)] - cell.outline[static_cast<size_t>(c) * 48]).norm(), 1e-4);
  }
}

TEST(Cell, KeepsItsPlaceWhereItWasPut) {
  TrainedFlow trained("nsf");
  Tracer tracer(trained.flow, trained.theta);
  const auto engine = oneThread();
  for (const double depth : {2.0, 2.5, 4.0}) {
    const Cell cell =
        carriedCell(*engine, trained.frozenAt(depth), tracer, {}, {{{0.5, 0.3}, depth < 4 ? depth : -1}, 0.2}, depth);
    EXPECT_LT((cell.at - Vec2(0.5, 0.3)).norm(), 1e-3) << depth;
  }
}

TEST(Cell, LiesInTheUsersUnitsAndKeepsItsAreasInTheFlows) {
  TrainedFlow trained("realnvp");
  Tracer tracer(trained.flow, trained.theta);
  const auto engine = oneThread();
  const Scaling scaling{{100, -3}, {20, 0.1}};
  for (const double chosenAt : {0.0, 3.0, -1.0}) {
    SCOPED_TRACE(chosenAt);
    const Frozen frozen = trained.frozenAt(5.5);
    const Vec2 centre(0.3, -0.2);
    const Cell plain = carriedCell(*engine, frozen, tracer, {}, {{centre, chosenAt}, 0.3}, 5.5);
    const Cell scaled = carriedCell(*engine, frozen, tracer, scaling, {{toUser(scaling, centre), chosenAt}, 0.3}, 5.5);
    const auto apart = [&](const Vec2& user, const Vec2& flow) { return (toFlow(scaling, user) - flow).norm(); };
    EXPECT_LT((scaled.z - plain.z).norm(), 1e-4);
    EXPECT_LT(apart(scaled.at, plain.at), 1e-4);
    for (size_t i = 0; i < plain.outline.size(); ++i) EXPECT_LT(apart(scaled.outline[i], plain.outline[i]), 1e-3);
    for (size_t c = 0; c < 4; ++c) EXPECT_LT(apart(scaled.parallelogram[c], plain.parallelogram[c]), 1e-3);
    EXPECT_NEAR(scaled.after, plain.after, 1e-3 * plain.after);
    EXPECT_NEAR(scaled.determinant, plain.determinant, 1e-3 * plain.determinant);
    EXPECT_NEAR(scaled.densityAfter, plain.densityAfter, 1e-3 * plain.densityAfter);
  }
}

}  // namespace
