// What is known of a target on the canvas: regions that hold what they say, densities where they belong, and the total
// variation of cases that are known.

#include "core/render/target_map.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "core/engine/cpu_engine.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using namespace testing_support;
using Clock = std::chrono::steady_clock;

std::shared_ptr<const Target> target(const std::string& text) { return makeTarget(parseTarget(text)); }
std::shared_ptr<const Target> gaussian() { return target("formula(width=16):-(x^2 + y^2)/2"); }

TargetMap mapOf(const std::shared_ptr<const Target>& of, const Window& window, int width, int height) {
  TargetMap map;
  map.target = of;
  map.whole = *targetGrid(*of, of->window(), 128, 128);
  map.view = *targetGrid(*of, window, width, height);
  return map;
}

TEST(HighestDensityLevels, OfAGaussianHoldWhatTheySay) {
  const auto levels = highestDensityLevels(*gaussian());
  ASSERT_EQ(levels.size(), 3u);
  const double masses[] = {0.5, 0.8, 0.95};
  for (size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(levels[k].mass, masses[k], 1e-3);
    // The region of mass m is the disc in which the density is above (1 - m) of its top.
    const double top = -std::log(2 * 3.14159265358979);
    EXPECT_NEAR(std::exp(levels[k].logDensity - top), 1 - masses[k], 0.008);
  }
}

TEST(HighestDensityLevels, OfAFlatDensityAreOneThatHoldsAll) {
  const auto levels = highestDensityLevels(*target("checkerboard"));
  ASSERT_EQ(levels.size(), 1u);
  EXPECT_GT(levels[0].mass, 0.999);
  EXPECT_NEAR(levels[0].logDensity, -std::log(64), 1e-6);  // half of 1/32
}

TEST(TargetMap, IsReadBetweenItsPointsAndIsZeroOutside) {
  const TargetMap map = mapOf(gaussian(), {-2, 2, -1, 1}, 400, 200);
  const Window wide{-20, 20, -10, 10};
  const auto far = densityAt(map, wide, 40, 20);
  EXPECT_EQ(far[0], 0);
  EXPECT_NEAR(far[9 * 40 + 19], std::exp(-0.25) / 6.2831853, 1e-4);  // at (-.5, -.5), from the view
  EXPECT_NEAR(far[9 * 40 + 16], std::exp(-6.25) / 6.2831853, 1e-4);  // at (-3.5, -.5), from the whole
  const auto inside = densityAt(map, {-1, 1, -0.5, 0.5}, 3, 1);
  EXPECT_NEAR(inside[0], std::exp(-2.0 / 9) / 6.2831853, 1e-5);
  EXPECT_EQ(densityAt(map, {-2, 2, -1, 1}, 400, 200), map.view.density);
}

// Of the base itself, in the user's units, from a target.
double variation(const Scaling& scaling, const std::string& text, const Window& window, int width, int height,
                 int cells = 0) {
  const auto flow = std::make_shared<const Flow>(parseStack("affine(hidden=4)", Objective::maximumLikelihood));
  const auto engine = makeCpuEngine({1});
  const Frozen frozen{flow, Theta::Zero(flow->parameterCount()), 0};
  const DensityGrid model = densityGrid(*engine, frozen, scaling, window, width, height);
  const TargetMap map = mapOf(target(text), window, cells > 0 ? cells : width, cells > 0 ? cells : height);
  const Difference difference = differenceOf(model, map);
  EXPECT_EQ(difference.values.size(), model.logDensity.size());
  return difference.totalVariation;
}

TEST(TotalVariation, OfTheTargetItselfIsNothing) {
  const Window window{-6, 6, -4.5, 4.5};
  EXPECT_LT(variation({}, "formula(width=16):-(x^2 + y^2)/2", window, 240, 180), 1e-4);
  // Nor on a grid that is not the map's.
  EXPECT_LT(variation({}, "formula(width=16):-(x^2 + y^2)/2", window, 100, 75, 300), 1e-3);
}

