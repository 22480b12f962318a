// `train` on what a user brings: a picture, a formula, points as text and as numpy wrote them.

#include <cmath>
#include <numbers>

#include "tests/app/cli/cli_fixture.h"
#include "tests/core/targets/image_files.h"

namespace {

using namespace cli_testing;

class OwnTargets : public Cli {
 protected:
  Json trainOn(const std::string& target, const Arguments& more = {}) {
    Arguments all = {"train", "--target", target, "--stack", "affine*2(hidden=8)", "--steps", "20", "--batch",
                     "64",    "--device", "cpu",  "--json"};
    all.insert(all.end(), more.begin(), more.end());
    const Json r = runJson(all);
    EXPECT_EQ(r["status"], "done");
    EXPECT_EQ(r["steps"], 20);
    EXPECT_EQ(r["target"], target);
    EXPECT_TRUE(r["nll"].is_number());
    return r;
  }
  static void expectGap(const Json& r, double entropy) {
    ASSERT_TRUE(r["entropy"].is_number() && r["gap"].is_number()) << r;
    EXPECT_NEAR(r["entropy"].get<double>(), entropy, 1e-5);
    EXPECT_NEAR(r["gap"].get<double>(), r["nll"].get<double>() - entropy, 1e-5);
    EXPECT_GT(r["gap"].get<double>(), -0.1);  // no flow is better than the target itself
  }
};

TEST_F(OwnTargets, APictureHasAGap) {
  // Dark on its left half: uniform on 3 x 6.
  image_testing::Bytes rows;
  for (int i = 0; i < 16 * 16; ++i) rows.push_back(i % 16 < 8 ? 0 : 255);
  const std::string png = files.write("half (1).png", image_testing::greyPng(16, 16, rows));
  expectGap(trainOn(png + "(blur=0)"), std::log(18));
  const std::string jpeg = files.write("half.jpg", image_testing::encodeJpeg(16, 16, TJPF_GRAY, rows));
  expectGap(trainOn(jpeg + "(blur=0,dense=bright,threshold=0.5)"), std::log(18));
}

TEST_F(OwnTargets, AFormulaHasAGapAndIsContinuedFromItsFile) {
  const std::string out = files.path("f.pushforward");
  // A Gaussian of which nothing is cut off.
  const std::string target = "formula(height=16,width=16):-(x^2+y^2)/2";
  expectGap(trainOn(target, {"--out", out}), std::log(2 * std::numbers::pi) + 1);
  EXPECT_EQ(Json::parse(readFile(out))["target"]["formula"], "-(x^2+y^2)/2");
  const Json more = runJson({"train", "--from", out, "--steps", "5", "--json"});
  EXPECT_EQ(more["target"], target);
  EXPECT_TRUE(more["gap"].is_number());
}

TEST_F(OwnTargets, PointsHaveNoGap) {
  std::string csv = "x,y\n", header = "{'descr': '<f4', 'fortran_order': False, 'shape': (200, 2), }";
  std::string npy("\x93NUMPY\x01\x00\x76\x00", 10);
  npy += header + std::string(0x75 - header.size(), ' ') + "\n";
  for (int i = 0; i < 200; ++i) {
    const float x = static_cast<float>(std::sin(i)), y = static_cast<float>(std::cos(3 * i));
    csv += std::to_string(x) + "," + std::to_string(y) + "\n";
    for (const float v : {x, y}) npy.append(reinterpret_cast<const char*>(&v), sizeof v);
  }
  for (const std::string& file : {files.write("p.csv", csv), files.write("p.npy", npy)}) {
    const Json r = trainOn(file);
    EXPECT_TRUE(r["entropy"].is_null() && r["gap"].is_null()) << r;
  }
}

TEST_F(OwnTargets, PointsAreOfTheColumnsThatAreNamed) {
  std::string csv = "id;height;who;weight\n";
  for (int i = 0; i < 200; ++i)
    csv += std::to_string(i) + ";" + std::to_string(170 + i % 20) + ",5;p;" + std::to_string(i * i % 61) + "\n";
  const std::string file = files.write("p.csv", csv);
  const std::string out = files.path("f.pushforward");
  const Json r = trainOn(file + "(held_out=0.25,x=height,y=weight)", {"--out", out});
  EXPECT_EQ(r["train_points"], 150);
  EXPECT_EQ(r["held_out_points"], 50);
  const Json saved = Json::parse(readFile(out));
  EXPECT_EQ(saved["target"]["settings"]["x"], "height");
  EXPECT_NEAR(saved["scaling"]["mean"][0].get<double>(), 180, 0.01);
  // Continued from its file it has the same points, the same split and the same name.
  const Json more = runJson({"train", "--from", out, "--steps", "5", "--json", "--seed", "9"});
  EXPECT_EQ(more["target"], r["target"]);
  EXPECT_EQ(more["held_out_points"], 50);
  const Json bare = trainOn(file + "(scale=none,split_seed=3,x=2,y=4)", {"--out", out});
  EXPECT_GT(bare["nll"], r["nll"]);  // a flow that sees 180 as 180 is far from it after 20 steps
  EXPECT_EQ(Json::parse(readFile(out))["scaling"]["mean"], Json({0.0, 0.0}));
  const Result wrong = run({"train", "--target", file + "(x=heigth)"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_EQ(wrong.err, "pushforward: " + file +
                           " has no column 'heigth', which x is to be; its columns: 1 'id', 2 'height', 3 'who', 4 "
                           "'weight'\n");
}

TEST_F(OwnTargets, APhotoStandsUprightAndMayEndUntidily) {
  // Dark in its upper half, and to be turned by a quarter; cut to its upper half, nothing would be left but the dark.
  image_testing::Bytes rows;
  for (int i = 0; i < 64 * 32; ++i) rows.push_back(i < 32 * 32 ? 0 : 255);
  const std::string whole = image_testing::encodeJpeg(32, 64, TJPF_GRAY, rows);
  const std::string photo = image_testing::withOrientation(whole, 6, true);
  const std::string out = files.path("f.pushforward");
  trainOn(files.write("photo.jpg", photo.substr(0, photo.size() - 2) + "garbage"), {"--out", out});
  const Json picture = Json::parse(readFile(out))["target"]["picture"];
  EXPECT_EQ(picture["width"], 64);
  EXPECT_EQ(picture["height"], 32);
  image_testing::Bytes noise;
  for (int i = 0; i < 64 * 64; ++i) noise.push_back(static_cast<std::uint8_t>(i * i * 7919 >> 3));
  const std::string cut = image_testing::encodeJpeg(64, 64, TJPF_GRAY, noise);
  const Result r = run({"train", "--target", files.write("cut.jpg", cut.substr(0, cut.size() / 2)), "--steps", "5"});
  EXPECT_EQ(r.status, 2);
  EXPECT_NE(r.err.find("the JPEG is cut off"), std::string::npos) << r.err;
}

TEST_F(OwnTargets, ThatCannotBeUsedAreOneLineAndStatusTwo) {
  for (const std::string& target :
       {std::string("formula:"), std::string("formula:x+"), std::string("formula:log(x)"),
        std::string("formula(width=0):x"), files.path("absent.png"), files.write("t.png", "GIF89a"),
        files.write("t.npy", "x,y\n1,2\n"), files.write("white.png", image_testing::greyPng(1, 1, {255}))}) {
    const Result r = run({"train", "--target", target, "--steps", "5"});
    EXPECT_EQ(r.status, 2) << target;
    EXPECT_EQ(r.out, "") << target;
    EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << target << ": " << r.err;
  }
}

TEST_F(OwnTargets, DataMayStayInItsFile) {
  std::string csv = "x,y\n";
  for (int i = 0; i < 4000; ++i) csv += std::to_string(i % 63) + "," + std::to_string(i * i % 89) + "\n";
  const std::string data = files.write("p.csv", csv), f = files.path("f.pushforward"), g = files.path("g.pushforward");
  Result r = run(
      {"train", "--target", data, "--link-data", "--stack", "planar", "--steps", "5", "--device", "cpu", "--out", f});
  EXPECT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.err, "");
  Json link = Json::parse(readFile(f))["target"]["link"];
  EXPECT_EQ(link["path"], "p.csv");
  EXPECT_EQ(link["size"], csv.size());
  const Arguments on = {"train", "--from", f, "--steps", "5", "--device", "cpu", "--quiet", "--out", g};
  r = run(on);
  EXPECT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.err, "");
  EXPECT_EQ(Json::parse(readFile(g))["target"]["link"], link);  // it goes on being one
  std::ofstream(data, std::ios::app) << "1,2\n";
  r = run(on);
  EXPECT_EQ(r.status, 0) << r.err;
  EXPECT_NE(r.err.find("p.csv has changed since this was saved"), std::string::npos) << r.err;
  fs::remove(data);
  r = run(on);  // nobody trains on a part of the data unasked
  EXPECT_EQ(r.status, 2);
  EXPECT_NE(r.err.find("p.csv is not there"), std::string::npos) << r.err;
  EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1);
  r = run({"sample", f, "-n", "3"});  // which needs no data
  EXPECT_EQ(r.status, 0);
  EXPECT_EQ(r.err, "");
  r = run({"render", f, "--size", "64x64", "--out", files.path("f.png")});
  EXPECT_EQ(r.status, 0);
  EXPECT_NE(r.err.find("p.csv is not there"), std::string::npos) << r.err;
  r = run({"train", "--target", "moons", "--link-data", "--stack", "planar", "--steps", "5", "--out", g});
  EXPECT_EQ(r.status, 2);
  EXPECT_NE(r.err.find("--link-data needs data from a file"), std::string::npos) << r.err;
}

}  // namespace
