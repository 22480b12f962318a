// What every registered target promises, whatever its settings, checked against its own density.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <set>

#include "core/targets/quadrature.h"
#include "core/targets/target.h"

namespace core {

// For gtest's messages.
static void PrintTo(const TargetSpec& spec, std::ostream* out) { *out << textOf(spec); }

}  // namespace core

using namespace core;

namespace {

constexpr std::uint64_t kSeed = 20240607;

// The plane in square bins, p integrated over each by Gauss and Legendre's rule.
class Bins {
 public:
  explicit Bins(const TargetSpec& spec) : target_(makeTarget(spec)) {
    Window w = target_->window();
    // Some have long arms: what is far out there is little, but its log density is large.
    const std::set<std::string> longArms = {"abs", "banana", "crescent", "cross", "double_well"};
    const double margin = longArms.contains(spec.key) ? w.x1 - w.x0 : 2;
    if (spec.key == "checkerboard") {  // each square in sixteen: the density jumps between bins
      side_ = realOf(spec.settings, "width") / (4 * intOf(spec.settings, "squares"));
    } else if (spec.key == "smiley") {  // its score jumps at -0.8
      side_ = 0.2;
    } else if (spec.key == "funnel") {  // both a neck of a hundredth and tails of hundreds
      neck_ = 0.003;
      const double spread = realOf(spec.settings, "spread");
      const double tail = fromX2(6 * std::exp(2.5 * spread));
      w = {-5 * spread, 5 * spread, -tail, tail};
    }
    column0_ = static_cast<int>(std::floor((w.x0 - margin) / side_));
    row0_ = static_cast<int>(std::floor((w.y0 - margin) / side_));
    columns_ = static_cast<int>(std::ceil((w.x1 + margin) / side_)) - column0_;
    rows_ = static_cast<int>(std::ceil((w.y1 + margin) / side_)) - row0_;
    for (int row = 0; row < rows_; ++row) {
      for (int column = 0; column < columns_; ++column) mass.push_back(massOf(column0_ + column, row0_ + row));
    }
  }
  /// Number of the bin that holds the point; -1 outside.
  int bin(double x1, double x2) const {
    const double column = std::floor(x1 / side_) - column0_, row = std::floor(fromX2(x2) / side_) - row0_;
    if (column < 0 || row < 0 || column >= columns_ || row >= rows_) return -1;
    return static_cast<int>(row) * columns_ + static_cast<int>(column);
  }

  double integral = 0, entropy = 0;
  std::vector<double> mass;

 private:
  // Rows are of x2, or of arsinh(x2 / neck).
  double fromX2(double x2) const { return neck_ == 0 ? x2 : std::asinh(x2 / neck_); }
  double toX2(double t) const { return neck_ == 0 ? t : neck_ * std::sinh(t); }
  double stretch(double t) const { return neck_ == 0 ? 1 : neck_ * std::cosh(t); }

  double massOf(int column, int row) {
    static const auto coarse = gaussLegendre(3, 0, 1), fine = gaussLegendre(12, 0, 1);
    double highest = -INFINITY, all = 0;
    forEachNode(coarse, column, row, [&](double, double log) { highest = std::max(highest, log); });
    if (highest < -35) return 0;
    forEachNode(fine, column, row, [&](double area, double log) {
      const double p = area * std::exp(log);
      all += p;
      if (p > 0) entropy -= p * log;
    });
    integral += all;
    return all;
  }
  template <class Use>
  void forEachNode(const std::vector<QuadratureNode>& rule, int column, int row, const Use& use) const {
    for (const auto& i : rule) {
      for (const auto& j : rule) {
        const double t = side_ * (row + j.t);
        use(side_ * side_ * i.weight * j.weight * stretch(t), target_->logDensity(side_ * (column + i.t), toX2(t)));
      }
    }
  }

