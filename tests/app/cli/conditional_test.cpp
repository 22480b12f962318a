// Conditional flows on the command line: train by the target, evaluate by --given.

#include <cmath>

#include "tests/app/cli/cli_fixture.h"

namespace {

using namespace cli_testing;

class ConditionalCli : public Cli {
 protected:
  const std::string& moons() {
    static const ScratchFiles kept;
    static const std::string path = [this] {
      const std::string file = kept.path("m.pushforward");
      result = runJson({"train", "--target", "moons_by_class", "--stack", "spline*2(bins=8,conditioner=grid)",
                        "--steps", "500", "--device", "cpu", "--out", file, "--json", "--quiet"});
      return file;
    }();
    return path;
  }
  static Json result;
};
Json ConditionalCli::result;

TEST_F(ConditionalCli, TrainTellsTheGapOfEveryClass) {
  moons();
  ASSERT_EQ(result["classes"].size(), 2u);
  double mean = 0;
  for (const Json& at : result["classes"]) {
    EXPECT_NEAR(at["gap"].get<double>(), at["nll"].get<double>() - at["entropy"].get<double>(), 1e-9);
    EXPECT_LT(at["gap"].get<double>(), 0.1);
    mean += at["gap"].get<double>() / 2;
  }
  EXPECT_EQ(result["classes"][0]["name"], "upper");
  EXPECT_EQ(result["classes"][1]["c"], 1);
  EXPECT_NEAR(result["gap"].get<double>(), mean, 1e-6);
}

TEST_F(ConditionalCli, SamplesOfAClassLieOnItsCrescent) {
  const auto above = [&](const Arguments& given) {
    Arguments all{"sample", moons(), "-n", "2000", "--quiet"};
    all.insert(all.end(), given.begin(), given.end());
    int count = 0;
    for (const auto& row : table(run(all).out, "x,y")) {
      // Nearer to the middle of the upper half circle's arc than to that of the lower one.
      const double upper =
          std::abs(std::hypot(row[0] + 1, std::max(0.0, row[1] + 0.2)) - 2) + std::max(0.0, -0.2 - row[1]);
      const double lower =
          std::abs(std::hypot(row[0] - 1, std::max(0.0, 0.8 - row[1])) - 2) + std::max(0.0, row[1] - 0.8);
      count += upper < lower;
    }
    return count / 2000.0;
  };
  EXPECT_GT(above({"--given", "upper"}), 0.95);
  EXPECT_GT(above({}), 0.95);  // the first class by default
  EXPECT_LT(above({"--given", "lower"}), 0.05);
  EXPECT_LT(above({"--given", "1"}), 0.05);
}

TEST_F(ConditionalCli, ChecksEachClass) {
  for (const char* c : {"upper", "lower"}) {
    const Json r = runJson({"check", moons(), "--given", c, "--json", "--quiet"});
    EXPECT_EQ(r["ok"], true) << c;
  }
}

TEST_F(ConditionalCli, RefusesAConditionThatThereIsNot) {
  Result r = run({"sample", moons(), "-n", "5", "--given", "left"});
  EXPECT_EQ(r.status, 2);
  EXPECT_NE(r.err.find("--given must be upper (or 0) or lower (or 1), not 'left'"), std::string::npos) << r.err;
  r = run({"sample", flow(), "-n", "5", "--given", "0"});
  EXPECT_EQ(r.status, 2);
  EXPECT_NE(r.err.find("has no condition"), std::string::npos) << r.err;
}

TEST_F(ConditionalCli, GoesOnFromAPlainFlowAndBack) {
  const std::string a = files.path("a.pushforward"), b = files.path("b.pushforward");
  const Json with = runJson({"train", "--from", flow(), "--target", "moons_by_class", "--steps", "20", "--out", a,
                             "--device", "cpu", "--json", "--quiet"});
  EXPECT_EQ(with["classes"].size(), 2u);
  EXPECT_EQ(Json::parse(readFile(a))["conditional"], true);
  const Json without = runJson(
      {"train", "--from", a, "--target", "moons", "--steps", "5", "--out", b, "--device", "cpu", "--json", "--quiet"});
  EXPECT_FALSE(without.contains("classes"));
  EXPECT_LT(without["parameters"], with["parameters"]);
}

}  // namespace
