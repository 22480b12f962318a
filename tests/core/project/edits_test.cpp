// Each edit makes the project it says and leaves the one at hand alone; an edit that cannot be is refused.

#include "core/project/edits.h"

#include <gtest/gtest.h>

#include "core/util/error.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;

Project withStack(const std::string& stack) {
  Project project;
  project.flow = parseStack(stack, Objective::maximumLikelihood);
  return project;
}

std::string keysOf(const Project& project) {
  std::string text;
  for (const LayerSpec& layer : project.flow.layers) text += (text.empty() ? "" : " ") + layer.key;
  return text;
}

std::vector<int> idsOf(const Project& project) {
  std::vector<int> ids;
  for (const LayerSpec& layer : project.flow.layers) ids.push_back(layer.id);
  return ids;
}

std::string halvesOf(const Project& project) {
  std::string text;
  for (const LayerSpec& layer : project.flow.layers)
    text += layer.settings.contains("half") ? layer.settings.at("half") : "-";
  return text;
}

TEST(Edits, InsertPutsANewCardThere) {
  const Project before = withStack("planar rotation");
  for (int position = 0; position <= 2; ++position) {
    const Project after = insertLayer(before, position, "affine", {{"hidden", "8"}});
    ASSERT_EQ(after.flow.depth(), 3);
    const LayerSpec& card = after.flow.layers[static_cast<size_t>(position)];
    EXPECT_EQ(card.key, "affine");
    EXPECT_EQ(card.settings.at("hidden"), "8");
    EXPECT_EQ(card.id, 3);
    EXPECT_EQ(removeLayer(after, position), before);
  }
  EXPECT_EQ(keysOf(before), "planar rotation");
}

TEST(Edits, InsertingAndDeletingNeverFlipsANeighbour) {
  const Project before = withStack("affine*4");
  EXPECT_EQ(halvesOf(before), "2121");
  const Project after = insertLayer(before, 1, "spline");
  EXPECT_EQ(halvesOf(after), "21121");
  EXPECT_EQ(halvesOf(insertLayer(before, 2, "rotation")), "21-21");
  EXPECT_EQ(halvesOf(removeLayer(before, 1)), "221");
  EXPECT_EQ(halvesOf(insertLayer(before, 0, "affine")), "22121");
}

TEST(Edits, InsertTakesTheDirectionThatTheObjectiveTrains) {
  Project project = withStack("rotation");
  EXPECT_EQ(insertLayer(project, 0, "planar").flow.layers[0].settings.at("direction"), "density");
  project.training.objective = Objective::reverseKl;
  EXPECT_EQ(insertLayer(project, 0, "planar").flow.layers[0].settings.at("direction"), "sampling");
}

TEST(Edits, InsertRefusesWhatIsNotThere) {
  const Project project = withStack("planar");
  EXPECT_THROW(insertLayer(project, 0, "warp"), InputError);
  EXPECT_THROW(insertLayer(project, 0, "affine", {{"bins", "8"}}), InputError);
  EXPECT_THROW(insertLayer(project, 0, "spline", {{"bins", "1"}}), InputError);
  EXPECT_THROW(insertLayer(withStack("rotation*256"), 0, "planar"), InputError);
}

TEST(Edits, MovePutsACardBeforeAnother) {
  const Project p = withStack("planar affine spline rotation");
  const auto moved = [&](int from, int to) { return idsOf(moveLayer(p, from, to)); };
  EXPECT_EQ(moved(0, 4), (std::vector{2, 3, 4, 1}));
  EXPECT_EQ(moved(3, 0), (std::vector{4, 1, 2, 3}));
  EXPECT_EQ(moved(0, 2), (std::vector{2, 1, 3, 4}));
  EXPECT_EQ(moved(2, 1), (std::vector{1, 3, 2, 4}));
  // Before itself and behind itself: nothing moves.
  EXPECT_EQ(moved(1, 1), (std::vector{1, 2, 3, 4}));
  EXPECT_EQ(moved(1, 2), (std::vector{1, 2, 3, 4}));
  EXPECT_EQ(moved(0, 99), (std::vector{2, 3, 4, 1}));
  EXPECT_THROW(moveLayer(p, 4, 0), InputError);
  EXPECT_THROW(moveLayer(p, -1, 0), InputError);
}

