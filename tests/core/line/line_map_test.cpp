// What every map of the line promises, kind after kind, and what is special about each.

#include "core/line/line_map.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/util/error.h"
#include "tests/core/line/random_line.h"

namespace {

using namespace core;
using testing_support::randomLineMap;

class EveryLineMap : public testing::TestWithParam<LineKind> {
 protected:
  // Calls `check` with maps of many seeds; where one fails, its seed and parameters are told.
  template <typename Check>
  void forMany(Check check) const {
    for (unsigned seed = 1; seed <= 60; ++seed) {
      const LineMap map = randomLineMap(GetParam(), seed);
      std::string text;
      for (const double p : map.parameters()) text += " " + std::to_string(p);
      SCOPED_TRACE("seed " + std::to_string(seed) + ":" + text);
      check(map);
    }
  }
};

TEST_P(EveryLineMap, IsUndoneByItsInverse) {
  forMany([](const LineMap& map) {
    for (double z = -9; z <= 9; z += 0.137) {
      EXPECT_NEAR(map.inverse(map.value(z)), z, 1e-11 * (1 + std::abs(z)));
      EXPECT_NEAR(map.value(map.inverse(z)), z,
                  1e-12 * (1 + std::abs(z)) * std::max(1.0, std::abs(map.derivative(map.inverse(z)))));
    }
  });
}

TEST_P(EveryLineMap, HasTheSlopeThatDifferencesShow) {
  forMany([](const LineMap& map) {
    const double h = 1e-5;
    for (double z = -7; z <= 7; z += 0.0931) {
      // Second derivatives jump at the knots of a spline.
      bool near = map.kind() == LineKind::spline && std::abs(std::abs(z) - map.parameters()[0]) < 2 * h;
      for (const LineKnot& knot : map.knots()) near = near || std::abs(knot.z - z) < 2 * h;
      if (near) continue;
      const double difference = (map.value(z + h) - map.value(z - h)) / (2 * h);
      EXPECT_NEAR(map.derivative(z), difference, 1e-6 * (1 + std::abs(difference))) << "z = " << z;
    }
  });
}

TEST_P(EveryLineMap, NeverTurnsBackAtAnyPartOfItsWay) {
  forMany([](const LineMap& map) {
    for (const double s : {0.0, 0.1, 0.35, 0.5, 0.8, 1.0}) {
      const LineMap part = map.path(s);
      const double sign = map.falls() ? -1 : 1;
      for (double z = -8; z < 8; z += 0.1) {
        EXPECT_GT(sign * part.derivative(z), 0) << "s = " << s << ", z = " << z;
        EXPECT_GT(sign * (part.value(z + 0.1) - part.value(z)), 0) << "s = " << s << ", z = " << z;
      }
    }
  });
}

TEST_P(EveryLineMap, GoesFromTheIdentityOrTheMirrorToItself) {
  forMany([](const LineMap& map) {
    EXPECT_EQ(map.path(1), map);
    const LineMap start = map.path(0);
    for (double z = -8; z <= 8; z += 0.3) EXPECT_NEAR(start.value(z), map.falls() ? -z : z, 1e-14);
  });
}

TEST_P(EveryLineMap, DescribesItsParameters) {
  const LineMap map = LineMap::standard(GetParam());
  const auto all = map.describe();
  ASSERT_EQ(all.size(), map.parameters().size());
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_FALSE(all[i].name.empty());
    EXPECT_FALSE(all[i].help.empty());
    EXPECT_LE(all[i].low, map.parameters()[i]);
    EXPECT_GE(all[i].high, map.parameters()[i]);
  }
}

TEST_P(EveryLineMap, StaysABijectionWhateverAControlAsksFor) {
  forMany([](const LineMap& map) {
    for (size_t i = 0; i < map.parameters().size(); ++i) {
      for (const double wanted : {-100.0, -1.0, -1e-9, 0.0, 0.3, 2.0, 100.0}) {
        const LineMap moved = map.with(static_cast<int>(i), wanted);
        for (size_t j = 0; j < map.parameters().size(); ++j) {
          if (j == i) continue;
          EXPECT_EQ(moved.parameters()[j], map.parameters()[j]);
        }
        for (double z = -8; z <= 8; z += 0.5) EXPECT_GT(std::abs(moved.derivative(z)), 0);
      }
    }
  });
}

TEST_P(EveryLineMap, RefusesWhatIsNotFinite) {
  const LineMap map = LineMap::standard(GetParam());
  std::vector<double> parameters(map.parameters().begin(), map.parameters().end());
  parameters.back() = NAN;
  EXPECT_THROW(LineMap(GetParam(), parameters), InputError);
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryLineMap, testing::ValuesIn(kLineKinds),
                         [](const auto& info) { return lineKindInfo(info.param).key; });