TEST(TotalVariation, OfTwoGaussiansApartIsKnown) {
  // 2 Phi(d/2) - 1 for unit Gaussians at distance d.
  for (const double d : {0.5, 1.0, 3.0}) {
    const std::string text = "formula(width=20):-((x - " + std::to_string(d) + ")^2 + y^2)/2";
    EXPECT_NEAR(variation({}, text, {-8, 8, -6, 6}, 320, 240), std::erf(d / 2 / std::sqrt(2.0)), 1e-4) << d;
  }
}

TEST(TotalVariation, IsTakenInTheUsersUnits) {
  const Scaling scaling{{10, -3}, {2, 0.5}};
  const std::string same = "formula(x=10,y=-3,width=24):-((x - 10)^2/4 + (y + 3)^2/0.25)/2";
  EXPECT_LT(variation(scaling, same, {0, 20, -6, 0}, 400, 200), 1e-4);
  const std::string shifted = "formula(x=10,y=-3,width=24):-((x - 12)^2/4 + (y + 3)^2/0.25)/2";
  EXPECT_NEAR(variation(scaling, shifted, {0, 22, -6, 0}, 400, 200), std::erf(0.5 / std::sqrt(2.0)), 1e-3);
}

class TargetMapperTest : public testing::Test {
 protected:
  template <class Test>
  bool wait(const Test& test) {
    const auto end = Clock::now() + std::chrono::seconds(20);
    while (Clock::now() < end) {
      const auto map = mapper.newest();
      if (map != nullptr && test(*map)) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
  }
  TargetMapper mapper;
};

TEST_F(TargetMapperTest, GetsFinerUntilItIsAsFineAsAskedFor) {
  const auto moons = target("moons");
  const Window window{-1, 1, -0.75, 0.75};
  mapper.want({moons, window, 160, 120, false});
  ASSERT_TRUE(wait([](const TargetMap& m) { return m.view.width == 80; }));
  mapper.want({moons, window, 160, 120, true});
  ASSERT_TRUE(wait([](const TargetMap& m) { return m.view.width == 160; }));
  const auto map = mapper.newest();
  EXPECT_EQ(map->view.window, window);
  for (const int k : {0, 77, 9999, 19199}) {
    const double x = -1 + (k % 160 + 0.5) / 80, y = -0.75 + (k / 160 + 0.5) / 80;
    const double p = std::exp(moons->logDensity(x, y));
    EXPECT_NEAR(map->view.density[static_cast<size_t>(k)], p, 1e-6 * (1 + p));
  }
  ASSERT_EQ(map->levels.size(), 3u);
  for (const TargetLevel& level : map->levels) {
    for (Eigen::Index k = 0; k < level.lines.points.rows(); ++k)
      EXPECT_NEAR(moons->logDensity(level.lines.points(k, 0), level.lines.points(k, 1)), level.logDensity, 0.1);
  }
}

TEST_F(TargetMapperTest, DoesNothingAgainForWhatItHas) {
  const auto moons = target("moons");
  mapper.want({moons, {-4, 4, -3, 3}, 160, 120, true});
  ASSERT_TRUE(wait([&](const TargetMap& m) { return m.view.width == 160 && !mapper.busy(); }));
  mapper.takeArrived();
  for (const bool fine : {false, true, false}) mapper.want({moons, {-4, 4, -3, 3}, 160, 120, fine});
  EXPECT_FALSE(mapper.busy());
  EXPECT_FALSE(mapper.takeArrived());
}

TEST_F(TargetMapperTest, FollowsToAnotherPlaceAndAnotherTarget) {
  const auto moons = target("moons"), rings = target("rings");
  for (int i = 0; i < 30; ++i) mapper.want({moons, {-4.0 + i, 4.0 + i, -3, 3}, 160, 120, true});
  ASSERT_TRUE(wait([](const TargetMap& m) { return m.view.window.x0 == 25 && m.view.width == 160; }));
  mapper.want({rings, {-4, 4, -3, 3}, 160, 120, false});
  ASSERT_TRUE(wait([&](const TargetMap& m) { return m.target == rings && m.view.width == 80; }));
}

}  // namespace
