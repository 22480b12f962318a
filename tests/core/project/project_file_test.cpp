// A project file gives back every bit.

#include "core/project/project_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/project/edits.h"
#include "core/targets/picture.h"
#include "core/util/error.h"
#include "tests/core/project/sample_document.h"

namespace {

using namespace core;
using testing_support::sampleDocument;
using Json = nlohmann::json;

void expectSameBits(const Theta& a, const Theta& b) {
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(std::memcmp(a.data(), b.data(), sizeof(Real) * static_cast<size_t>(a.size())), 0);
}

TEST(ProjectFile, GivesBackEveryBit) {
  const Document d = sampleDocument();
  const Document back = fromJson(toJson(d), "x");
  EXPECT_EQ(back.project, d.project);
  expectSameBits(back.state.theta, d.state.theta);
  expectSameBits(back.state.average, d.state.average);
  expectSameBits(back.state.mean, d.state.mean);
  expectSameBits(back.state.square, d.state.square);
  EXPECT_EQ(back.state.step, 1234);
  EXPECT_EQ(back.state.updates, 1230);
  EXPECT_EQ(back.state.skipped, 4);
  EXPECT_EQ(back.state.rollbacks, 2);
  EXPECT_EQ(back.state.rateScale, 0.25);
  EXPECT_EQ(back.thumbnail, d.thumbnail);
  EXPECT_EQ(toJson(back), toJson(d));
}

TEST(ProjectFile, KeepsReverseKlAndItsDirections) {
  Document d;
  d.project = setObjective(setTarget(defaultProject(), parseTarget("u1")), Objective::reverseKl);
  d.project.flow = parseStack("planar*2", Objective::reverseKl);
  d.state = TrainState::start(Flow(d.project.flow), 1);
  EXPECT_EQ(fromJson(toJson(d), "x").project, d.project);
}

TEST(ProjectFile, OfTheFirstFormatHasTheGaussianBase) {
  Json json = Json::parse(toJson(sampleDocument()));
  json["version"] = 1;
  json.erase("base");
  json["view"].erase("temperature");
  const Document old = fromJson(json.dump(), "x");
  EXPECT_EQ(old.project.flow.base, BaseSpec{});
  EXPECT_EQ(old.project.view.temperature, 1);
}

// Every preset, as a version of the program wrote it that knew no other format.
TEST(ProjectFile, OfTheFirstFormatOpensAsItWasSaved) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(PUSHFORWARD_SOURCE "/tests/flows")) {
    if (entry.path().extension() != ".pushforward") continue;
    const std::string path = entry.path();
    const Json json = Json::parse(readWholeFile(path));
    ASSERT_EQ(json["version"], 1) << path;
    const Document old = loadProject(path);
    const Document now = fromJson(toJson(old), path);  // and as this version writes it
    EXPECT_EQ(now.project, old.project) << path;
    EXPECT_EQ(Json::parse(toJson(old))["weights"]["theta"], json["weights"]["theta"]) << path;
    EXPECT_EQ(old.state.step, json["weights"]["step"]) << path;
    EXPECT_EQ(old.state.past, nullptr);
    ++files;
  }
  EXPECT_EQ(files, 13);
}

