// Every base keeps its contract, with its standard settings and at either end of each of them.

#include "core/bases/base.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/flow/flow_spec.h"
#include "core/util/error.h"

namespace core {

namespace {

std::vector<BaseSpec> allSpecs() {
  std::vector<BaseSpec> specs;
  for (const BaseKind* kind : baseKinds()) {
    const BaseInfo& info = kind->info();
    specs.push_back(baseSpec(info.key));
    for (const Setting& setting : info.settings) {
      for (const double end : {setting.low, setting.high}) {
        const std::string text = std::to_string(end);
        specs.push_back(baseSpec(
            info.key,
            {{setting.key, setting.type == Setting::Type::integer ? std::to_string(static_cast<int>(end)) : text}}));
      }
    }
  }
  const size_t plain = specs.size();
  for (size_t i = 0; i < plain; ++i) {
    for (const double t : {0.3, 2.0}) {
      specs.push_back(specs[i]);
      specs.back().temperature = t;
    }
  }
  return specs;
}

class Bases : public testing::TestWithParam<BaseSpec> {
 protected:
  const BaseSpec& spec() const { return GetParam(); }
  std::shared_ptr<const Base> base = makeBase(GetParam());
};

std::string nameOf(const testing::TestParamInfo<BaseSpec>& info) {
  std::string name = std::to_string(info.index) + "_" + textOf(info.param) + "_T" +
                     std::to_string(static_cast<int>(10 * info.param.temperature));
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

// Substituted so that heavy tails have an end: z = c t / (1 - t^2).
double massByRows(const Base& base, double reach) {
  constexpr int kRows = 4001;
  double sum = 0;
  for (int i = 0; i < kRows; ++i) {
    const double t = -1 + 2 * (i + 0.5) / kRows;
    const double z = reach / 8 * t / (1 - t * t);
    const double slope = reach / 8 * (1 + t * t) / ((1 - t * t) * (1 - t * t));
    sum += base.rowMass(z, -1e9, 1e9) * slope * 2 / kRows;
  }
  return sum;
}

}  // namespace

TEST_P(Bases, RowsAddUpToOne) { EXPECT_NEAR(massByRows(*base, base->reach()), 1, 1e-5); }

TEST_P(Bases, ARowsMassIsTheIntegralOfTheDensity) {
  constexpr int kPieces = 20000;
  const double g = base->gridReach();
  for (const double z2 : {-0.9 * g, 0.1 * g, 1.3 * g}) {
    const double from = -1.2 * g, to = 0.7 * g;
    double sum = 0;
    for (int i = 0; i < kPieces; ++i)
      sum += std::exp(base->logDensity(from + (to - from) * (i + 0.5) / kPieces, z2)) * (to - from) / kPieces;
    EXPECT_NEAR(base->rowMass(z2, from, to), sum, 1e-6 * (1 + sum));
  }
}

TEST_P(Bases, TheScoreIsTheGradientOfTheLogDensity) {
  Rng rng(3);
  for (int i = 0; i < 200; ++i) {
    const double scale = i % 4 == 0 ? base->reach() : base->gridReach();
    const double z1 = rng.normal(0, scale), z2 = rng.normal(0, scale);
    const double h = 1e-5 * (1 + std::abs(z1) + std::abs(z2));
    const auto score = base->score(z1, z2);
    const double d1 = (base->logDensity(z1 + h, z2) - base->logDensity(z1 - h, z2)) / (2 * h);
    const double d2 = (base->logDensity(z1, z2 + h) - base->logDensity(z1, z2 - h)) / (2 * h);
    // Across the sharpest edges a difference is coarse.
    EXPECT_NEAR(score[0], d1, 1e-3 * (1 + std::abs(d1))) << z1 << " " << z2;
    EXPECT_NEAR(score[1], d2, 1e-3 * (1 + std::abs(d2))) << z1 << " " << z2;
  }
}

// The share of points in each cell of a grid against the density's mass there.
TEST_P(Bases, PointsAreDrawnFromTheDensity) {
  constexpr int kPoints = 40000, kCells = 8;
  const Points points = base->cloud(kPoints, 5);
  const double g = 1.1 * base->gridReach();
  const double side = 2 * g / kCells;
  double chiSquare = 0;
  int cells = 0;
  for (int r = 0; r < kCells; ++r) {
    for (int c = 0; c < kCells; ++c) {
      const double x0 = -g + c * side, y0 = -g + r * side;
      constexpr int kRows = 200;
      double mass = 0;
      for (int i = 0; i < kRows; ++i)
        mass += base->rowMass(y0 + (i + 0.5) * side / kRows, x0, x0 + side) * side / kRows;
      const double expected = mass * kPoints;
      if (expected < 8) continue;
      const auto in = [&](Eigen::Index i) {
        const double x = static_cast<double>(points(i, 0)), y = static_cast<double>(points(i, 1));
        return x >= x0 && x < x0 + side && y >= y0 && y < y0 + side;
      };
      int count = 0;
      for (Eigen::Index i = 0; i < points.rows(); ++i) count += in(i) ? 1 : 0;
      chiSquare += (count - expected) * (count - expected) / expected;
      ++cells;
    }
  }
  ASSERT_GT(cells, 3);
  EXPECT_LT(chiSquare, cells + 5 * std::sqrt(2.0 * cells));
}

TEST_P(Bases, ItsReachHoldsAllButATenThousandth) {
  constexpr int kPoints = 100000;
  const Points points = base->cloud(kPoints, 7);
  const Values radius = points.square().rowwise().sum().sqrt();
  int outside = 0;
  for (const Real r : radius) outside += static_cast<double>(r) > base->reach() ? 1 : 0;
  EXPECT_LE(outside, 10 + 5 * 3.2);
}

TEST_P(Bases, IsFiniteFarOut) {
  for (const double z : {1e3, 1e6}) {
    EXPECT_TRUE(std::isfinite(base->logDensity(z, -z)));
    EXPECT_TRUE(std::isfinite(base->score(z, -z)[0]));
  }
}

INSTANTIATE_TEST_SUITE_P(All, Bases, testing::ValuesIn(allSpecs()), nameOf);

TEST(Base, IsReadFromTextAndWrittenBack) {
  EXPECT_EQ(parseBase("gaussian"), BaseSpec{});
  const BaseSpec mixture = parseBase("mixture(modes=3)");
  EXPECT_EQ(mixture.settings.at("modes"), "3");
  EXPECT_EQ(mixture.settings.at("radius"), "2");
  EXPECT_EQ(textOf(mixture), "mixture(modes=3)");
  EXPECT_EQ(parseBase(textOf(mixture)), mixture);
}

TEST(Base, SaysWhatIsWrongWithItsText) {
  const auto complaint = [](const std::string& text) -> std::string {
    try {
      parseBase(text);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(complaint("cauchy"), "unknown base 'cauchy'; known: gaussian, box, mixture, student_t");
  EXPECT_NE(complaint("box(half=9)").find("half"), std::string::npos);
  EXPECT_NE(complaint("box(side=1)").find("side"), std::string::npos);
  EXPECT_NE(complaint("box box").find("character 5"), std::string::npos);
}

TEST(Base, HasNoDensityAtTemperatureZero) {
  BaseSpec spec;
  spec.temperature = 0;
  EXPECT_THROW(makeBase(spec), InputError);
}

TEST(Base, AtTemperatureOneIsItself) {
  BaseSpec spec = baseSpec("box");
  spec.temperature = 1;
  EXPECT_EQ(makeBase(spec)->logDensity(0.3, 1.9), makeBase(baseSpec("box"))->logDensity(0.3, 1.9));
}

}  // namespace core
