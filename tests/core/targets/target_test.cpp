#include "core/targets/target.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/targets/picture.h"
#include "tests/core/targets/image_files.h"
#include "tests/core/targets/message_of.h"
#include "tests/core/targets/scratch_files.h"

using namespace core;

namespace {

std::string allKeys() {
  std::string known;
  for (const TargetKind* kind : targetKinds()) known += kind->info().key + ", ";
  return known;
}

// Points (i, -i), so that a row is known by its first number.
TargetSpec pointsSpec(int count) {
  auto points = std::make_shared<Points>(count, 2);
  for (int i = 0; i < count; ++i) points->row(i) << Real(i), Real(-i);
  return {"points", "folder/mine.csv", points};
}

std::vector<int> rowsOf(const Points& points) {
  std::vector<int> rows;
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    EXPECT_EQ(points(i, 1), -points(i, 0));
    rows.push_back(static_cast<int>(points(i, 0)));
  }
  return rows;
}

TEST(ParseTarget, TakesEveryKey) {
  for (const TargetKind* kind : targetKinds()) {
    const TargetSpec spec = parseTarget(kind->info().key);
    EXPECT_EQ(spec.key, kind->info().key);
    EXPECT_EQ(makeTarget(spec)->info().key, kind->info().key);
  }
}

TEST(ParseTarget, ReadsSettings) {
  const TargetSpec spec = parseTarget("eight_gaussians(modes=6, sd = 0.250)");
  EXPECT_EQ(spec, targetSpec("eight_gaussians", {{"sd", "0.25"}, {"modes", "6"}}));
  EXPECT_EQ(spec.settings, (Settings{{"modes", "6"}, {"radius", "4"}, {"sd", "0.25"}}));
  EXPECT_EQ(textOf(spec), "eight_gaussians(modes=6,sd=0.25)");
  EXPECT_EQ(parseTarget(textOf(spec)), spec);
  EXPECT_EQ(textOf(parseTarget("moons(noise=0.1)")), "moons");
  EXPECT_EQ(textOf({"moons", "", nullptr}), "moons");
  EXPECT_EQ(parseTarget("moons"), targetSpec("moons"));
}

TEST(ParseTarget, RefusesBadSettingsInOneSentence) {
  const std::pair<std::string, std::string> all[] = {
      {"moons(noise=0.001)", "moons: noise must be a number from 0.02 to 0.5, not '0.001'"},
      {"moons(noise=much)", "moons: noise must be a number from 0.02 to 0.5, not 'much'"},
      {"moons(noise=nan)", "moons: noise must be a number from 0.02 to 0.5, not 'nan'"},
      {"rings(rings=2.5)", "rings: rings must be a whole number from 1 to 8, not '2.5'"},
      {"checkerboard(squares=3)", "checkerboard: squares must be one of 2, 4, 6, 8, 10, 12, not '3'"},
      {"circles(colour=red)", "circles has no setting 'colour'; it has: ratio, noise"},
      {"moons(", "target, character 7: expected a setting, found the end"},
      {"moons()", "target, character 7: expected a setting, found ')'"},
      {"moons(noise=0.1", "target, character 16: expected ')', found the end"},
      {"moons(noise=0.1)x", "target, character 17: expected the end, found 'x'"},
  };
  for (const auto& [text, says] : all) EXPECT_EQ(messageOf([&, t = text] { parseTarget(t); }), says);
  EXPECT_EQ(messageOf([] {
              makeTarget({"moons", "", nullptr, {{"noise", "9"}}});
            }),
            "moons: noise must be a number from 0.02 to 0.5, not '9'");
  TargetSpec points = pointsSpec(5);
  points.settings["noise"] = "1";
  EXPECT_EQ(messageOf([&] { makeTarget(points); }),
            "points has no setting 'noise'; it has: x, y, scale, held_out, split_seed");
}

