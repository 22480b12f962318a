#include "core/targets/target.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/util/error.h"
#include "tests/core/targets/scratch_files.h"

using namespace core;

namespace {

std::string allKeys() {
  std::string known;
  for (const TargetKind* kind : targetKinds()) known += kind->info().key + ", ";
  return known;
}

template <class Action>
std::string messageOf(Action action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
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
  EXPECT_EQ(messageOf([&] { makeTarget(points); }), "points has no setting 'noise'");
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

TEST(ParseTarget, NamesTheKnownTargetsWhenItKnowsNone) {
  for (const std::string text : {"foo", "points", "", "Moons", "csv"}) {
    const std::string expected = "unknown target '" + text + "'; known: " + allKeys() + "or a .csv file";
    EXPECT_EQ(messageOf([&] { parseTarget(text); }), expected);
    if (text == "points") continue;
    EXPECT_EQ(messageOf([&] { makeTarget({text, "", nullptr}); }), expected);
  }
  EXPECT_EQ(messageOf([] { makeTarget({"points", "", nullptr}); }), "the target 'points' has no points");
  EXPECT_EQ(messageOf([] { makeTarget(pointsSpec(0)); }), "the target 'points' has no points");
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
    EXPECT_EQ(data.heldOut.rows(), std::max(1, count / 5)) << count;
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

TEST(TrainingData, OfAFileIsShuffledBySeed) {
  const auto held = [](std::uint64_t seed) { return rowsOf(drawTrainingData(pointsSpec(1000), seed).heldOut); };
  EXPECT_EQ(held(1), held(1));
  EXPECT_NE(held(1), held(2));
  // The mean of 200 rows out of 0..999 has standard error 18.
  double mean = 0;
  for (const int row : held(1)) mean += row / 200.0;
  EXPECT_NEAR(mean, 499.5, 4 * 18.3);
}

}  // namespace
