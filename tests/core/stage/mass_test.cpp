#include "core/stage/mass.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/render/integral.h"
#include "tests/core/stage/trained_flows.h"

namespace {

using namespace core;
using namespace testing_support;

Brush box(double x0, double x1, double y0, double y1, double depth) {
  return {{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}, depth};
}

TEST(Mass, IsTheSameBeforeAndAfterForEveryPreset) {
  const auto engine = oneThread();
  for (const Preset& preset : presets()) {
    TrainedFlow trained(preset.key);
    const double K = trained.flow->depth();
    double worst = 0;
    for (const double depth : {0.0, 0.5 * K, K}) {
      for (const Brush& brush :
           {box(-1, 1, -1, 1, -1), box(-0.3, 1.2, -0.5, 0.2, -1), box(-1, 1, -1, 1, 0), box(0, 3, -2, 0.5, 0)}) {
        const Mass mass = massOf(*engine, trained.frozenAt(depth), trained.frozenAt(brush.depth < 0 ? K : 0), {}, brush,
                                 depth, false, kRestingMass);
        EXPECT_NEAR(mass.inBase, mass.onScreen, 1e-3)
            << preset.key << " at depth " << depth << ", brushed at " << brush.depth;
        worst = std::max(worst, std::abs(mass.inBase - mass.onScreen));
      }
    }
    std::printf("%-8s masses differ by at most %.1e\n", preset.key.c_str(), worst);
  }
}

TEST(Mass, OfTheBaseIsTheNormalDistributions) {
  const auto engine = oneThread();
  TrainedFlow trained("planar");
  const Frozen none = trained.frozenAt(0);
  const double within = std::erf(1 / std::sqrt(2.0));
  const Mass square = massOf(*engine, none, none, {}, box(-1, 1, -1, 1, 0), 0, false, kRestingMass);
  EXPECT_NEAR(square.inBase, within * within, 1e-5);
  EXPECT_NEAR(square.onScreen, within * within, 1e-4);
  // Of a disk, by a polygon of many corners: 1 - exp(-r^2 / 2).
  Brush disk{{}, 0};
  for (int i = 0; i < 400; ++i)
    disk.outline.emplace_back(1.5 * std::cos(i * 0.015707963), 1.5 * std::sin(i * 0.015707963));
  EXPECT_NEAR(massOf(*engine, none, none, {}, disk, 0, false, kRestingMass).inBase, 1 - std::exp(-1.125), 2e-4);
}

TEST(Mass, InTheUsersUnits) {
  const auto engine = oneThread();
  TrainedFlow trained("realnvp");
  const Scaling scaling{{100, -3}, {20, 0.1}};
  const double K = trained.flow->depth();
  const Frozen all = trained.frozenAt(K);
  const Mass plain = massOf(*engine, all, all, {}, box(-1, 0.5, -1, 1, -1), K, false, kRestingMass);
  const Mass scaled = massOf(*engine, all, all, scaling, box(80, 110, -3.1, -2.9, -1), K, false, kRestingMass);
  EXPECT_NEAR(plain.inBase, scaled.inBase, 1e-4);
  EXPECT_NEAR(plain.onScreen, scaled.onScreen, 1e-4);
}

TEST(Mass, OfARegionWithoutAreaIsNothing) {
  const auto engine = oneThread();
  const std::pair<const char*, std::vector<Vec2>> flat[] = {
      {"level", {{-1, 0.3}, {0.5, 0.3}, {2, 0.3}}},
      {"upright", {{0.4, -1}, {0.4, 0.5}, {0.4, 2}}},
      {"slanting", {{-1, -1}, {0, 0}, {2, 2}, {1, 1}}},
      {"there and back", {{-1, 0.2}, {1, 0.2}, {-1, 0.2}}},
      {"a point", {{0.3, 0.4}, {0.3, 0.4}, {0.3, 0.4}}},
      {"almost level", {{-1, 0.3}, {2, 0.3}, {2, 0.3 + 1e-9}, {-1, 0.3 + 1e-9}}},
      {"almost upright", {{0.4, -1}, {0.4 + 1e-9, -1}, {0.4 + 1e-9, 2}, {0.4, 2}}}};
  for (const char* key : {"nsf", "realnvp", "planar"}) {
    TrainedFlow trained(key);
    const double K = trained.flow->depth();
    for (const auto& [name, outline] : flat) {
      for (const double at : {0.0, -1.0}) {
        for (const double depth : {0.0, 0.5 * K, K}) {
          SCOPED_TRACE(std::string(key) + ", " + name + ", brushed at " + std::to_string(at) + ", shown at " +
                       std::to_string(depth));
          const Mass mass = massOf(*engine, trained.frozenAt(depth), trained.frozenAt(at < 0 ? K : 0), {},
                                   {outline, at}, depth, false, kMovingMass);
          // There and back are cut into pieces each for itself, and a bent line lies beside its chords.
          EXPECT_NEAR(mass.inBase, 0, 3e-4);
          EXPECT_NEAR(mass.onScreen, 0, 3e-4);
        }
      }
    }
  }
}

TEST(Mass, OfAFlatRegionIsThatOfTheStrip) {
  const auto engine = oneThread();
  TrainedFlow trained("nsf");
  const Frozen none = trained.frozenAt(0);
  const double within = std::erf(1 / std::sqrt(2.0)), high = 1e-4;
  const double expected = within * high / std::sqrt(6.283185307179586);
  for (const MassEffort& effort : {kHastyMass, kMovingMass, kRestingMass}) {
    const Mass level = massOf(*engine, none, none, {}, box(-1, 1, 0, high, 0), 0, false, effort);
    const Mass upright = massOf(*engine, none, none, {}, box(0, high, -1, 1, 0), 0, false, effort);
    for (const double mass : {level.inBase, level.onScreen, upright.inBase, upright.onScreen})
      EXPECT_NEAR(mass, expected, 2e-3 * expected);
  }
}

TEST(Mass, WithoutTheDeterminantItIsWrong) {
  const auto engine = oneThread();
  TrainedFlow trained("nsf");
  const double K = trained.flow->depth();
  const Frozen all = trained.frozenAt(K);
  const Mass mass = massOf(*engine, all, all, {}, box(-1, 1, -1, 1, -1), K, true, kRestingMass);
  EXPECT_GT(std::abs(mass.inBase - mass.onScreen), 0.05);
  EXPECT_NEAR(integralOf(*engine, all, kRestingIntegral), 1, 1e-3);
  const double wrong = integralOf(*engine, all, kRestingIntegral, true);
  EXPECT_GT(std::abs(wrong - 1), 0.05);
  // It is the mean of |det| over the base: E[|det J|] = integral of N(toBase(x)).
  Points z(200000, 2), x;
  Rng rng(5);
  for (Eigen::Index i = 0; i < z.rows(); ++i)
    z.row(i) << static_cast<Real>(rng.normal(0, 1)), static_cast<Real>(rng.normal(0, 1));
  Values logDet;
  engine->setFlow(all.flow);
  engine->toData(all.theta, z, x, logDet, all.layers);
  EXPECT_NEAR((-logDet.cast<double>()).exp().mean(), wrong, 0.02 * wrong);
}

}  // namespace
