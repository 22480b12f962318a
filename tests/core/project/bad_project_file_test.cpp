// A bad project file is refused with a sentence that names the file, the key and the reason.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/util/error.h"
#include "tests/core/project/sample_document.h"
#include "tests/fuzz/mutate.h"

namespace {

using namespace core;
using testing_support::sampleDocument;
using Json = nlohmann::json;

std::string refusal(const std::string& text) {
  try {
    fromJson(text, "bad.pushforward");
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ProjectFile, SaysThatANewerOneIsNewer) {
  Json json = Json::parse(toJson(sampleDocument()));
  json["version"] = 7;
  json["flow"] = "whatever format 7 has here";
  EXPECT_EQ(refusal(json.dump()), "bad.pushforward: was saved by a newer Pushforward (format 7, this one reads 3)");
}

Json imageWith(int width, int height, const std::string& brightness) {
  return {
      {"key", "image"}, {"file", "a"}, {"picture", {{"width", width}, {"height", height}, {"brightness", brightness}}}};
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
      {"/target/key", "moons", "target is not usable: moons has no setting 'modes'; it has: noise"},
      {"/target/settings", 1, "target.settings must be an object"},
      {"/target/settings/modes", 5, "target.settings.modes must be a text"},
      {"/target/settings/modes", "500", "eight_gaussians: modes must be a whole number from 2 to 32, not '500'"},
      {"/target", Json{{"key", "points"}}, "target.file is missing"},
      {"/target", Json{{"key", "points"}, {"file", "a"}}, "target.points is missing"},
      {"/target", Json{{"key", "points"}, {"file", "a"}, {"points", ""}}, "target.points must hold 2 to"},
      {"/target", Json{{"key", "points"}, {"file", "a"}, {"points", "AAAA"}}, "not a list of 4-byte numbers"},
      {"/target", Json{{"key", "points"}, {"file", "a"}, {"points", nan}}, "not finite"},
      {"/target", Json{{"key", "image"}}, "target.file is missing"},
      {"/target", Json{{"key", "image"}, {"file", "a"}}, "target.picture is missing"},
      {"/target", imageWith(0, 1, "AAAA"), "target.picture.width must be a whole number from 1 to 512"},
      {"/target", imageWith(3, 513, "AAAA"), "target.picture.height must be a whole number from 1 to 512"},
      {"/target", imageWith(2, 1, "AAAA"), "target.picture.brightness must be the base64 of one byte a pixel"},
      {"/target", imageWith(3, 1, "AAA"), "target.picture.brightness must be the base64 of one byte a pixel"},
      {"/target", imageWith(3, 1, "////"), "target is not usable: a: nothing of the picture is left as density"},
      {"/target", imageWith(3, 1, "AAAA"), "accepted"},
      {"/target", Json{{"key", "formula"}}, "target.formula is missing"},
      {"/target", Json{{"key", "formula"}, {"formula", 5}}, "target.formula must be a text"},
      {"/target", Json{{"key", "formula"}, {"formula", "x+"}}, "target is not usable: formula, character 3: it ends"},
      {"/target", Json{{"key", "formula"}, {"formula", "log(x)"}}, "target is not usable: formula: log p is no number"},
      {"/target", Json{{"key", "formula"}, {"formula", "x"}, {"settings", {{"width", "1e9"}}}},
       "formula: width must be"},
      {"/target/settings/a\nb", "5", "has no setting 'a?b'"},
      {"/target/settings/a\nb", 5, "target.settings.'a?b' must be a text"},
      {"/target/settings/modes", "5\n6", "not '5?6'"},
      {"/target/key", std::string(5000, 'v'), "unknown target 'vvv"},
      {"/training/schedule", "slow\n", "not 'slow?'"},
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
      {"/view/reading", "backwards", "view.reading must be sampling or density"},
      {"/view/stage/colouring", "rainbow", "view.stage.colouring is not a colouring"},
      {"/view/stage/probe/at", Json{1}, "view.stage.probe.at has 1 numbers"},
      {"/view/stage/cell/side", 0, "view.stage.cell.side must be from 0.01 to 3"},
      {"/view/stage/brush/outline", Json::array(), "view.stage.brush.outline has 0 corners"},
      {"/view/stage/brush/depth", -2, "view.stage.brush.depth must be"},
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
    EXPECT_LT(sentence.size(), 1000u);
  }
}

TEST(ProjectFile, IsRefusedIfItsObjectiveDoesNotFitItsTarget) {
  Json json = Json::parse(toJson(sampleDocument()));
  json["training"]["objective"] = "reverse-kl";
  json["target"] = {{"key", "checkerboard"}};
  EXPECT_NE(refusal(json.dump()).find("training.objective does not fit the target"), std::string::npos);
}

TEST(ProjectFile, IsRefusedWhereverItIsCutOff) {
  const std::string text = toJson(sampleDocument());
  for (size_t length = 0; length + 2 < text.size(); length += 1 + text.size() / 300)
    EXPECT_NE(refusal(text.substr(0, length)), "accepted") << length;
}

TEST(ProjectFile, ThatIsDamagedIsReadOrRefusedAndNothingElse) {
  Json image = Json::parse(toJson(sampleDocument())), formula = image;
  image["target"] = imageWith(3, 1, "AAAA");
  formula["target"] = {{"key", "formula"}, {"formula", "-x^2"}};
  const std::string seeds[] = {toJson(sampleDocument()), image.dump(), formula.dump()};
  const std::vector<std::string> words = {
      "{",    "}",  "[",     "]",       ":",       ",",   "\"",       "null",
      "true", "-1", "1e999", "\\u0000", "\\ud800", "\\n", "\"key\":", "\"settings\":{}",
      "\xff"};
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    fuzz::Dice dice(seed);
    std::string sentence;
    // Anything but an InputError gets through.
    ASSERT_NO_THROW(sentence = refusal(fuzz::mutated(seeds[seed % 3], words, dice))) << "seed " << seed;
    EXPECT_TRUE(std::none_of(sentence.begin(), sentence.end(), [](char c) { return c >= 0 && c < ' '; })) << sentence;
    EXPECT_LT(sentence.size(), 1000u) << "seed " << seed;
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