TEST(Edits, RemoveKeepsOneLayer) {
  const Project p = withStack("planar affine");
  EXPECT_EQ(keysOf(removeLayer(p, 0)), "affine");
  EXPECT_EQ(keysOf(removeLayer(p, 1)), "planar");
  EXPECT_THROW(removeLayer(removeLayer(p, 0), 0), InputError);
  EXPECT_THROW(removeLayer(p, 2), InputError);
}

TEST(Edits, DuplicateIsACardOfItsOwn) {
  Project p = withStack("affine(hidden=8) planar");
  p = setLayerEnabled(p, 0, false);
  const Project after = duplicateLayer(p, 0);
  EXPECT_EQ(idsOf(after), (std::vector{1, 3, 2}));
  EXPECT_EQ(after.flow.layers[1].settings, p.flow.layers[0].settings);
  EXPECT_FALSE(after.flow.layers[1].enabled);
  EXPECT_THROW(duplicateLayer(p, 2), InputError);
  EXPECT_THROW(duplicateLayer(withStack("rotation*256"), 0), InputError);
}

TEST(Edits, SwitchingACardOffKeepsIt) {
  const Project p = withStack("planar affine");
  const Project off = setLayerEnabled(p, 1, false);
  EXPECT_FALSE(off.flow.layers[1].enabled);
  EXPECT_EQ(setLayerEnabled(off, 1, true), p);
  EXPECT_THROW(setLayerEnabled(p, 2, true), InputError);
}

TEST(Edits, SettingsAreCheckedAndMadeCanonical) {
  const Project p = withStack("spline");
  EXPECT_EQ(setLayerSetting(p, 0, "bins", "16").flow.layers[0].settings.at("bins"), "16");
  EXPECT_EQ(setLayerSetting(p, 0, "bound", "5.50").flow.layers[0].settings.at("bound"), "5.5");
  EXPECT_THROW(setLayerSetting(p, 0, "bins", "65"), InputError);
  EXPECT_THROW(setLayerSetting(p, 0, "half", "3"), InputError);
  EXPECT_THROW(setLayerSetting(p, 0, "half", "auto"), InputError);
  EXPECT_THROW(setLayerSetting(p, 0, "colour", "1"), InputError);
  EXPECT_THROW(setLayerSetting(p, 1, "bins", "8"), InputError);
}

TEST(Edits, ATargetHasAllItsSettings) {
  const Project p = withStack("planar");
  EXPECT_EQ(setTarget(p, {"rings", "", nullptr, {{"noise", "0.20"}}}).target,
            targetSpec("rings", {{"rings", "4"}, {"noise", "0.2"}}));
  EXPECT_EQ(setTarget(p, {"moons", "", nullptr}), p);
  EXPECT_THROW(setTarget(p, {"moons", "", nullptr, {{"noise", "7"}}}), InputError);
}

TEST(Edits, ATargetOfPointsIsStandardisedUnlessItIsNotToBe) {
  Project p = withStack("planar");
  p.view.window = {1, 2, 3, 4};
  TargetSpec target;
  target.key = "points";
  auto points = std::make_shared<Points>(4, 2);
  *points << 10, 1, 12, 3, 10, 3, 12, 1;
  target.points = points;
  const Project after = setTarget(p, target);
  EXPECT_DOUBLE_EQ(after.scaling.mean[0], 11);
  EXPECT_DOUBLE_EQ(after.scaling.mean[1], 2);
  EXPECT_DOUBLE_EQ(after.scaling.scale[0], 1);
  EXPECT_EQ(after.view.window, View{}.window);
  EXPECT_EQ(setTarget(after, parseTarget("rings")).scaling, Scaling{});
  target.settings["scale"] = "none";
  EXPECT_EQ(setTarget(p, target).scaling, Scaling{});
  TargetSpec none;
  none.key = "venus";
  EXPECT_THROW(setTarget(p, none), InputError);
}

