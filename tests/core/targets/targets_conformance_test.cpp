// What every registered target promises, checked against its own density.

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/targets/target.h"

using namespace core;

namespace {

constexpr std::uint64_t kSeed = 20240607;

// p integrated by the midpoint rule on squares whose borders are whole numbers, window and margin included.
class Grid {
 public:
  static constexpr int kCells = 32;  // to a unit
  static constexpr int kBins = 2;    // likewise

  explicit Grid(const Target& target, double margin = 2) {
    const Window w = target.window();
    x0_ = std::floor(w.x0 - margin);
    y0_ = std::floor(w.y0 - margin);
    columns_ = static_cast<int>(std::ceil(w.x1 + margin) - x0_);
    rows_ = static_cast<int>(std::ceil(w.y1 + margin) - y0_);
    mass.assign(static_cast<size_t>(columns_ * rows_ * kBins * kBins), 0.0);
    const double h = 1.0 / kCells;
    for (int i = 0; i < columns_ * kCells; ++i) {
      for (int j = 0; j < rows_ * kCells; ++j) {
        const double x = x0_ + (i + 0.5) * h, y = y0_ + (j + 0.5) * h;
        const double logp = target.logDensity(x, y);
        const double p = std::exp(logp) * h * h;
        if (p == 0) continue;
        integral += p;
        entropy -= p * logp;
        mass[static_cast<size_t>(bin(x, y))] += p;
      }
    }
  }
  /// Number of the bin that holds the point; -1 outside.
  int bin(double x, double y) const {
    const double i = std::floor((x - x0_) * kBins), j = std::floor((y - y0_) * kBins);
    if (i < 0 || j < 0 || i >= columns_ * kBins || j >= rows_ * kBins) return -1;
    return static_cast<int>(j) * columns_ * kBins + static_cast<int>(i);
  }

  double integral = 0;
  double entropy = 0;
  std::vector<double> mass;

 private:
  double x0_ = 0, y0_ = 0;
  int columns_ = 0, rows_ = 0;
};

class EveryTarget : public testing::TestWithParam<const TargetKind*> {
 protected:
  std::shared_ptr<const Target> target = GetParam()->make();
  testing::ScopedTrace seedTrace{__FILE__, __LINE__, "seed " + std::to_string(kSeed)};
};

TEST_P(EveryTarget, HasADensityThatIntegratesToOne) { EXPECT_NEAR(Grid(*target).integral, 1, 1e-4); }

TEST_P(EveryTarget, HasTheEntropyOfItsDensity) {
  ASSERT_TRUE(target->entropy().has_value());
  EXPECT_NEAR(Grid(*target).entropy, *target->entropy(), 1e-4);
}

TEST_P(EveryTarget, HasSamplesWhoseMeanSurpriseIsTheEntropy) {
  constexpr int n = 100'000;
  Rng rng(kSeed);
  double sum = 0, squares = 0;
  for (int i = 0; i < n; ++i) {
    const auto x = target->sample(rng);
    const double surprise = -target->logDensity(x[0], x[1]);
    sum += surprise;
    squares += surprise * surprise;
  }
  const double mean = sum / n;
  const double standardError = std::sqrt(std::max(0.0, squares / n - mean * mean) / n);
  RecordProperty("difference", std::to_string(mean - *target->entropy()));
  EXPECT_NEAR(mean, *target->entropy(), std::max(3.5 * standardError, 1e-9)) << "standard error " << standardError;
}

TEST_P(EveryTarget, SamplesWhereItsDensityIs) {
  constexpr int n = 100'000;
  const Grid grid(*target);
  std::vector<int> counts(grid.mass.size(), 0);
  int outside = 0;
  Rng rng(kSeed + 1);
  for (int i = 0; i < n; ++i) {
    const auto x = target->sample(rng);
    const int bin = grid.bin(x[0], x[1]);
    ++(bin < 0 ? outside : counts[static_cast<size_t>(bin)]);
  }
  // Bins that expect fewer than ten points are counted as one.
  double chiSquare = 0, restExpected = n * (1 - grid.integral), rest = outside;
  int used = 0;
  for (size_t b = 0; b < counts.size(); ++b) {
    const double expected = n * grid.mass[b];
    if (expected < 10) {
      restExpected += expected;
      rest += counts[b];
      continue;
    }
    chiSquare += (counts[b] - expected) * (counts[b] - expected) / expected;
    ++used;
  }
  EXPECT_NEAR(rest, restExpected, 5 * std::sqrt(std::max(restExpected, 1.0))) << "points in sparse bins";
  ASSERT_GT(used, 10);
  EXPECT_LT(chiSquare, used + 5 * std::sqrt(2.0 * used)) << used << " bins";
}

TEST_P(EveryTarget, HasTheScoreOfItsDensity) {
  if (!target->positiveEverywhere()) return;  // and has no score then
  const Window w = target->window();
  Rng rng(kSeed + 2);
  for (int i = 0; i < 3000; ++i) {
    const double zoom = i % 3 == 0 ? 3 : 1;  // a third of the points lie far out
    const double x = zoom * rng.uniform(w.x0, w.x1), y = zoom * rng.uniform(w.y0, w.y1);
    constexpr double h = 1e-4;
    const auto slope = [&](double d1, double d2) {  // of fourth order
      const auto at = [&](double k) { return target->logDensity(x + k * d1, y + k * d2); };
      return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
    };
    const auto score = target->score(x, y);
    const double d1 = score[0] - slope(h, 0), d2 = score[1] - slope(0, h);
    const double size = std::max(1.0, std::hypot(score[0], score[1]));
    ASSERT_LT(std::hypot(d1, d2), 1e-6 * size) << "at " << x << ", " << y << ": score " << score[0] << ", " << score[1];
  }
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

TEST_P(EveryTarget, LiesInItsWindow) {
  constexpr int n = 100'000;
  const Window w = target->window();
  Rng rng(kSeed + 3);
  int inside = 0;
  for (int i = 0; i < n; ++i) {
    const auto x = target->sample(rng);
    inside += x[0] > w.x0 && x[0] < w.x1 && x[1] > w.y0 && x[1] < w.y1;
  }
  EXPECT_GE(inside, n * 0.999);
}

TEST_P(EveryTarget, RepeatsItsSamplesForTheSameSeed) {
  const Points once = target->sample(500, kSeed, Stream::pool);
  EXPECT_TRUE((once == GetParam()->make()->sample(500, kSeed, Stream::pool)).all());
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
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryTarget, testing::ValuesIn(targetKinds()),
                         [](const auto& kind) { return kind.param->info().key; });

TEST(TargetRegistry, HasNoKeyTwice) {
  std::set<std::string> keys;
  for (const TargetKind* kind : targetKinds()) EXPECT_TRUE(keys.insert(kind->info().key).second) << kind->info().key;
  EXPECT_FALSE(keys.contains("points"));
}

}  // namespace