TEST(ParseTarget, ReadsFilesByTheirEnding) {
  ScratchFiles files;
  std::string text;
  for (int i = 0; i < 12; ++i) text += std::to_string(i) + " " + std::to_string(-i) + "\n";
  for (const char* name : {"a.csv", "b.TSV", "moons.txt"}) {
    const TargetSpec spec = parseTarget(files.write(name, text));
    EXPECT_EQ(spec.key, "points");
    EXPECT_EQ(spec.file, files.path(name));
    ASSERT_TRUE(spec.points);
    EXPECT_EQ(rowsOf(*spec.points).size(), 12u);
    EXPECT_EQ(makeTarget(spec)->info().label, name);
  }
  EXPECT_EQ(messageOf([&] { parseTarget(files.path("none.csv")); }), files.path("none.csv") + " does not exist");
}

TEST(ParseTarget, ReadsNumpysFiles) {
  ScratchFiles files;
  std::string bytes = std::string("\x93NUMPY\x01\x00\x40\x00", 10);
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (12, 2)}";
  bytes += header + std::string(63 - header.size(), ' ') + "\n";
  for (int i = 0; i < 12; ++i) {
    for (const float v : {float(i), float(-i)}) bytes.append(reinterpret_cast<const char*>(&v), sizeof v);
  }
  for (const char* name : {"a.npy", "b.NPY"}) {
    const TargetSpec spec = parseTarget(files.write(name, bytes));
    EXPECT_EQ(spec.key, "points");
    ASSERT_TRUE(spec.points);
    EXPECT_EQ(rowsOf(*spec.points).size(), 12u);
    EXPECT_EQ(textOf(spec), files.path(name));
    EXPECT_EQ(*parseTarget(textOf(spec)).points->data(), *spec.points->data());
  }
}

TEST(ParseTarget, ReadsPicturesWithSettings) {
  ScratchFiles files;
  const std::string png = image_testing::greyPng(2, 1, {0, 255});
  for (const char* name : {"cat.png", "a (1).png", "b,c.PNG"}) {
    const std::string path = files.write(name, png);
    const TargetSpec plain = parseTarget(path);
    EXPECT_EQ(plain.key, "image");
    EXPECT_EQ(plain.file, path);
    ASSERT_TRUE(plain.picture);
    EXPECT_EQ(plain.picture->width, 2);
    EXPECT_EQ(plain.settings.at("dense"), "dark");
    EXPECT_EQ(textOf(plain), path);
    const TargetSpec bright = parseTarget(path + "(dense=bright, blur=0)");
    EXPECT_EQ(bright.settings.at("dense"), "bright");
    EXPECT_EQ(bright.settings.at("blur"), "0");
    EXPECT_EQ(textOf(bright), path + "(blur=0,dense=bright)");
    const TargetSpec back = parseTarget(textOf(bright));
    EXPECT_EQ(back.settings, bright.settings);
    EXPECT_EQ(*back.picture, *bright.picture);
    EXPECT_EQ(makeTarget(bright)->info().label, name);
  }
  const std::string path = files.path("cat.png");
  EXPECT_EQ(messageOf([&] { parseTarget(path + "(dense=red)"); }),
            "image: dense must be one of dark, bright, not 'red'");
  EXPECT_EQ(messageOf([&] { parseTarget(path + "(dense)"); }), path + ", character 7: expected '=', found ')'");
  EXPECT_EQ(messageOf([&] { parseTarget(files.path("none.png")); }), files.path("none.png") + ": cannot be opened");
  EXPECT_EQ(messageOf([&] { parseTarget(files.path("none.jpeg")); }), files.path("none.jpeg") + ": cannot be opened");
}

TEST(ParseTarget, ReadsFormulas) {
  const TargetSpec spec = parseTarget("formula(width=12):-(x^2+y^2)/2");
  EXPECT_EQ(spec.key, "formula");
  EXPECT_EQ(spec.formula, "-(x^2+y^2)/2");
  EXPECT_EQ(spec.settings, (Settings{{"x", "0"}, {"y", "0"}, {"width", "12"}, {"height", "8"}}));
  EXPECT_EQ(textOf(spec), "formula(width=12):-(x^2+y^2)/2");
  EXPECT_EQ(parseTarget(textOf(spec)), spec);
  // A formula may have colons and brackets of its own.
  for (const char* text : {"formula:-(x^2+y^2)/2", "formula:x>0 ? 0 : -3", "formula(x=-1,y=0.5):(x>0 ? 0 : -3)"}) {
    EXPECT_EQ(textOf(parseTarget(text)), text);
    EXPECT_EQ(parseTarget(textOf(parseTarget(text))), parseTarget(text));
  }
  EXPECT_EQ(messageOf([] { parseTarget("formula:"); }), "formula, character 1: it is empty");
  EXPECT_EQ(messageOf([] { parseTarget("formula(width=12:x"); }), "formula, character 10: expected ')', found the end");
  EXPECT_EQ(messageOf([] { parseTarget("formula()x:x"); }), "formula, character 2: expected a setting, found ')'");
  EXPECT_EQ(messageOf([] { parseTarget("formula(size=2):x"); }),
            "formula has no setting 'size'; it has: x, y, width, height");
  EXPECT_TRUE(messageOf([] { parseTarget("formula"); }).starts_with("unknown target 'formula'; known: "));
}

