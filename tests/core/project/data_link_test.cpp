// A project that links to its data: whatever becomes of the data's file, what was trained stays, and a sentence says it.

#include "core/project/data_link.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/project/edits.h"
#include "core/project/project_file.h"
#include "core/targets/picture.h"
#include "core/targets/points_table.h"
#include "core/util/error.h"
#include "tests/core/targets/scratch_files.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr int kRows = 5000;

void writePoints(const std::string& path, int rows, double shift = 0) {
  std::ofstream out(path);
  out << "a,b,c\n";
  for (int i = 0; i < rows; ++i) out << i << "," << (i * i) % 97 + shift << "," << i % 7 << "\n";
}

class Linked : public testing::Test {
 protected:
  Linked() {
    fs::create_directory(files.path("data"));
    writePoints(data, kRows);
    d.project.flow = parseStack("planar*2", Objective::maximumLikelihood);
    d.project = setTarget(d.project, parseTarget(data + "(x=b,y=c)"));
    d.project.link = possibleLink(d.project.target, "");
    const Flow flow(d.project.flow);
    d.state = TrainState::start(flow, 1);
    d.state.theta = testing_support::randomTheta(flow, 1, 0.3);
    d.state.step = 77;
  }
  // What was trained is there, whatever has become of the data.
  void expectFlow(const Document& back) const {
    EXPECT_EQ(back.state.step, 77);
    EXPECT_TRUE((back.state.theta == d.state.theta).all());
    EXPECT_EQ(back.project.scaling, d.project.scaling);
    EXPECT_EQ(back.project.flow, d.project.flow);
  }
  Json json() const { return Json::parse(readWholeFile(saved)); }

  ScratchFiles files;
  const std::string data = files.path("data/p.csv"), saved = files.path("f.pushforward");
  Document d;
};

