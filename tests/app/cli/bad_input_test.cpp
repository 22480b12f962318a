// Bad input is one line on standard error and status 2; work that failed is status 1.

#include "tests/app/cli/cli_fixture.h"

namespace {

using namespace cli_testing;

TEST_F(Cli, BadInputIsOneLineAndStatusTwo) {
  const std::string bad = files.write("bad.pushforward", "{\"format\":\"pushforward\",\"version\":1}");
  const std::string newer = files.write("new.pushforward", "{\"format\":\"pushforward\",\"version\":7}");
  const std::string text = files.write("t.csv", "1,2\nthree,4\n");
  const size_t before = entries();
  const Arguments all[] = {
      {"train"},
      {"train", "--target"},
      {"train", "--target", "nope"},
      {"train", "--target", "no\nsuch\ntarget"},
      {"train", "--target", files.path("absent.csv")},
      {"train", "--target", text},
      {"train", "--target", "moons", "--stack", ""},
      {"train", "--target", "moons", "--stack", "warp"},
      {"train", "--target", "moons", "--stack", "spline(bins=1)"},
      {"train", "--target", "moons", "--stack", "planar*257"},
      {"train", "--target", "moons", "--preset", "nope"},
      {"train", "--target", "moons", "--preset", "nsf", "--stack", "planar"},
      {"train", "--target", "moons", "--steps", "0"},
      {"train", "--target", "moons", "--steps", "-5"},
      {"train", "--target", "moons", "--steps", "many"},
      {"train", "--target", "moons", "--steps", "5", "--seconds", "5"},
      {"train", "--target", "moons", "--seconds", "0"},
      {"train", "--target", "moons", "--seconds", "nan"},
      {"train", "--target", "moons", "--seconds", "inf"},
      {"train", "--target", "moons", "--batch", "0"},
      {"train", "--target", "moons", "--batch", "65537"},
      {"train", "--target", "moons", "--lr", "0"},
      {"train", "--target", "moons", "--lr", "nan"},
      {"train", "--target", "moons", "--lr", "1.5"},
      {"train", "--target", "moons", "--schedule", "fast"},
      {"train", "--target", "moons", "--warm-up", "-1"},
      {"train", "--target", "moons", "--weight-decay", "1.5"},
      {"train", "--target", "moons", "--weight-decay", "nan"},
      {"train", "--target", "moons", "--pairs", "random"},
      {"train", "--target", "moons", "--stack", "planar", "--objective", "flow-matching"},
      {"train", "--target", "moons", "--seed", "-1"},
      {"train", "--target", "moons", "--seed", "18446744073709551616"},
      {"train", "--target", "moons", "--threads", "-1"},
      {"train", "--target", "moons", "--objective", "luck"},
      {"train", "--target", "checkerboard", "--objective", "reverse-kl"},
      {"train", "--target", "moons", "--device", "abacus"},
      {"train", "--target", "moons", "--device", "vulkan:99"},
      {"train", "--target", "moons", "--out", files.path("no/folder")},
      {"train", "--target", "moons", "--out", files.path("")},
      {"train", "--target", "moons", "--log", files.path("no/folder")},
      {"train", "--target", "moons", "--out", files.path("x"), "--log", files.path("x")},
      {"train", "--target", "moons", "--colour", "red"},
      {"train", "--from", bad},
      {"train", "--from", newer},
      {"train", "--from", flow(), "--stack", "planar"},
      {"train", "--from", flow(), "--target", "checkerboard", "--objective", "reverse-kl"},
      {"eval"},
      {"eval", flow()},
      {"eval", flow(), "--points", files.path("absent")},
      {"eval", flow(), "--points", text},
      {"eval", flow(), "--points", files.write("empty.csv", "")},
      {"eval", flow(), "--points", files.write("nan.csv", "1,nan")},
      {"eval", bad, "--points", text},
      {"eval", files.path("absent"), "--points", text},
      {"sample", flow()},
      {"sample", flow(), "-n", "0"},
      {"sample", flow(), "-n", "-3"},
      {"sample", flow(), "-n", "5", "--depth", "3.1"},
      {"sample", flow(), "-n", "5", "--depth", "-0.1"},
      {"sample", flow(), "-n", "5", "--depth", "nan"},
      {"sample", flow(), "-n", "5", "--temperature", "-1"},
      {"sample", flow(), "-n", "5", "--out", files.path("no/folder")},
      {"sample", "/dev/null", "-n", "5"},
      {"density", flow(), "--size", "4", "--out", files.path("d")},
      {"density", flow(), "--window", "0,1,0", "--size", "4", "--out", files.path("d")},
      {"density", flow(), "--window", "1,0,0,1", "--size", "4", "--out", files.path("d")},
      {"density", flow(), "--window", "0,1,0,1,2", "--size", "4", "--out", files.path("d")},
      {"density", flow(), "--window", "0,nan,0,1", "--size", "4", "--out", files.path("d")},
      {"density", flow(), "--window", "0,1,0,1", "--size", "0", "--out", files.path("d")},
      {"density", flow(), "--window", "0,1,0,1", "--size", "4"},
      {"check"},
      {"check", bad},
      {"check", files.path("")},
      {"bench", "--filter", "("},
      {"bench", "--filter", "no such thing"},
      {"bench", "--device", "abacus"},
      {"bench", "--seconds", "-1"},
      {"bench", "--targets", "moons"},
      {"bench", "--quality", "--targets", "nope"},
      {"bench", "--quality", "--presets", "nope"},
      {"bench", "--quality", "--seconds", "0"},
      {"bench", "--quality", "--seconds", "1", "--steps", "1"},
      {"targets", "--colour"},
      {"layers", "more"},
  };
  for (const Arguments& arguments : all) {
    const Result r = run(arguments);
    std::string line;
    for (const std::string& argument : arguments) line += argument + " ";
    EXPECT_EQ(r.status, 2) << line;
    EXPECT_EQ(r.out, "") << line;
    EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << line << r.err;
    EXPECT_TRUE(r.err.starts_with("pushforward: ") && r.err.size() > 20) << line << r.err;
  }
  EXPECT_EQ(entries(), before + 2);  // the two that the list itself has written
  EXPECT_NE(run({"check", newer}).err.find("newer Pushforward (format 7, this one reads 3)"), std::string::npos);
}

TEST_F(Cli, FailedWorkIsStatusOne) {
  const Result r = finish(start({"sample", flow(), "-n", "100000"}, "/dev/full"));
  EXPECT_EQ(r.status, 1);
  EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << r.err;
  EXPECT_EQ(run({"sample", flow(), "-n", "10", "--out", "/dev/full"}).status, 1);
}

TEST_F(Cli, AMistypedCommandIsRefusedWithoutADisplay) {
  for (const Arguments& arguments : {Arguments{"trian"}, Arguments{"missing.pushforward"}}) {
    const Result r = run(arguments);
    EXPECT_EQ(r.status, 2);
    EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << r.err;
    EXPECT_NE(r.err.find(arguments[0]), std::string::npos) << r.err;
  }
}

}  // namespace