TEST(Edits, ReverseKlNeedsADensityThatIsPositiveEverywhere) {
  const Project moons = withStack("planar");
  const Project reverse = setObjective(moons, Objective::reverseKl);
  EXPECT_EQ(reverse.training.objective, Objective::reverseKl);
  const Project board = setTarget(moons, parseTarget("checkerboard"));
  EXPECT_THROW(setObjective(board, Objective::reverseKl), InputError);
  EXPECT_FALSE(whyNoReverseKl(board.target).empty());
  EXPECT_TRUE(whyNoReverseKl(moons.target).empty());
  // A target that has none takes the objective back.
  EXPECT_EQ(setTarget(reverse, parseTarget("checkerboard")).training.objective, Objective::maximumLikelihood);
  EXPECT_EQ(setTarget(reverse, parseTarget("u1")).training.objective, Objective::reverseKl);
}

// A kind whose layers are vector fields, or nothing if none is known.
std::string fieldKind() {
  for (const LayerInfo& info : layerInfos()) {
    if (whyNoFlowMatching(parseStack(info.key, Objective::maximumLikelihood)).empty()) return info.key;
  }
  return {};
}

TEST(Edits, FlowMatchingNeedsVectorFields) {
  const Project planar = withStack("planar");
  EXPECT_NE(whyNoFlowMatching(planar.flow).find("planar is none"), std::string::npos);
  EXPECT_THROW(setObjective(planar, Objective::flowMatching), InputError);
  const std::string kind = fieldKind();
  if (kind.empty()) GTEST_SKIP() << "no vector field among the layers";
  const Project fields = setObjective(withStack(kind + "*2"), Objective::flowMatching);
  // A stack that has something else takes the objective back, switched on or inserted; one that is off does not count.
  EXPECT_EQ(insertLayer(fields, 0, kind).training.objective, Objective::flowMatching);
  const Project mixed = insertLayer(fields, 0, "planar");
  EXPECT_EQ(mixed.training.objective, Objective::maximumLikelihood);
  const Project off = setObjective(setLayerEnabled(mixed, 0, false), Objective::flowMatching);
  EXPECT_EQ(setLayerEnabled(off, 0, true).training.objective, Objective::maximumLikelihood);
  EXPECT_EQ(setStack(fields, planar.flow).training.objective, Objective::maximumLikelihood);
  EXPECT_EQ(setLayerEnabled(setLayerEnabled(fields, 0, false), 1, false).training.objective,
            Objective::maximumLikelihood);
}

TEST(Edits, ANewStackIsANewLife) {
  const Project p = withStack("planar affine");
  const Project after = setStack(p, parseStack("planar affine", Objective::maximumLikelihood));
  EXPECT_EQ(idsOf(after), (std::vector{3, 4}));
  EXPECT_THROW(setStack(p, FlowSpec{}), InputError);
}

TEST(Edits, TrainingSettingsStayInRange) {
  const Project p = withStack("planar");
  TrainSettings t;
  t.batch = 65536;
  t.rate = 1;
  EXPECT_EQ(setTraining(p, t).training, t);
  for (const double decay : {-0.1, 1.1}) {
    TrainSettings bad;
    bad.decay = decay;
    EXPECT_THROW(setTraining(p, bad), InputError) << decay;
  }
  for (const auto& [batch, rate] : {std::pair{0, 0.1}, {65537, 0.1}, {1, 0.0}, {1, 1.1}, {1, -1.0}}) {
    t.batch = batch;
    t.rate = rate;
    EXPECT_THROW(setTraining(p, t), InputError) << batch << " " << rate;
  }
}

}  // namespace
