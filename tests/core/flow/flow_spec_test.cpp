// The grammar of stacks: what is read, what is refused and how, and the way back to text.

#include "core/flow/flow_spec.h"

#include <gtest/gtest.h>

#include "core/util/error.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;

constexpr auto kNll = Objective::maximumLikelihood;

std::string refusal(const std::string& text) {
  try {
    parseStack(text, kNll);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ParseStack, ReadsKeysCountsAndSettings) {
  const FlowSpec spec = parseStack("  rotation affine*2(hidden=8x4, bound = 2 )\tspline(bins=4)\n", kNll);
  ASSERT_EQ(spec.depth(), 4);
  EXPECT_EQ(spec.layers[0].key, "rotation");
  for (const size_t i : {1u, 2u}) {
    EXPECT_EQ(spec.layers[i].key, "affine");
    EXPECT_EQ(spec.layers[i].settings.at("hidden"), "8x4");
    EXPECT_EQ(spec.layers[i].settings.at("bound"), "2");
  }
  EXPECT_EQ(spec.layers[3].settings.at("bins"), "4");
  for (size_t i = 0; i < 4; ++i) EXPECT_EQ(spec.layers[i].id, static_cast<int>(i) + 1);
}

TEST(ParseStack, AlternatesHalvesAcrossKinds) {
  const FlowSpec spec = parseStack("affine rotation spline affine(half=1) affine", kNll);
  EXPECT_EQ(spec.layers[0].settings.at("half"), "2");
  EXPECT_EQ(spec.layers[2].settings.at("half"), "1");
  EXPECT_EQ(spec.layers[3].settings.at("half"), "1");
  EXPECT_EQ(spec.layers[4].settings.at("half"), "2");
}

TEST(ParseStack, ResolvesTheDirectionOnceAndForAll) {
  EXPECT_EQ(parseStack("planar", kNll).layers[0].settings.at("direction"), "density");
  EXPECT_EQ(parseStack("planar", Objective::reverseKl).layers[0].settings.at("direction"), "sampling");
  EXPECT_EQ(parseStack("planar(direction=sampling)", kNll).layers[0].settings.at("direction"), "sampling");
}

TEST(ParseStack, SaysWhatIsWrongAndWhere) {
  const std::pair<const char*, const char*> all[] = {
      {"", "the stack is empty"},
      {"  \n", "the stack is empty"},
      {"warp", "unknown layer 'warp'; known: planar"},
      {"*3", "character 1: expected a layer, found '*'"},
      {"planar*", "character 8: expected a count of at least 1, found the end"},
      {"planar*x", "character 8: expected a count"},
      {"planar*0", "character 8: expected a count"},
      {"planar*-1", "character 8: expected a count"},
      {"planar*257", "at most 256 layers"},
      {"planar*99999999999999999999", "at most 256 layers"},
      {"planar*200 rotation*57", "at most 256 layers"},
      {"spline(", "character 8: expected a setting, found the end"},
      {"spline()", "expected a setting, found ')'"},
      {"spline(bins", "expected '='"},
      {"spline(bins=", "expected a value for bins"},
      {"spline(bins=8", "expected ')', found the end"},
      {"spline(bins=8,)", "expected a setting"},
      {"spline(bins=1)", "bins must be a whole number from 2 to 64, not '1'"},
      {"spline(bins=8.5)", "bins must be a whole number"},
      {"spline(bound=nan)", "bound must be a number from"},
      {"spline(hidden=64x)", "hidden must be one to three widths"},
      {"spline(hidden=1x1x1x1)", "hidden must be one to three widths"},
      {"spline(half=3)", "half must be one of auto, 1, 2"},
      {"spline(colour=red)", "spline has no setting 'colour'; it has: "},
      {"planar; rotation", "expected a layer, found ';'"},
  };
  for (const auto& [text, says] : all)
    EXPECT_NE(refusal(text).find(says), std::string::npos) << text << " -> " << refusal(text);
  EXPECT_EQ(parseStack("planar*256", kNll).depth(), 256);
}

TEST(ParseStack, SurvivesAnyText) {
  const std::string letters = "planrsieot*()=,x0123456789 \n;";
  Rng rng(1);
  for (int i = 0; i < 3000; ++i) {
    std::string text = i % 2 == 0 ? "spline(bins=8)*2 planar" : "";
    for (int j = rng.index(12); j >= 0; --j)
      text.insert(static_cast<size_t>(rng.index(static_cast<int>(text.size()) + 1)), 1,
                  letters[static_cast<size_t>(rng.index(static_cast<int>(letters.size())))]);
    EXPECT_NO_THROW(refusal(text)) << text;
  }
}

TEST(ToText, IsShortWhereNothingIsSpecial) {
  for (const char* text :
       {"spline*4", "affine*8", "rotation affine*2 rotation spline*2", "affine(hidden=8)", "affine*2(bound=1,hidden=8)",
        "planar(direction=sampling)", "planar*3 planar(direction=sampling)"})
    EXPECT_EQ(toText(parseStack(text, kNll)), text);
}

TEST(ToText, GivesBackRandomStacks) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    FlowSpec spec = testing_support::randomStack(seed, 8);
    const FlowSpec back = parseStack(toText(spec), kNll);
    EXPECT_EQ(back, spec) << toText(spec);
  }
}

TEST(Presets, CanBeMadeAndAreKnownByTheirKeys) {
  ASSERT_FALSE(presets().empty());
  for (const Preset& p : presets()) {
    EXPECT_FALSE(p.label.empty() || p.summary.empty());
    EXPECT_EQ(toText(parseStack(p.stack, kNll)), p.stack);
    EXPECT_EQ(preset(p.key).stack, p.stack);
  }
  EXPECT_THROW(preset("nope"), InputError);
}

TEST(Objectives, AreKnownByTheirKeys) {
  for (const Objective objective : {Objective::maximumLikelihood, Objective::reverseKl})
    EXPECT_EQ(parseObjective(keyOf(objective)), objective);
  EXPECT_THROW(parseObjective("luck"), InputError);
}

}  // namespace