TEST(ParseTarget, QuotesStrangersInOneLine) {
  for (const std::string& text : {"a\nb" + std::string(5000, 'z'), "moons(noise=" + std::string(5000, '\n') + "1)",
                                  "moons(" + std::string(5000, 'k') + "=1)", std::string("moons(noise=0.1)\n\x01")})
    EXPECT_NE(messageOf([&] { parseTarget(text); }), "no error");  // messageOf sees to line and length
}

TEST(ParseTarget, NamesTheKnownTargetsWhenItKnowsNone) {
  for (const std::string text : {"foo", "points", "", "Moons", "csv"}) {
    const std::string expected = "unknown target '" + text + "'; known: " + allKeys() +
                                 "a file of points (.csv .tsv .npy), a picture (.png .jpg) or formula:LOGP";
    EXPECT_EQ(messageOf([&] { parseTarget(text); }), expected);
    if (text == "points") continue;
    EXPECT_EQ(messageOf([&] { makeTarget({text, "", nullptr}); }), expected);
  }
  EXPECT_EQ(messageOf([] { makeTarget({"points", "", nullptr}); }), "the target 'points' has no points");
  EXPECT_EQ(messageOf([] { makeTarget(pointsSpec(0)); }), "the target 'points' has no points");
}

TEST(MakeTarget, RefusesOwnTargetsWithoutTheirData) {
  TargetSpec spec;
  spec.key = "image";
  EXPECT_EQ(messageOf([&] { makeTarget(spec); }), "the target 'image' has no picture");
  spec.key = "formula";
  EXPECT_EQ(messageOf([&] { makeTarget(spec); }), "formula, character 1: it is empty");
}

