// A project file gives back every bit, and a bad one is refused with a sentence.

#include "core/project/project_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/project/edits.h"
#include "core/util/error.h"
#include "tests/core/targets/scratch_files.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using Json = nlohmann::json;

Document sampleDocument() {
  Document d;
  Project& p = d.project;
  p.flow = parseStack("affine(hidden=4x3,half=1) planar(direction=sampling) spline(bins=3,hidden=5) rotation",
                      Objective::maximumLikelihood);
  p.flow.layers[1].enabled = false;
  p.flow.layers[2].id = 77;
  p.target = parseTarget("eight_gaussians");
  p.scaling = {{0.1, -1e-7}, {0.1 + 0.2, 1e9}};
  p.training.batch = 333;
  p.training.rate = 0.1 + 0.2;
  p.training.schedule = Schedule::cosine;
  p.training.warmUp = 7;
  p.training.decay = 0.1;
  p.training.pathGradient = true;
  p.training.betaAnneal = true;
  p.training.pairs = Pairs::optimalTransport;
  p.training.horizon = 12345;
  p.training.clip = 1.0 / 3;
  p.training.seed = ~std::uint64_t{0};
  p.view = {{-1.1, 2.2, -3.3, 4.4}, false, true, false, true, 2.5};
  const Flow flow(p.flow);
  d.state.theta = testing_support::randomTheta(flow, 1, 1);
  d.state.average = testing_support::randomTheta(flow, 2, 1e-30);
  d.state.mean = testing_support::randomTheta(flow, 3, 1e30);
  d.state.square = testing_support::randomTheta(flow, 4, 1).square();
  d.state.step = 1234;
  d.state.updates = 1230;
  d.state.skipped = 4;
  d.state.rollbacks = 2;
  d.state.rateScale = 0.25;
  d.thumbnail = std::string("\x89PNG\r\n\x1a\n") + std::string("\0\xff~", 3);
  return d;
}

void expectSameBits(const Theta& a, const Theta& b) {
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(std::memcmp(a.data(), b.data(), sizeof(Real) * static_cast<size_t>(a.size())), 0);
}