  std::shared_ptr<const Target> target_;
  double side_ = 0.25, neck_ = 0;
  int column0_ = 0, row0_ = 0, columns_ = 0, rows_ = 0;
};

// The chance of so high a chi square, by Wilson and Hilferty's approximation.
double chanceOf(double chiSquare, int freedom) {
  const double v = 2.0 / (9 * freedom);
  return 0.5 * std::erfc((std::cbrt(chiSquare / freedom) - 1 + v) / std::sqrt(2 * v));
}

// Bins that expect fewer than five points are counted as one.
double chanceOf(const Bins& bins, const std::vector<std::array<double, 2>>& points) {
  std::vector<int> counts(bins.mass.size(), 0);
  for (const auto& x : points) {
    if (const int bin = bins.bin(x[0], x[1]); bin >= 0) ++counts[static_cast<size_t>(bin)];
  }
  const auto n = static_cast<double>(points.size());
  double chiSquare = 0, restExpected = n, rest = n;
  int used = 0;
  const auto take = [&](double count, double expected) {
    chiSquare += (count - expected) * (count - expected) / expected;
    ++used;
  };
  for (size_t b = 0; b < counts.size(); ++b) {
    const double expected = n * bins.mass[b];
    if (expected < 5) continue;
    take(counts[b], expected);
    restExpected -= expected;
    rest -= counts[b];
  }
  EXPECT_LT(rest, restExpected + 5 * std::sqrt(std::max(restExpected, 0.0)) + 10) << "points in sparse bins";
  if (restExpected >= 5) take(rest, restExpected);
  EXPECT_GT(used, 4);
  return chanceOf(chiSquare, used - 1);
}

// Against differences of fourth order. Where the pinwheel folds, its density bends on the scale of 1e-5: there only
// small steps tell, and they are not so exact.
void checkScore(const Target& target, int points) {
  const Window w = target.window();
  Rng rng(kSeed + 2);
  for (int i = 0; i < points; ++i) {
    const double zoom = i % 3 == 0 ? 3 : 1;  // a third of the points lie far out
    const double x = zoom * rng.uniform(w.x0, w.x1), y = zoom * rng.uniform(w.y0, w.y1);
    const auto score = target.score(x, y);
    const auto errorWith = [&](double h) {
      const auto slope = [&](double d1, double d2) {
        const auto at = [&](double k) { return target.logDensity(x + k * d1, y + k * d2); };
        return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
      };
      const double d1 = score[0] - slope(h, 0), d2 = score[1] - slope(0, h);
      return std::hypot(d1, d2) / std::max(1.0, std::hypot(score[0], score[1]));
    };
    ASSERT_TRUE(errorWith(1e-4) < 1e-6 || errorWith(1e-6) < 1e-4)
        << "at " << x << ", " << y << ": score " << score[0] << ", " << score[1] << ", error " << errorWith(1e-6);
  }
}

// Each kind as it is, with each setting at either end of its range, and with all of them at random.
std::vector<TargetSpec> manySettings() {
  std::vector<TargetSpec> all;
  Rng rng(kSeed);
  const auto between = [](const Setting& s, double share) -> std::string {
    if (s.type == Setting::Type::choice)
      return s.choices[static_cast<size_t>(std::lround(share * static_cast<double>(s.choices.size() - 1)))];
    const double value = s.low + share * (s.high - s.low);
    if (s.type == Setting::Type::integer) return std::to_string(std::lround(value));
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", value);
    return text;
  };
  for (const TargetKind* kind : targetKinds()) {
    const TargetInfo& info = kind->info();
    all.push_back(targetSpec(info.key));
    for (const Setting& s : info.settings) {
      for (const double end : {0, 1}) all.push_back(targetSpec(info.key, {{s.key, between(s, end)}}));
    }
    for (int i = 0; i < 2; ++i) {
      Settings settings;
      for (const Setting& s : info.settings) settings[s.key] = between(s, rng.uniform());
      all.push_back(targetSpec(info.key, settings));
    }
  }
  return all;
}

class EverySetting : public testing::TestWithParam<TargetSpec> {
 protected:
  std::shared_ptr<const Target> target = makeTarget(GetParam());
  testing::ScopedTrace trace{__FILE__, __LINE__, textOf(GetParam()) + ", seed " + std::to_string(kSeed)};
};

// One test, because density, entropy and sampler take the time of drawing and integrating once.
TEST_P(EverySetting, HasADensityAnEntropyAndASamplerThatAgree) {
  ASSERT_TRUE(target->entropy().has_value());
  const double entropy = *target->entropy();
  const Bins bins(GetParam());
  EXPECT_NEAR(bins.integral, 1, 1e-5);
  EXPECT_NEAR(bins.entropy, entropy, 2e-5);

  constexpr int n = 100'000;
  std::vector<std::array<double, 2>> points;
  const Window w = target->window();
  Rng rng(kSeed);
  double sum = 0, squares = 0;
  int inside = 0;
  for (int i = 0; i < n; ++i) {
    const auto x = points.emplace_back(target->sample(rng));
    const double surprise = -target->logDensity(x[0], x[1]);
    sum += surprise;
    squares += surprise * surprise;
    inside += x[0] > w.x0 && x[0] < w.x1 && x[1] > w.y0 && x[1] < w.y1;
  }
  const double mean = sum / n;
  const double standardError = std::sqrt(std::max(0.0, squares / n - mean * mean) / n);
  // Four of them: with three, one of so many cases would miss by chance.
  EXPECT_NEAR(mean, entropy, std::max(4 * standardError, 1e-9)) << "standard error " << standardError;
  EXPECT_GT(chanceOf(bins, points), 1e-4);
  EXPECT_GE(inside, n * (GetParam().key == "funnel" ? 0.985 : 0.999));  // or one would see nothing of its neck
}

TEST_P(EverySetting, HasTheScoreOfItsDensity) {
  if (target->positiveEverywhere()) checkScore(*target, 300);
}

INSTANTIATE_TEST_SUITE_P(Registry, EverySetting, testing::ValuesIn(manySettings()),
                         [](const auto& spec) { return spec.param.key + "_" + std::to_string(spec.index); });

class EveryTarget : public testing::TestWithParam<const TargetKind*> {
 protected:
  std::shared_ptr<const Target> made() const { return makeTarget(targetSpec(GetParam()->info().key)); }
  std::shared_ptr<const Target> target = made();
  testing::ScopedTrace seedTrace{__FILE__, __LINE__, "seed " + std::to_string(kSeed)};
};

TEST_P(EveryTarget, HasTheScoreOfItsDensity) {
  if (target->positiveEverywhere()) checkScore(*target, 3000);
}

TEST_P(EveryTarget, IsFiniteFarOutIfItIsPositiveEverywhere) {
  for (const auto& [x, y] : std::vector<std::pair<double, double>>{{0, 0}, {0, 1e-9}, {60, -80}, {-1e6, 1e6}}) {
    const double logp = target->logDensity(x, y);
    EXPECT_FALSE(std::isnan(logp)) << x << ", " << y;
    if (!target->positiveEverywhere()) continue;
    EXPECT_TRUE(std::isfinite(logp)) << x << ", " << y;
    const auto score = target->score(x, y);
    EXPECT_TRUE(std::isfinite(score[0]) && std::isfinite(score[1])) << x << ", " << y;
  }
}

TEST_P(EveryTarget, RepeatsItsSamplesForTheSameSeed) {
  const Points once = target->sample(500, kSeed, Stream::pool);
  EXPECT_TRUE((once == made()->sample(500, kSeed, Stream::pool)).all());
  EXPECT_FALSE((once == target->sample(500, kSeed + 1, Stream::pool)).all());
  EXPECT_FALSE((once == target->sample(500, kSeed, Stream::heldOut)).all());
}

TEST_P(EveryTarget, IntroducesItself) {
  const TargetInfo& info = target->info();
  EXPECT_EQ(info.key, GetParam()->info().key);
  EXPECT_FALSE(info.key.empty());
  EXPECT_EQ(info.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string::npos) << info.key;
  EXPECT_FALSE(info.label.empty());
  EXPECT_FALSE(info.formula.empty());
  EXPECT_FALSE(info.source.empty());
  for (const std::string& text : {info.label, info.formula, info.source})
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
  EXPECT_TRUE(target->hasDensity());
  EXPECT_FALSE(info.settings.empty());
  for (const Setting& s : info.settings) {
    EXPECT_FALSE(s.label.empty() || s.help.empty() || s.help.back() != '.') << s.key;
    EXPECT_EQ(s.standard, checkedValue(info.key, s, s.standard)) << s.key;
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryTarget, testing::ValuesIn(targetKinds()),
                         [](const auto& kind) { return kind.param->info().key; });

TEST(TargetRegistry, HasNoKeyTwice) {
  std::set<std::string> keys;
  for (const TargetKind* kind : targetKinds()) EXPECT_TRUE(keys.insert(kind->info().key).second) << kind->info().key;
  EXPECT_FALSE(keys.contains("points"));
}

}  // namespace
