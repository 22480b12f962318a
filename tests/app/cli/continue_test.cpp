// A training that is put down and taken up again on the command line is one that never rested.

#include "tests/app/cli/cli_fixture.h"

namespace {

using namespace cli_testing;

class Continue : public Cli {
 protected:
  // The weights, with all that belongs to them, after so many steps of it.
  Json weightsAfter(const std::string& steps, const Arguments& arguments, const std::string& out) {
    Arguments all{"train", "--quiet", "--device", "cpu", "--threads", "1", "--schedule", "standard", "--steps", steps};
    all.insert(all.end(), {"--out", files.path(out)});
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Result r = run(all);
    EXPECT_EQ(r.status, 0) << r.err;
    return Json::parse(readFile(files.path(out)))["weights"];
  }
  void expectContinued(const Arguments& arguments) {
    Json never = weightsAfter("500", arguments, "never.pushforward");
    weightsAfter("250", arguments, "a.pushforward");
    Json rested = weightsAfter("250", {"--from", files.path("a.pushforward")}, "b.pushforward");
    for (Json* weights : {&never, &rested}) {  // at the end of each run a held-out NLL is measured
      for (const char* key : {"held_out", "held_out_at"}) (*weights)["past"]["history"].erase(key);
    }
    EXPECT_EQ(never["step"], 500);
    EXPECT_TRUE(never == rested);
  }
};

TEST_F(Continue, GivesTheSameBitsAsATrainingThatNeverRested) {
  expectContinued({"--target", "moons", "--stack", "spline*2(bins=4,hidden=8) planar", "--batch", "64"});
}

TEST_F(Continue, OfReverseKlAndOfAConditionDoesSo) {
  expectContinued({"--target", "u1", "--stack", "planar*4", "--objective", "reverse-kl", "--batch", "64"});
  expectContinued({"--target", "moons_by_class", "--stack", "affine*2(hidden=8)", "--batch", "64"});
}

TEST_F(Continue, TheLogIsOfThisRunAlone) {
  const std::string a = files.path("a.pushforward"), log = files.path("log.csv");
  weightsAfter("40", {"--target", "moons", "--stack", "planar"}, "a.pushforward");
  weightsAfter("30", {"--from", a, "--log", log}, "b.pushforward");
  EXPECT_TRUE(readFile(log).starts_with("step,loss,heldout\n40,")) << readFile(log);
  // However many steps the saved history has made one of.
  weightsAfter("1500", {"--target", "moons", "--stack", "planar"}, "long.pushforward");
  weightsAfter("7", {"--from", files.path("long.pushforward"), "--log", log}, "longer.pushforward");
  const std::string rows = readFile(log);
  EXPECT_EQ(std::count(rows.begin(), rows.end(), '\n'), 8) << rows;
}

TEST_F(Continue, OnOnesOwnPointsDoesSo) {
  std::string csv = "x,y\n";
  for (int i = 0; i < 400; ++i) csv += std::to_string(i % 20 * 3) + "," + std::to_string(i / 20 * i) + "\n";
  expectContinued({"--target", files.write("p.csv", csv), "--stack", "affine*2(hidden=8)", "--batch", "64"});
}

}  // namespace
