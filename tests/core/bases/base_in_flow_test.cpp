// What is exact of a flow on N(0, I) is as exact on every other base, and at every temperature.

#include <gtest/gtest.h>

#include <cmath>

#include "core/flow/transplant.h"
#include "core/project/edits.h"
#include "core/render/integral.h"
#include "core/stage/ledger.h"
#include "core/stage/mass.h"
#include "tests/core/stage/trained_flows.h"

namespace {

using namespace core;
using namespace testing_support;

struct OnBase : TrainedFlow {
  OnBase(const std::string& preset, BaseSpec base, double temperature) : TrainedFlow(preset) {
    base.temperature = temperature;
    flow = std::make_shared<Flow>(*flow, base);
  }
};

template <class Use>
void onEveryBase(const Use& use) {
  for (const BaseKind* kind : baseKinds()) {
    for (const double temperature : {0.4, 1.0, 1.6}) {
      for (const char* preset : {"nsf", "realnvp", "planar"}) {
        SCOPED_TRACE(kind->info().key + " " + preset + " at " + std::to_string(temperature));
        OnBase trained(preset, baseSpec(kind->info().key), temperature);
        use(trained);
      }
    }
  }
}

TEST(BaseInFlow, TheDensityIntegratesToOne) {
  const auto engine = oneThread();
  onEveryBase([&](OnBase& trained) {
    const double K = trained.flow->depth();
    for (const double depth : {0.0, 0.5 * K, K})
      EXPECT_NEAR(integralOf(*engine, trained.frozenAt(depth), kRestingIntegral), 1, 1e-3) << depth;
  });
}

TEST(BaseInFlow, MassIsTheSameBeforeAndAfter) {
  const auto engine = oneThread();
  const Brush brush{{{-1, -1}, {1.5, -1}, {1.5, 1}, {-1, 1}}, -1};
  onEveryBase([&](OnBase& trained) {
    const double K = trained.flow->depth();
    const Mass mass = massOf(*engine, trained.frozenAt(K), trained.frozenAt(K), {}, brush, K, false, kRestingMass);
    EXPECT_NEAR(mass.inBase, mass.onScreen, 1e-3);
  });
}

TEST(BaseInFlow, TheLedgerAddsUpToTheEnginesLogDensity) {
  const auto engine = oneThread();
  onEveryBase([&](OnBase& trained) {
    Tracer tracer(trained.flow, trained.theta);
    engine->setFlow(trained.flow);
    for (const Vec2& at : {Vec2(0.3, 0.8), Vec2(-1.7, 0.2), Vec2(3, -2)}) {
      const double K = trained.flow->depth();
      const Ledger ledger = ledgerOf(tracer, {}, {at, -1}, K, 1, false);
      Points x(1, 2);
      x << static_cast<Real>(at.x()), static_cast<Real>(at.y());
      Values logDensity;
      engine->logDensity(*trained.theta, x, logDensity);
      const double of = static_cast<double>(logDensity(0));
      EXPECT_NEAR(ledger.logDensity, of, 1e-4 * (1 + std::abs(of)));
    }
  });
}

TEST(BaseInFlow, ATemperatureOfOneIsTheFlowItself) {
  OnBase trained("nsf", baseSpec("gaussian"), 1);
  TrainedFlow plain("nsf");
  const Points x = plain.flow->base().cloud(100, 1);
  EXPECT_EQ((trained.flow->logDensity(*trained.theta, x) - plain.flow->logDensity(*plain.theta, x)).abs().maxCoeff(),
            0);
}

TEST(BaseInFlow, AnotherBaseKeepsWhatTheLayersHaveLearned) {
  const Project before = defaultProject();
  const Project after = setBase(before, parseBase("student_t(freedom=3)"));
  EXPECT_EQ(after.flow.layers, before.flow.layers);
  EXPECT_FALSE(after.flow == before.flow);
  const Flow from(before.flow), to(after.flow);
  const Theta values = from.initialTheta(7);
  EXPECT_TRUE((transplant(from, values, to, to.initialTheta(9)) == values).all());
  // Other layers stay on the same base.
  EXPECT_EQ(setStack(after, parseStack("planar*2", Objective::maximumLikelihood)).flow.base, after.flow.base);
}

}  // namespace
