// Where the flow has no numbers, the stage's answers have none: they say so and nothing falls over.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/render/frame.h"
#include "core/stage/stage.h"
#include "tests/core/stage/trained_flows.h"

namespace {

using namespace core;
using namespace testing_support;

constexpr Real kInfinity = std::numeric_limits<Real>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Leaves the plane as it is left of x = 1; beyond, every other point goes to infinity and the others are no numbers.
class Torn : public Layer {
 public:
  int parameterCount() const override { return 0; }
  void initialise(MutableTheta, Rng&) const override {}
  void apply(ConstTheta, const Block& x, Block& y, BlockValues& logDet, Real*) const override { tear(x, y, logDet); }
  void invert(ConstTheta, const Block& y, Block& x, BlockValues& logDet, Real*) const override { tear(y, x, logDet); }
  void backward(ConstTheta, Way, const Block&, const Block&, const Real*, Block&, const BlockValues&,
                MutableTheta) const override {}

 private:
  static void tear(const Block& in, Block& out, BlockValues& logDet) {
    for (int i = 0; i < kBlock; ++i) {
      const bool torn = !(in.x1[i] < 1);
      const Real value = i % 2 == 0 ? kInfinity : kInfinity - kInfinity;
      out.x1[i] = torn ? value : in.x1[i];
      out.x2[i] = torn ? value : in.x2[i];
      logDet.v[i] = torn ? value : 0;
    }
  }
};

class NotFinite : public testing::Test {
 protected:
  NotFinite() : engine(oneThread()), theta(std::make_shared<Theta>(0)) {
    const Flow honest(parseStack("rotation", Objective::maximumLikelihood));
    flow = std::make_shared<Flow>(honest, std::vector<std::shared_ptr<const Layer>>{std::make_shared<Torn>()});
  }
  Frozen at(double depth) const { return {flow, *theta, depth > 0 ? 1 : 0}; }
  std::unique_ptr<Engine> engine;
  std::shared_ptr<const Flow> flow;
  std::shared_ptr<const Theta> theta;
};

TEST_F(NotFinite, AProbeBeyondHasNoDensityAndOneBeforeHas) {
  Tracer tracer(flow, theta);
  for (const double depth : {0.0, -1.0}) {
    const Ledger beyond = ledgerOf(tracer, {}, {{1.5, 0}, depth}, 1, 8);
    EXPECT_FALSE(std::isfinite(beyond.logDensity));
    EXPECT_EQ(beyond.rows.size(), 2u);
    const Ledger before = ledgerOf(tracer, {}, {{0.5, 0}, depth}, 1, 8);
    EXPECT_NEAR(before.logDensity, makeBase({})->logDensity(0.5, 0), 1e-6);
  }
  // A place that is none is not a spot either.
  EXPECT_FALSE(std::isfinite(ledgerOf(tracer, {}, {{kNaN, 0}, -1}, 1, 8).logDensity));
}

TEST_F(NotFinite, ACellThatIsTornHasNoArea) {
  Tracer tracer(flow, theta);
  const Cell torn = carriedCell(*engine, at(1), tracer, {}, {{{0.9, 0}, 0}, 0.5}, 1);
  EXPECT_FALSE(std::isfinite(torn.after));
  const Cell beyond = carriedCell(*engine, at(1), tracer, {}, {{{3, 0}, 0}, 0.5}, 1);
  EXPECT_FALSE(std::isfinite(beyond.after));
  EXPECT_FALSE(beyond.at.allFinite());
  EXPECT_NEAR(carriedCell(*engine, at(1), tracer, {}, {{{0, 0}, 0}, 0.5}, 1).after, 0.25, 1e-6);
}

TEST_F(NotFinite, ARegionThatIsTornHasNoMass) {
  const auto of = [&](double x0, double x1, double brushed, double depth) {
    const Brush brush{{{x0, -1}, {x1, -1}, {x1, 1}, {x0, 1}}, brushed};
    return massOf(*engine, at(depth), at(brushed < 0 ? 1 : 0), {}, brush, depth, false, kMovingMass);
  };
  const double within = std::erf(1 / std::sqrt(2.0));
  // Reaching over the edge, and altogether beyond it; brushed in the base and in the data.
  for (const double x0 : {-1.0, 2.0}) {
    const Mass pushed = of(x0, 3, 0, 1);
    EXPECT_TRUE(std::isfinite(pushed.inBase));
    EXPECT_TRUE(std::isnan(pushed.onScreen));
    const Mass pulled = of(x0, 3, -1, 0);
    EXPECT_TRUE(std::isnan(pulled.inBase));
    EXPECT_TRUE(std::isnan(pulled.onScreen));
  }
  const Mass whole = of(-1, 0.99, 0, 1);
  EXPECT_NEAR(whole.inBase, whole.onScreen, 1e-4);
  EXPECT_NEAR(of(-1, 3, 0, 0).inBase, within * (0.5 * std::erf(3 / std::sqrt(2.0)) + 0.5 * within), 1e-4);
}

// So far out that squares are infinite: a window can be zoomed out and a file edited by hand.
TEST(FarOut, EveryPresetAnswers) {
  const auto engine = oneThread();
  for (const Preset& preset : presets()) {
    SCOPED_TRACE(preset.key);
    TrainedFlow trained(preset.key);
    Tracer tracer(trained.flow, trained.theta);
    const double K = trained.flow->depth();
    const Frozen all = trained.frozenAt(K), none = trained.frozenAt(0);
    for (const double far : {1e6, 1e25, 1e38, std::numeric_limits<double>::infinity(), kNaN}) {
      SCOPED_TRACE(far);
      for (const double depth : {0.0, -1.0}) {
        const Ledger ledger = ledgerOf(tracer, {}, {{far, -far}, depth}, K, 4);
        EXPECT_EQ(ledger.rows.size(), static_cast<size_t>(K) + 1);
        EXPECT_FALSE(ledger.logDensity > -1e5) << ledger.logDensity;
        const Cell cell = carriedCell(*engine, all, tracer, {}, {{{far, far}, depth}, 0.5}, K);
        EXPECT_EQ(cell.outline.size(), 192u);
        const Brush brush{{{far, 0}, {far, far}, {-far, far}}, depth};
        const Mass mass = massOf(*engine, all, depth < 0 ? all : none, {}, brush, K, false, kHastyMass);
        EXPECT_FALSE(mass.inBase < -1e-9 || mass.inBase > 1 + 1e-6) << mass.inBase;
      }
    }
  }
}

// What the canvas is told of such a flow is NaN, not one.
TEST_F(NotFinite, TheIntegralIsNoNumber) {
  EXPECT_TRUE(std::isnan(integralOf(*engine, at(1), kMovingIntegral)));
  EXPECT_NEAR(integralOf(*engine, at(0), kMovingIntegral), 1, 1e-3);
}

}  // namespace