TEST_F(Linked, HasTheDataOfTheFileAndLittleOfItsOwn) {
  const WrittenProject written = saveProject(saved, d);
  EXPECT_EQ(written.sentence, "");
  ASSERT_TRUE(written.link);
  EXPECT_EQ(written.link->path, data);
  EXPECT_EQ(json()["target"]["link"]["path"], "data/p.csv");
  EXPECT_EQ(json()["target"]["link"]["size"], fs::file_size(data));
  EXPECT_EQ(json()["version"], 3);
  EXPECT_LT(fs::file_size(saved), 30'000u);
  const Document back = loadProject(saved);
  EXPECT_EQ(back.linkSentence, "");
  EXPECT_EQ(back.project.link, written.link);
  ASSERT_EQ(back.project.target.points->rows(), kRows);
  EXPECT_TRUE((*back.project.target.points == *d.project.target.points).all());
  EXPECT_NE(tableOf(back.project.target.points), nullptr);  // the other columns are known, too
  expectFlow(back);
  // Without looking at any other file there are a few of the points.
  const Document alone = fromJson(readWholeFile(saved), saved);
  EXPECT_EQ(alone.project.target.points->rows(), kStandInPoints);
  EXPECT_TRUE(alone.project.link->standIn);
}

TEST_F(Linked, IsFoundAfterBothHaveMoved) {
  saveProject(saved, d);
  fs::create_directory(files.path("there"));
  fs::rename(saved, files.path("there/g.pushforward"));
  fs::rename(files.path("data"), files.path("there/data"));
  const Document back = loadProject(files.path("there/g.pushforward"));
  EXPECT_EQ(back.linkSentence, "");
  EXPECT_EQ(back.project.target.points->rows(), kRows);
  EXPECT_EQ(back.project.link->path, files.path("there/data/p.csv"));
}

TEST_F(Linked, DataThatHasChangedIsTakenAndTold) {
  saveProject(saved, d);
  writePoints(data, 300, 5);
  const Document back = loadProject(saved);
  EXPECT_NE(back.linkSentence.find(data + " has changed since this was saved"), std::string::npos) << back.linkSentence;
  EXPECT_EQ(back.project.target.points->rows(), 300);
  EXPECT_FALSE(back.project.link->standIn);
  expectFlow(back);
  saveProject(saved, back);  // from now on it is this data
  EXPECT_EQ(loadProject(saved).linkSentence, "");
}

TEST_F(Linked, DataThatCannotBeHadIsToldAndTheLinkStays) {
  saveProject(saved, d);
  const Json link = json()["target"]["link"];
  const auto expectStandIn = [&](const std::string& why) {
    const Document back = loadProject(saved);
    EXPECT_NE(back.linkSentence.find(why), std::string::npos) << back.linkSentence;
    EXPECT_EQ(std::count(back.linkSentence.begin(), back.linkSentence.end(), '\n'), 0);
    EXPECT_EQ(back.project.target.points->rows(), kStandInPoints);
    EXPECT_TRUE(back.project.link->standIn);
    expectFlow(back);
    EXPECT_EQ(saveProject(saved, back).sentence, "");  // nothing is lost by saving it again
    EXPECT_EQ(json()["target"]["link"], link);
  };
  fs::rename(data, data + ".away");
  expectStandIn("p.csv is not there");
  std::ofstream(data) << "a,b,c\n1,2,three\n";
  expectStandIn("p.csv, line 2");
  std::ofstream(data) << "u,v\n1,2\n3,4\n";
  expectStandIn("p.csv");
  fs::remove(data);
  ASSERT_EQ(mkfifo(data.c_str(), 0600), 0);  // reading it would never end
  expectStandIn("p.csv is no file");
  fs::remove(data);
  fs::create_directory(data);
  expectStandIn("p.csv is no file");
  fs::remove(data);
  fs::rename(data + ".away", data);
  const Document back = loadProject(saved);
  EXPECT_EQ(back.linkSentence, "");
  EXPECT_EQ(back.project.target.points->rows(), kRows);
}

TEST_F(Linked, DataThatIsLostBeforeSavingIsPutIntoTheFile) {
  const auto expectEmbedded = [&](const std::string& why) {
    const WrittenProject written = saveProject(saved, d);
    EXPECT_FALSE(written.link);
    EXPECT_NE(written.sentence.find(why), std::string::npos) << written.sentence;
    EXPECT_FALSE(json()["target"].contains("link"));
    EXPECT_EQ(json()["version"], 2);
    const Document back = loadProject(saved);
    EXPECT_TRUE((*back.project.target.points == *d.project.target.points).all());
  };
  const std::string before = readWholeFile(data);
  writePoints(data, kRows, 1);
  expectEmbedded("holds other data by now");
  fs::remove(data);
  expectEmbedded("is not there");
  writeFileAtomically(data, before + "# a remark changes no point\n");
  EXPECT_TRUE(saveProject(saved, d).link);
}

TEST_F(Linked, WithoutALookAtTheFileThereIsNoLink) {
  const Json text = Json::parse(toJson(d));
  EXPECT_FALSE(text["target"].contains("link"));
  EXPECT_EQ(fromJson(text.dump(), "x").project.target.points->rows(), kRows);
}

TEST_F(Linked, ALinkGoesWithItsData) {
  EXPECT_TRUE(setTarget(d.project, withSettings(d.project.target, {{"x", "a"}, {"held_out", "0.3"}})).link);
  EXPECT_FALSE(setTarget(d.project, parseTarget(data)).link);  // it may be another by now
  EXPECT_FALSE(setTarget(d.project, targetSpec("moons")).link);
  EXPECT_FALSE(possibleLink(targetSpec("moons"), ""));
  TargetSpec pasted = d.project.target;
  pasted.file = "pasted points";
  EXPECT_FALSE(possibleLink(pasted, ""));
  pasted.file = "p.csv";
  EXPECT_FALSE(possibleLink(pasted, ""));
  EXPECT_EQ(possibleLink(pasted, files.path("data"))->path, data);
}

TEST_F(Linked, APictureIsLinkedTheSameWay) {
  std::string picture;
  for (const auto& entry : fs::recursive_directory_iterator(std::string(PUSHFORWARD_SOURCE) + "/resources"))
    if (entry.path().extension() == ".png") picture = entry.path();
  if (picture.empty()) GTEST_SKIP() << "no PNG among the resources";
  fs::copy_file(picture, files.path("data/a.png"));
  d.project = setTarget(d.project, parseTarget(files.path("data/a.png")));
  d.project.link = possibleLink(d.project.target, "");
  EXPECT_TRUE(saveProject(saved, d).link);
  EXPECT_EQ(*loadProject(saved).project.target.picture, *d.project.target.picture);
  fs::remove(files.path("data/a.png"));
  const Document back = loadProject(saved);
  EXPECT_NE(back.linkSentence.find("a small copy of the picture"), std::string::npos);
  EXPECT_LE(back.project.target.picture->width, kStandInSide);
}

// Of which a small copy would hold nothing.
TEST_F(Linked, ADrawingOfThinLinesOpensWithoutItsFile) {
  Picture drawing;
  drawing.width = drawing.height = 1000;
  drawing.brightness.assign(1'000'000, 255);
  for (size_t i = 0; i < 1000; ++i) drawing.brightness[500 * 1000 + i] = drawing.brightness[1000 * i + 500] = 0;
  d.project.target = {};
  d.project.target.key = "image";
  d.project.target.picture = std::make_shared<const Picture>(drawing);
  EXPECT_NO_THROW(makeTarget(standInFor(d.project.target)));
}

TEST_F(Linked, ThePathIsFoundFromAFolderWithDotsInItsName) {
  fs::create_directory(files.path("flows"));
  const std::string there = files.path("data/../flows/f.pushforward");
  saveProject(there, d);
  EXPECT_EQ(loadProject(files.path("flows/f.pushforward")).linkSentence, "");
}

TEST_F(Linked, TheDataItselfIsNotReplaced) {
  const std::string before = readWholeFile(data);
  EXPECT_THROW(saveProject(data, d), InputError);
  EXPECT_EQ(readWholeFile(data), before);
}

TEST_F(Linked, ALinkThatIsNoneIsRefused) {
  saveProject(saved, d);
  const auto refusal = [&](const char* key, const Json& value) -> std::string {
    Json bad = json();
    bad["target"]["link"][key] = value;
    try {
      fromJson(bad.dump(), "x");
    } catch (const InputError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(refusal("path", ""), "x: target.link.path is no path");
  EXPECT_EQ(refusal("path", std::string("a\0b", 3)), "x: target.link.path is no path");
  EXPECT_EQ(refusal("size", -1), "x: target.link.size must be a whole number that is not negative");
  EXPECT_EQ(refusal("sha256", "abc"), "x: target.link.sha256 must be 64 hexadecimal digits");
  EXPECT_EQ(refusal("sha256", 7), "x: target.link.sha256 must be a text");
}

}  // namespace