std::string complaint(LineKind kind, std::vector<double> parameters) {
  try {
    LineMap(kind, std::move(parameters));
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

TEST(LineMap, SaysInOneSentenceWhatIsWrong) {
  const struct {
    LineKind kind;
    std::vector<double> parameters;
    const char* word;
  } cases[] = {
      {LineKind::affine, {0, 1}, "slope a"},      {LineKind::affine, {1}, "2 parameters"},
      {LineKind::planar, {-2, 1, 0}, "u w = -2"}, {LineKind::planar, {1, 2}, "3 parameters"},
      {LineKind::spline, {4}, "1 to 8 knots"},    {LineKind::spline, {-4, 0, 0, 1}, "B = -4"},
      {LineKind::spline, {4, 5, 0, 1}, "ascend"}, {LineKind::spline, {4, 0, 0, 1, -1, 1, 1}, "knot 2"},
      {LineKind::spline, {4, 0, 0, 0}, "slope"},
  };
  for (const auto& c : cases) {
    const std::string text = complaint(c.kind, c.parameters);
    EXPECT_NE(text.find(c.word), std::string::npos) << text;
    EXPECT_EQ(text.find('\n'), std::string::npos);
    EXPECT_TRUE(text.ends_with('.')) << text;
  }
  EXPECT_THROW(LineMap::affine(2, 3).path(1.2), InputError);
  EXPECT_THROW(LineMap::affine(2, 3).path(NAN), InputError);
  EXPECT_THROW(LineMap::planarOfLayer(1, 0, 0), InputError);
  EXPECT_THROW(parseLineKind("radial"), InputError);
  EXPECT_EQ(parseLineKind("planar"), LineKind::planar);
}

TEST(AffineLine, IsWhatItsTwoNumbersSay) {
  const LineMap map = LineMap::affine(2, 3);
  EXPECT_EQ(map, LineMap::standard(LineKind::affine));
  EXPECT_EQ(map.value(-1), 1);
  EXPECT_EQ(map.inverse(7), 2);
  EXPECT_EQ(map.derivative(5), 2);
  EXPECT_EQ(map.path(0.5), LineMap::affine(1.5, 1.5));
}

TEST(PlanarLine, OfALayersParametersIsTheLayersOwnMap) {
  // In one dimension the layer adds u' tanh(w z + b), w u' = softplus(w u) - 1.
  const double u = -4, w = 1.5, b = 0.3;
  const LineMap map = LineMap::planarOfLayer(u, w, b);
  const double bent = (std::log1p(std::exp(w * u)) - 1) / w;
  EXPECT_NEAR(map.value(0.7), 0.7 + bent * std::tanh(w * 0.7 + b), 1e-14);
  EXPECT_GT(map.parameters()[0] * map.parameters()[1], -1);
}

TEST(PlanarLine, IsInvertedWhereItNearlyFolds) {
  const LineMap map = LineMap::planar(-0.999, 1, 0);
  for (double z = -3; z <= 3; z += 0.01) EXPECT_NEAR(map.inverse(map.value(z)), z, 1e-11);
}

TEST(SplineLine, GoesThroughItsKnotsWithTheirSlopes) {
  const LineMap map = LineMap::standard(LineKind::spline);
  for (const LineKnot& knot : map.knots()) {
    EXPECT_NEAR(map.value(knot.z), knot.x, 1e-14);
    EXPECT_NEAR(map.derivative(knot.z), knot.slope, 1e-13);
    EXPECT_NEAR(map.derivative(knot.z - 1e-9), knot.slope, 1e-6);
  }
  EXPECT_EQ(map.value(100), 100);
  EXPECT_EQ(map.derivative(-4), 1);
  EXPECT_NEAR(map.derivative(4 - 1e-9), 1, 1e-6);
}

TEST(SplineLine, TakesAndGivesKnots) {
  const LineMap map = LineMap::standard(LineKind::spline);
  const LineMap more = map.withKnots(4);
  ASSERT_EQ(more.knots().size(), 4U);
  for (const LineKnot& knot : more.knots()) {
    EXPECT_NEAR(map.value(knot.z), knot.x, 1e-14);
    EXPECT_NEAR(map.derivative(knot.z), knot.slope, 1e-14);
  }
  EXPECT_EQ(map.withKnots(8).withKnots(1).knots().size(), 1U);
  EXPECT_THROW(map.withKnots(9), InputError);
  EXPECT_THROW(LineMap::affine(2, 3).withKnots(2), InputError);
}

}  // namespace
