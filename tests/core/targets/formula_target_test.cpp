#include "core/targets/formula_target.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/targets/formula.h"
#include "tests/core/targets/density_bins.h"
#include "tests/core/targets/message_of.h"

using namespace core;
using testing_support::Bins;
using testing_support::chanceOf;
using testing_support::checkAgreement;

namespace {

constexpr std::uint64_t kSeed = 20240607;

std::shared_ptr<const Target> made(const std::string& formula, const Settings& settings = {}) {
  TargetSpec spec;
  spec.key = "formula";
  spec.formula = formula;
  spec.settings = settings;
  return makeTarget(spec);
}

std::string refusal(const std::string& formula, const Settings& settings = {}) {
  return messageOf([&] { made(formula, settings); });
}

TEST(FormulaTarget, HasADensityAnEntropyAndASamplerThatAgree) {
  struct Case {
    const char* formula;
    Settings settings;
  };
  const Case cases[] = {
      {"-(x^2+y^2)/2", {}},
      {"0", {}},
      {"-(x^2+y^2)/2", {{"x", "1"}, {"y", "-2"}, {"width", "3"}, {"height", "5"}}},
      {"logsumexp(lognormal(x,-2,0.4)+lognormal(y,0,1), 1+lognormal(x,1.5,0.3)+lognormal(y,1,0.2))", {}},
      {"-2*(hypot(x,y)-2)^2/0.16", {}},
      {"x>0 ? 0 : -100", {}},
      {"mod(floor(x)+floor(y),2)>0 ? 0 : -50", {}},
      {"-8*(y-sin(2*x))^2", {}},
      {"log(abs(x))-abs(y)", {}},
      {"1e6-x^2-y^4", {}},  // the constant drops out
      {"-1e6-x^2-y^4", {}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.formula);
    const auto target = made(c.formula, c.settings);
    EXPECT_TRUE(target->hasDensity());
    EXPECT_FALSE(target->positiveEverywhere());
    EXPECT_EQ(checkAgreement(*target, Bins(target, target->window(), 0.125), kSeed), 1);
  }
}

TEST(FormulaTarget, HasTheLogDensityOfTheSameEnergy) {
  const auto registered = makeTarget(targetSpec("u1"));
  // Rezende and Mohamed's first energy, as its own comment has it, on a window that holds nearly all of it.
  const auto typed = made("-0.5*((hypot(x,y)-2)/0.4)^2 + logsumexp(-0.5*((x-2)/0.6)^2, -0.5*((x+2)/0.6)^2)",
                          {{"width", "12"}, {"height", "12"}});
  for (double x = -3.9; x < 4; x += 0.37) {
    for (double y = -3.9; y < 4; y += 0.41)
      EXPECT_NEAR(typed->logDensity(x, y), registered->logDensity(x, y), 1e-6) << x << ", " << y;
  }
  EXPECT_NEAR(*typed->entropy(), *registered->entropy(), 1e-6);
}

TEST(FormulaTarget, IsNormalisedOverItsWindowAlone) {
  const auto all = made("-(x^2+y^2)/2", {{"width", "16"}, {"height", "16"}});
  EXPECT_NEAR(*all->entropy(), std::log(2 * std::numbers::pi * std::numbers::e), 1e-9);
  EXPECT_NEAR(all->logDensity(0.3, -1.7), -(0.3 * 0.3 + 1.7 * 1.7) / 2 - std::log(2 * std::numbers::pi), 1e-9);
  const auto half = made("-(x^2+y^2)/2", {{"x", "4"}, {"width", "8"}, {"height", "16"}});
  EXPECT_NEAR(half->logDensity(1, 1), all->logDensity(1, 1) + std::log(2), 1e-9);
  EXPECT_EQ(half->logDensity(-1e-9, 1), -INFINITY);
  EXPECT_EQ(half->logDensity(8.0001, 1), -INFINITY);
  EXPECT_EQ(half->logDensity(1, -8.0001), -INFINITY);
  EXPECT_EQ(half->logDensity(NAN, 1), -INFINITY);
  EXPECT_EQ(half->window(), (Window{0, 8, -8, 8}));
}

TEST(FormulaTarget, IntegratesWhatIsNarrowOrHasEdges) {
  // Of a standard deviation of a quarter of a cell.
  EXPECT_NEAR(*made("-5000*(x^2+y^2)")->entropy(), std::log(2 * std::numbers::pi * std::numbers::e * 1e-4), 1e-4);
  EXPECT_NEAR(*made("(x-0.3)^2+(y+0.2)^2<4 ? 0 : -1/0")->entropy(), std::log(4 * std::numbers::pi), 1e-3);
  EXPECT_NEAR(*made("abs(x-0.123)<0.25 ? 0 : -1000")->entropy(), std::log(0.5 * 8), 5e-3);
  // A ring whose radius has standard deviation 0.01.
  const double narrow = std::log(2 * std::numbers::pi * 2) + std::log(0.01 * std::sqrt(2 * std::numbers::pi)) + 0.5;
  EXPECT_NEAR(*made("-5000*(hypot(x,y)-2)^2")->entropy(), narrow, 1e-3);
}

TEST(FormulaTarget, DrawsTheSameOnEveryCall) {
  const auto target = made("-x^2-y^4");
  const Points once = target->sample(500, kSeed, Stream::pool);
  EXPECT_TRUE((once == made("-x^2-y^4")->sample(500, kSeed, Stream::pool)).all());
  EXPECT_FALSE((once == target->sample(500, kSeed + 1, Stream::pool)).all());
}

TEST(FormulaTarget, IsDrawnFromByManyThreads) {
  TargetSpec spec;
  spec.key = "formula";
  spec.formula = "-(x^2+y^2)/2";
  const TrainingData data = drawTrainingData(spec, 3, 200'000);
  EXPECT_EQ(data.heldOut.rows(), 20'000);
  EXPECT_NEAR(static_cast<double>(data.pool.square().sum()) / 400'000, 1, 0.02);
  EXPECT_LE(static_cast<double>(data.pool.abs().maxCoeff()), 4.0);
}

TEST(FormulaTarget, RefusesWhatIsNoDensityAndSaysWhere) {
  EXPECT_TRUE(refusal("log(x)").starts_with("formula: log p is no number at (-4, -4)")) << refusal("log(x)");
  EXPECT_TRUE(refusal("x>3 && y>3 ? 1/0 : 0").starts_with("formula: log p is infinite at (3")) << refusal("1/0");
  EXPECT_EQ(refusal("-1/0"), "formula: there is no mass in the window, log p is minus infinity everywhere");
  EXPECT_EQ(refusal("x>90 ? 0 : log(0)"),
            "formula: there is no mass in the window, log p is minus infinity everywhere");
  EXPECT_EQ(refusal("foo"), "formula, character 1: unknown name 'foo'; known: " + formulaHelp());
  EXPECT_EQ(refusal("x", {{"width", "0"}}), "formula: width must be a number from 0.1 to 100, not '0'");
  EXPECT_EQ(refusal("x", {{"size", "2"}}), "formula has no setting 'size'; it has: x, y, width, height");
}

// These had entropies that were wrong by nats, or a sampler that never came back.
TEST(FormulaTarget, RefusesWhatIsTooSteepForItsWindow) {
  for (const char* formula : {"-1e8*(x^2+y^2)", "-1e6*(x^2+y^2-4)^2", "1e5*x", "sin(1e9*x)", "1/(x-1)"}) {
    const std::string message = refusal(formula);
    EXPECT_TRUE(message.starts_with("formula: log p is too steep for its window near (")) << formula << ": " << message;
  }
  const std::string where = refusal("-1e8*((x-1.01)^2+(y+2.01)^2)");
  EXPECT_NE(where.find("near (1.02, -2.02)"), std::string::npos) << where;
}

TEST(FormulaTarget, RefusesNumbersThatCannotBeNormalised) {
  EXPECT_EQ(refusal("1e20"),
            "formula: the largest log p in the window is 1e+20, beyond what can be normalised; add a constant");
  EXPECT_EQ(refusal("-1e300"),
            "formula: the largest log p in the window is -1e+300, beyond what can be normalised; add a constant");
  // Far below the top it may be anything.
  EXPECT_NEAR(*made("x>0 ? 0 : -1e308")->entropy(), std::log(32), 1e-9);
}

TEST(FormulaTarget, IntroducesItself) {
  const auto target = made("-x^2 - y^2");
  EXPECT_EQ(target->info().key, "formula");
  EXPECT_FALSE(target->info().label.empty());
  EXPECT_NE(target->info().formula.find("-x^2 - y^2"), std::string::npos);
  EXPECT_EQ(target->info().settings.size(), 4u);
  for (const Setting& s : target->info().settings) {
    EXPECT_FALSE(s.label.empty() || s.help.empty() || s.help.back() != '.') << s.key;
    EXPECT_EQ(s.standard, checkedValue("formula", s, s.standard)) << s.key;
  }
}

}  // namespace