TEST(PointsTarget, SamplesItsOwnRowsEvenly) {
  const auto target = makeTarget(pointsSpec(50));
  std::vector<int> counts(50, 0);
  for (const int row : rowsOf(target->sample(50'000, 3, Stream::test))) ++counts.at(static_cast<size_t>(row));
  for (const int count : counts) EXPECT_NEAR(count, 1000, 5 * std::sqrt(1000.0)) << "seed 3";
}

TEST(PointsTarget, HasNoDensity) {
  const auto target = makeTarget(pointsSpec(50));
  EXPECT_FALSE(target->hasDensity());
  EXPECT_FALSE(target->positiveEverywhere());
  EXPECT_FALSE(target->entropy().has_value());
  EXPECT_EQ(target->info().key, "points");
  EXPECT_EQ(target->info().label, "mine.csv");
  EXPECT_EQ(target->info().source, "folder/mine.csv");
}

TEST(PointsTarget, LooksPastOutliers) {
  auto points = std::make_shared<Points>(1001, 2);
  for (int i = 0; i <= 1000; ++i) points->row(i) << Real(i) / 1000, Real(i) / 100;
  points->row(500) << Real(1e6), Real(-1e6);
  const Window w = makeTarget({"points", "", points})->window();
  EXPECT_LT(w.x0, 0);
  EXPECT_GT(w.x1, 1);
  EXPECT_LT(w.x1, 2);
  EXPECT_GT(w.y0, -10);
  EXPECT_LT(w.y0, 0);
  EXPECT_GT(w.y1, 10);
}

TEST(PointsTarget, HasAWindowEvenForOnePoint) {
  auto point = std::make_shared<Points>(1, 2);
  *point << Real(3), Real(-200);
  const Window w = makeTarget({"points", "", point})->window();
  EXPECT_LT(w.x0, 3);
  EXPECT_GT(w.x1, 3);
  EXPECT_LT(w.y0, -200);
  EXPECT_GT(w.y1, -200);
}

TEST(TrainingData, OfATargetIsDrawnFromTwoStreams) {
  const TargetSpec spec;
  const TrainingData data = drawTrainingData(spec, 5, 1000);
  EXPECT_EQ(data.pool.rows(), 1000);
  EXPECT_EQ(data.heldOut.rows(), 20'000);
  const auto target = makeTarget(spec);
  EXPECT_TRUE((data.pool == target->sample(1000, 5, Stream::pool)).all());
  EXPECT_TRUE((data.heldOut == target->sample(20'000, 5, Stream::heldOut)).all());
  EXPECT_FALSE((data.pool == data.heldOut.topRows(1000)).all());
}

TEST(TrainingData, OfManyPointsIsDrawnInPartsThatAreNotTheSame) {
  constexpr int kPart = 1 << 16;
  const Points pool = drawTrainingData({}, 5, 2 * kPart + 100).pool;
  const auto target = makeTarget({});
  for (const int part : {0, 1, 2}) {
    const int count = part == 2 ? 100 : kPart;
    EXPECT_TRUE((pool.middleRows(part * kPart, count) ==
                 target->sample(count, 5, Stream::pool, static_cast<std::uint32_t>(part)))
                    .all())
        << part;
  }
  EXPECT_FALSE((pool.topRows(100) == pool.bottomRows(100)).any());
}

TEST(TrainingData, OfAFileIsSplitFourToOne) {
  for (const int count : {2, 3, 10, 1003}) {
    const TrainingData data = drawTrainingData(pointsSpec(count), 7);
    EXPECT_EQ(data.heldOut.rows(), std::max(1L, std::lround(0.2 * count))) << count;
    auto all = rowsOf(data.pool);
    const auto held = rowsOf(data.heldOut);
    EXPECT_FALSE(all.empty());
    all.insert(all.end(), held.begin(), held.end());
    EXPECT_EQ(all.size(), static_cast<size_t>(count));
    EXPECT_EQ(std::set<int>(all.begin(), all.end()).size(), static_cast<size_t>(count)) << "a row twice";
  }
  EXPECT_EQ(messageOf([] { drawTrainingData(pointsSpec(1), 7); }),
            "a target needs at least two points: one to train on and one to hold out");
}

TEST(TrainingData, OfAFileIsSplitAsItIsSet) {
  const TargetSpec spec = withSettings(pointsSpec(1234), {{"held_out", "0.2"}});
  EXPECT_EQ(splitCounts(spec).train, 987);
  EXPECT_EQ(splitCounts(spec).heldOut, 247);
  const TrainingData half = drawTrainingData(withSettings(spec, {{"held_out", "0.5"}}), 7);
  EXPECT_EQ(half.pool.rows(), 617);
  EXPECT_EQ(half.heldOut.rows(), 617);
  EXPECT_EQ(messageOf([&] {
              withSettings(spec, {{"held_out", "0.9"}});
            }),
            "points: held_out must be a number from 0.05 to 0.5, not '0.9'");
  EXPECT_EQ(messageOf([&] {
              withSettings(spec, {{"x", "2"}});
            }),
            "folder/mine.csv: only the two columns in use are known; open the file again for others");
}

// Training on from another seed must not see what was held out before.
TEST(TrainingData, OfAFileIsSplitTheSameWhateverTheSeedOfTraining) {
  EXPECT_EQ(rowsOf(drawTrainingData(pointsSpec(100), 1).heldOut), rowsOf(drawTrainingData(pointsSpec(100), 2).heldOut));
}

TEST(TrainingData, OfAFileIsShuffledBySeed) {
  const auto held = [](int seed) {
    return rowsOf(drawTrainingData(withSettings(pointsSpec(1000), {{"split_seed", std::to_string(seed)}}), 7).heldOut);
  };
  EXPECT_EQ(held(1), held(1));
  EXPECT_NE(held(1), held(2));
  // The mean of 200 rows out of 0..999 has standard error 18.
  double mean = 0;
  for (const int row : held(1)) mean += row / 200.0;
  EXPECT_NEAR(mean, 499.5, 4 * 18.3);
}

}  // namespace