TEST(ProjectFile, SaysWhatIsWrongWithItsBase) {
  const auto complaint = [](const Json& base) -> std::string {
    Json json = Json::parse(toJson(sampleDocument()));
    json["base"] = base;
    try {
      fromJson(json.dump(), "x");
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_NE(complaint({{"key", "cauchy"}}).find("unknown base 'cauchy'"), std::string::npos);
  EXPECT_NE(complaint({{"key", "box"}, {"settings", {{"half", "-1"}}}}).find("half"), std::string::npos);
  EXPECT_NE(complaint(3).find("base"), std::string::npos);
}

TEST(ProjectFile, KeepsTheSettingsOfTheTarget) {
  Document d = sampleDocument();
  EXPECT_EQ(Json::parse(toJson(d))["target"],
            (Json{{"key", "eight_gaussians"}, {"settings", {{"modes", "5"}, {"radius", "4"}, {"sd", "0.3"}}}}));
  // An older file, and one that was written by hand.
  Json json = Json::parse(toJson(d));
  json["target"].erase("settings");
  EXPECT_EQ(fromJson(json.dump(), "x").project.target, targetSpec("eight_gaussians"));
  json["target"]["settings"]["modes"] = "3";
  EXPECT_EQ(fromJson(json.dump(), "x").project.target, targetSpec("eight_gaussians", {{"modes", "3"}}));
}

TEST(ProjectFile, KeepsTheUsersOwnPoints) {
  Document d = sampleDocument();
  TargetSpec target;
  target.key = "points";
  target.file = "a \"b\"\\ü.csv";
  target.points = std::make_shared<Points>(testing_support::randomPoints(1001, 5));
  target.settings = {{"x", "a \"height\""}, {"y", "3"}, {"held_out", "0.35"}, {"split_seed", "9"}, {"scale", "none"}};
  d.project = setTarget(d.project, target);
  const Document back = fromJson(toJson(d), "x");
  EXPECT_EQ(back.project.target.file, target.file);
  ASSERT_EQ(back.project.target.points->rows(), 1001);
  EXPECT_TRUE((*back.project.target.points == *target.points).all());
  EXPECT_EQ(back.project.target.settings, target.settings);
  EXPECT_EQ(back.project.scaling, d.project.scaling);
}

TEST(ProjectFile, KeepsTheUsersOwnPicture) {
  Document d = sampleDocument();
  TargetSpec target;
  target.key = "image";
  target.file = "a \"b\"\\ü.png";
  target.settings = {{"dense", "bright"}, {"blur", "2.5"}};
  Picture picture{37, 23, {}};
  for (int i = 0; i < 37 * 23; ++i) picture.brightness.push_back(static_cast<std::uint8_t>(i * i));
  target.picture = std::make_shared<const Picture>(picture);
  d.project = setTarget(d.project, target);
  const Document back = fromJson(toJson(d), "x");
  EXPECT_EQ(back.project.target.file, target.file);
  EXPECT_EQ(back.project.target.settings, completed(target).settings);
  ASSERT_TRUE(back.project.target.picture);
  EXPECT_EQ(*back.project.target.picture, picture);
  EXPECT_EQ(back.project.scaling, d.project.scaling);
  EXPECT_EQ(toJson(back), toJson(d));
}

TEST(ProjectFile, KeepsAFormula) {
  Document d = sampleDocument();
  d.project = setTarget(d.project, parseTarget("formula(x=30,width=40):x>30 ? -(y^2)/2 : -3-abs(x-30)"));
  EXPECT_EQ(d.project.scaling.mean[0], 30);  // the flow starts in the middle of the window
  EXPECT_EQ(d.project.scaling.mean[1], 0);
  EXPECT_EQ(d.project.scaling.scale[0], 4);
  EXPECT_EQ(d.project.scaling.scale[1], 4);
  EXPECT_EQ(Json::parse(toJson(d))["target"]["formula"], "x>30 ? -(y^2)/2 : -3-abs(x-30)");
  EXPECT_FALSE(Json::parse(toJson(d))["target"].contains("file"));
  const Document back = fromJson(toJson(d), "x");
  EXPECT_EQ(back.project, d.project);
}

TEST(ProjectFile, WithoutWeightsStartsFromTheBeginning) {
  Document d = sampleDocument();
  d.state = {};
  const Document back = fromJson(toJson(d), "x");
  expectSameBits(back.state.theta, Flow(d.project.flow).initialTheta(d.project.training.seed));
  EXPECT_EQ(back.state.step, 0);
}

TEST(ProjectFile, ReadsOlderTrainingSettings) {
  Json json = Json::parse(toJson(sampleDocument()));
  for (const char* key : {"warm_up", "decay", "path_gradient", "beta_anneal", "pairs"}) json["training"].erase(key);
  for (const char* key : {"rollbacks", "rate_scale"}) json["weights"].erase(key);
  TrainSettings wanted = sampleDocument().project.training;
  const TrainSettings standard;
  wanted.warmUp = standard.warmUp;
  wanted.decay = standard.decay;
  wanted.pathGradient = standard.pathGradient;
  wanted.betaAnneal = standard.betaAnneal;
  wanted.pairs = standard.pairs;
  const Document back = fromJson(json.dump(), "x");
  EXPECT_EQ(back.project.training, wanted);
  EXPECT_EQ(back.state.rollbacks, 0);
  EXPECT_EQ(back.state.rateScale, 1);
}

TEST(ProjectFile, HoldsAFlowWithoutWhatOnlyTrainingNeeds) {
  Document d = sampleDocument();
  d.weightsOnly = true;
  const std::string text = toJson(d);
  const Document back = fromJson(text, "x");
  expectSameBits(back.state.theta, d.state.average);
  expectSameBits(back.state.average, d.state.average);
  EXPECT_EQ(back.state.mean.abs().maxCoeff(), 0);
  EXPECT_EQ(back.state.square.abs().maxCoeff(), 0);
  EXPECT_EQ(back.state.step, 1234);
  EXPECT_EQ(back.state.updates, 0);  // of moments that are zero
  EXPECT_FALSE(Json::parse(text)["weights"].contains("mean"));
  EXPECT_EQ(back.project, d.project);
}

TEST(ProjectFile, IsNeverWrittenWithWeightsThatCannotBeRead) {
  Document d = sampleDocument();
  d.state.mean(3) = std::numeric_limits<Real>::quiet_NaN();
  EXPECT_THROW(toJson(d), InputError);
}

TEST(ProjectFile, OpensFilesFromBeforeTheStage) {
  Json json = Json::parse(toJson(sampleDocument()));
  for (const char* key : {"axes", "ledger", "stage", "reading", "comparison"}) json["view"].erase(key);
  View expected = sampleDocument().project.view;
  expected.axes = View{}.axes;
  expected.ledger = View{}.ledger;
  expected.stage = {};
  expected.reading = Reading::sampling;
  expected.comparison = Comparison::off;
  EXPECT_EQ(fromJson(json.dump(), "x").project.view, expected);
}

TEST(ProjectFile, KeepsThePlaceInALesson) {
  Document d = sampleDocument();
  EXPECT_FALSE(fromJson(toJson(d), "x").lesson);
  d.lesson = LessonPlace{"/home/a \"b\"/ü.yaml", 7, true};
  EXPECT_EQ(fromJson(toJson(d), "x").lesson, d.lesson);
}

TEST(ProjectFile, HasItsThumbnailAtItsEnd) {
  Document d = sampleDocument();
  d.project.target.file = "\"thumbnail\": \"AAAA\"";
  const std::string text = toJson(d);
  EXPECT_EQ(thumbnailIn(text), d.thumbnail);
  EXPECT_EQ(thumbnailIn(std::string_view(text).substr(text.size() - 200)), d.thumbnail);
  EXPECT_EQ(thumbnailIn(std::string_view(text).substr(text.size() - 10)), "");
  EXPECT_EQ(thumbnailIn(""), "");
}

TEST(ProjectFile, IgnoresWhatItDoesNotKnow) {
  Json json = Json::parse(toJson(sampleDocument()));
  json["colour"] = {1, 2, 3};
  json["view"]["ruler"] = true;
  EXPECT_EQ(fromJson(json.dump(), "x").project, sampleDocument().project);
}

}  // namespace