std::string refusal(const std::string& text) {
  try {
    fromJson(text, "bad.pushforward");
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
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

TEST(ProjectFile, KeepsTheUsersOwnPoints) {
  Document d = sampleDocument();
  TargetSpec target;
  target.key = "points";
  target.file = "a \"b\"\\ü.csv";
  target.points = std::make_shared<Points>(testing_support::randomPoints(1001, 5));
  d.project = setTarget(d.project, target);
  const Document back = fromJson(toJson(d), "x");
  EXPECT_EQ(back.project.target.file, target.file);
  ASSERT_EQ(back.project.target.points->rows(), 1001);
  EXPECT_TRUE((*back.project.target.points == *target.points).all());
  EXPECT_EQ(back.project.scaling, d.project.scaling);
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

TEST(ProjectFile, IgnoresWhatItDoesNotKnow) {
  Json json = Json::parse(toJson(sampleDocument()));
  json["colour"] = {1, 2, 3};
  json["view"]["ruler"] = true;
  EXPECT_EQ(fromJson(json.dump(), "x").project, sampleDocument().project);
}

TEST(ProjectFile, SaysThatANewerOneIsNewer) {
  Json json = Json::parse(toJson(sampleDocument()));
  json["version"] = 7;
  json["flow"] = "whatever format 7 has here";
  EXPECT_EQ(refusal(json.dump()), "bad.pushforward: was saved by a newer Pushforward (format 7, this one reads 1)");
}

struct Damage {
  const char* where;  // a JSON pointer
  Json value;         // what stands there instead; discarded: nothing does
  const char* says;   // part of the sentence
};

TEST(ProjectFile, IsRefusedWithKeyAndReason) {
  const Json good = Json::parse(toJson(sampleDocument()));
  const std::string nan = "AADAfw==";  // a quiet NaN in little endian
  std::string nanTheta = good["weights"]["theta"];
  nanTheta.replace(0, 8, "AADAfwAA");
  std::string negative = good["weights"]["square"];
  negative.replace(0, 8, "AACAvwAA");  // -1
  std::string stranger = good["weights"]["theta"];
  stranger[5] = '!';
  const Json gone = Json(Json::value_t::discarded);
  const Damage all[] = {
      {"/format", "psd", "not a Pushforward file"},
      {"/format", gone, "not a Pushforward file"},
      {"/format", 1, "not a Pushforward file"},
      {"/version", gone, "version is missing"},
      {"/version", "1", "version must be a whole number"},
      {"/version", 0, "version must be a whole number"},
      {"/version", 1.5, "version must be a whole number"},
      {"/version", 18446744073709551615u, "version must be a whole number"},
      {"/flow", gone, "flow is missing"},
      {"/flow", Json::array(), "flow has 0 layers"},
      {"/flow", Json::object(), "flow must be a list"},
      {"/flow", Json(257, good["flow"][0]), "flow has 257 layers"},
      {"/flow/0", 5, "flow[0] must be an object"},
      {"/flow/0/key", "warp", "flow[0] is not usable: unknown layer 'warp'"},
      {"/flow/0/key", gone, "flow[0].key is missing"},
      {"/flow/2/id", 1, "flow[2].id is that of another layer"},
      {"/flow/2/id", -3, "flow[2].id must be a whole number"},
      {"/flow/2/id", 2147483647, "flow[2].id must be a whole number"},
      {"/flow/2/enabled", 1, "flow[2].enabled must be true or false"},
      {"/flow/2/settings", 1, "flow[2].settings must be an object"},
      {"/flow/2/settings/bins", "1", "bins must be a whole number from 2 to 64"},
      {"/flow/2/settings/bins", 8, "flow[2].settings.bins must be a text"},
      {"/flow/2/settings/colour", "red", "has no setting 'colour'"},
      {"/target/key", "venus", "unknown target 'venus'"},
      {"/target", Json{{"key", "points"}}, "target.file is missing"},
      {"/target", Json{{"key", "points"}, {"file", "a"}}, "target.points is missing"},
      {"/target", Json{{"key", "points"}, {"file", "a"}, {"points", ""}}, "target.points must hold 2 to"},
      {"/target", Json{{"key", "points"}, {"file", "a"}, {"points", "AAAA"}}, "not a list of 4-byte numbers"},
      {"/target", Json{{"key", "points"}, {"file", "a"}, {"points", nan}}, "not finite"},
      {"/scaling/scale/1", 0, "scaling.scale[1] must be above 0"},
      {"/scaling/mean", Json{1}, "scaling.mean has 1 numbers"},
      {"/scaling/mean/0", nullptr, "scaling.mean[0] must be a finite number"},
      {"/training/objective", "luck", "unknown objective 'luck'"},
      {"/training/objective", "reverse-kl", "accepted"},
      {"/training/batch", 0, "training.batch must be a whole number from 1 to 65536"},
      {"/training/batch", 65537, "training.batch"},
      {"/training/batch", -4294967295ll, "training.batch"},
      {"/training/rate", 0, "training.rate must be above 0"},
      {"/training/rate", 1.5, "training.rate must be at most 1"},
      {"/training/schedule", "slow", "training.schedule is not usable: the schedule must be"},
      {"/training/warm_up", -1, "training.warm_up must be a whole number from 0 to 1000000000"},
      {"/training/decay", 1.5, "training.decay must be from 0 to 1"},
      {"/training/decay", "0", "training.decay must be a finite number"},
      {"/training/horizon", 0, "training.horizon"},
      {"/training/clip", -1, "training.clip"},
      {"/training/path_gradient", 1, "training.path_gradient must be true or false"},
      {"/training/beta_anneal", "no", "training.beta_anneal must be true or false"},
      {"/training/pairs", "random", "training.pairs is not usable: the pairs must be"},
      {"/training/objective", "flow-matching", "training.objective does not fit the stack"},
      {"/training/seed", -1, "training.seed"},
      {"/training/seed", 1.5, "training.seed"},
      {"/view/window", Json{1, 0, 0, 1}, "view.window must be"},
      {"/view/window", Json{1, 0}, "view.window has 2 numbers"},
      {"/view/depth", 257, "view.depth must be"},
      {"/view/depth", -0.5, "view.depth must be"},
      {"/view/grid", "yes", "view.grid must be true or false"},
      {"/weights/theta", "AAAA", "weights.theta has the wrong size"},
      {"/weights/theta", std::string(good["weights"]["theta"]) + "AAAA", "weights.theta has the wrong size"},
      {"/weights/theta", stranger, "weights.theta is not valid base64"},
      {"/weights/theta", nanTheta, "weights.theta holds numbers that are not finite"},
      {"/weights/average", gone, "weights.average is missing"},
      {"/weights/square", negative, "weights.square holds a negative number"},
      {"/weights/step", -1, "weights.step"},
      {"/weights/updates", 1235, "weights.updates"},
      {"/weights/rollbacks", -1, "weights.rollbacks"},
      {"/weights/rate_scale", 0, "weights.rate_scale must be above 0"},
      {"/weights/rate_scale", 2, "weights.rate_scale must be at most 1"},
      {"/thumbnail", "AAAA", "thumbnail is not a PNG"},
      {"/thumbnail", "AAA", "thumbnail is not valid base64"},
  };
  for (const Damage& damage : all) {
    Json json = good;
    const Json::json_pointer where(damage.where);
    if (damage.value.is_discarded()) {
      json[where.parent_pointer()].erase(where.back());
    } else {
      json[where] = damage.value;
    }
    const std::string sentence = refusal(json.dump());
    EXPECT_NE(sentence.find(damage.says), std::string::npos) << damage.where << " -> " << sentence;
    if (sentence != "accepted") {
      EXPECT_EQ(sentence.find("bad.pushforward: "), 0u) << sentence;
    }
    EXPECT_EQ(sentence.find('\n'), std::string::npos);
  }
}

TEST(ProjectFile, IsRefusedIfItsObjectiveDoesNotFitItsTarget) {
  Json json = Json::parse(toJson(sampleDocument()));
  json["training"]["objective"] = "reverse-kl";
  json["target"]["key"] = "checkerboard";
  EXPECT_NE(refusal(json.dump()).find("training.objective does not fit the target"), std::string::npos);
}

TEST(ProjectFile, IsRefusedWhereverItIsCutOff) {
  const std::string text = toJson(sampleDocument());
  for (size_t length = 0; length + 2 < text.size(); length += 1 + text.size() / 300)
    EXPECT_NE(refusal(text.substr(0, length)), "accepted") << length;
}

TEST(ProjectFile, WithADamagedByteIsReadOrRefusedAndNothingElse) {
  const std::string text = toJson(sampleDocument());
  Rng rng(1);
  for (int i = 0; i < 600; ++i) {
    std::string damaged = text;
    damaged[static_cast<size_t>(rng.index(static_cast<int>(text.size())))] = static_cast<char>(rng.bits());
    EXPECT_NO_THROW(refusal(damaged));  // anything but an InputError gets through
  }
}

TEST(ProjectFile, IsRefusedIfItIsSomethingElse) {
  for (const std::string& text : {std::string(), std::string("\0\0\0", 3), std::string("x,y\n1,2\n"), std::string("[]"),
                                  std::string("\"pushforward\""), std::string("null"), std::string("1e999")})
    EXPECT_NE(refusal(text).find("not a Pushforward file"), std::string::npos) << text << " " << refusal(text);
  EXPECT_NE(refusal(std::string(1'000'000, '[')).find("nested too deeply"), std::string::npos);
  std::string deep = "{\"format\":\"pushforward\",\"version\":1,\"x\":";
  for (int i = 0; i < 100'000; ++i) deep += "{\"a\":";
  EXPECT_NE(refusal(deep).find("nested too deeply"), std::string::npos);
}

}  // namespace
