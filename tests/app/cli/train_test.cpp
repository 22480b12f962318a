// The command `train`, and that it leaves files whole or not at all.

#include <chrono>
#include <cmath>
#include <csignal>
#include <thread>

#include "tests/app/cli/cli_fixture.h"

namespace {

using namespace cli_testing;

TEST_F(Cli, TrainReportsTheKeysOfTheContract) {
  const std::string out = files.path("a.pushforward"), log = files.path("l.csv");
  const Json r = runJson({"train", "--target", "moons", "--stack", "affine*2(hidden=8)", "--steps", "120", "--batch",
                          "100", "--seed", "3", "--out", out, "--log", log, "--json"});
  for (const char* key : {"target", "stack", "parameters", "steps", "seconds", "steps_per_second", "nll",
                          "standard_error", "entropy", "gap", "device", "status", "skipped_steps", "rollbacks"})
    EXPECT_TRUE(r.contains(key)) << key;
  EXPECT_EQ(r["target"], "moons");
  EXPECT_EQ(r["stack"], "affine*2(hidden=8)");
  EXPECT_EQ(r["steps"], 120);
  EXPECT_EQ(r["status"], "done");
  EXPECT_EQ(r["skipped_steps"], 0);
  EXPECT_NEAR(r["gap"].get<double>(), r["nll"].get<double>() - r["entropy"].get<double>(), 1e-9);
  EXPECT_NEAR(r["steps_per_second"].get<double>(), 120 / r["seconds"].get<double>(),
              1e-6 * 120 / r["seconds"].get<double>());
  EXPECT_EQ(entries(), 2u);
  const Json saved = Json::parse(readFile(out));
  EXPECT_EQ(saved["training"]["seed"], 3);
  EXPECT_EQ(saved["training"]["schedule"], "standard");
  EXPECT_EQ(saved["training"]["horizon"], 120);
  EXPECT_EQ(saved["weights"]["step"], 120);
  std::istringstream lines(readFile(log));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "step,loss,heldout");
  int rows = 0, measured = 0;
  for (; std::getline(lines, line); ++rows) measured += line.back() != ',';
  EXPECT_EQ(rows, 120);
  EXPECT_GE(measured, 5);
}

TEST_F(Cli, TrainingIsReproducibleAndCanBeContinued) {
  const std::string a = files.path("a"), b = files.path("b"), c = files.path("c");
  const Arguments common = {"train", "--target",  "moons", "--stack", "affine(hidden=8)", "--steps", "60", "--device",
                            "cpu",   "--threads", "1",     "--out"};
  for (const std::string& path : {a, b}) {
    Arguments all = common;
    all.push_back(path);
    EXPECT_EQ(run(all).status, 0);
  }
  EXPECT_EQ(readFile(a), readFile(b));
  const Json r = runJson({"train", "--from", a, "--steps", "40", "--out", c, "--json"});
  EXPECT_EQ(r["steps"], 40);
  EXPECT_EQ(Json::parse(readFile(c))["weights"]["step"], 100);
  EXPECT_EQ(Json::parse(readFile(c))["training"]["horizon"], 100);
}

TEST_F(Cli, TrainStopsAfterTheSecondsItWasGiven) {
  const Json r = runJson({"train", "--target", "moons", "--stack", "affine(hidden=8)", "--seconds", "0.6", "--json"});
  EXPECT_NEAR(r["seconds"].get<double>(), 0.6, 0.2);
  EXPECT_GT(r["steps"].get<int>(), 20);
}

TEST_F(Cli, AFileOfPointsHasNoEntropy) {
  std::string csv = "x,y\n";
  for (int i = 0; i < 200; ++i)
    csv += std::to_string(1000 + 50 * std::sin(i)) + "," + std::to_string(0.01 * std::cos(3 * i)) + "\n";
  const std::string points = files.write("p.csv", csv), out = files.path("f");
  const Json r =
      runJson({"train", "--target", points, "--stack", "affine(hidden=8)", "--steps", "20", "--out", out, "--json"});
  EXPECT_TRUE(r["entropy"].is_null() && r["gap"].is_null());
  EXPECT_EQ(r["target"], points);
  // Samples come back in the units of the file.
  const auto rows = table(run({"sample", out, "-n", "2000"}).out, "x,y");
  double x = 0, y = 0;
  for (const auto& row : rows) {
    x += row[0] / 2000;
    y += std::abs(row[1]) / 2000;
  }
  EXPECT_NEAR(x, 1000, 20);
  EXPECT_LT(y, 0.05);
}

TEST_F(Cli, ReverseKlAddsItsReadOut) {
  const Json r = runJson({"train", "--target", "u1", "--objective", "reverse-kl", "--stack", "affine*2(hidden=8)",
                          "--steps", "100", "--json"});
  EXPECT_GT(r["ess"].get<double>(), 0);
  EXPECT_LE(r["ess"].get<double>(), 1);
  EXPECT_GT(r["grid_kl"].get<double>(), -0.05);
}

TEST_F(Cli, AnExistingFileIsKeptUntilTheNewOneIsWhole) {
  const std::string out = files.write("a.pushforward", "precious");
  EXPECT_EQ(run({"train", "--target", "nope", "--out", out}).status, 2);
  EXPECT_EQ(readFile(out), "precious");
  EXPECT_EQ(run({"train", "--target", "moons", "--stack", "planar", "--steps", "5", "--out", out}).status, 0);
  EXPECT_NE(readFile(out), "precious");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(Cli, AnInterruptLeavesNoDebris) {
  const std::string out = files.path("a.pushforward"), log = files.path("l.csv");
  const pid_t child = start({"train", "--target", "moons", "--seconds", "60", "--out", out, "--log", log, "--json"});
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  const auto begin = std::chrono::steady_clock::now();
  kill(child, SIGINT);
  const Result r = finish(child);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_EQ(r.status, 130);
  EXPECT_EQ(entries(), 0u);
  const Json json = Json::parse(r.out, nullptr, false);
  EXPECT_EQ(json.value("status", ""), "interrupted");
}

TEST_F(Cli, TrainSurvivesANumberThatIsNone) {
  const Arguments common = {"train",   "--target", "moons",  "--stack",  "affine*2(hidden=8)",
                            "--steps", "1000",     "--json", "--device", "cpu"};
  Arguments injected = common;
  injected.insert(injected.end(), {"--inject-nan", "450"});
  const Json sound = runJson(common);
  const Result r = run(injected);
  EXPECT_EQ(r.status, 0);
  const Json broken = Json::parse(r.out);
  EXPECT_EQ(broken["rollbacks"], 1);
  EXPECT_EQ(sound["rollbacks"], 0);
  EXPECT_EQ(broken["status"], "done");
  EXPECT_EQ(broken["steps"], 1000);
  EXPECT_LT(broken["gap"].get<double>(), sound["gap"].get<double>() + 0.05);
  EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << r.err;
  EXPECT_TRUE(r.err.starts_with("pushforward: layer ")) << r.err;
  EXPECT_NE(r.err.find("back to step 400, rate halved"), std::string::npos) << r.err;
  EXPECT_EQ(run({"train", "--help"}).out.find("inject"), std::string::npos);
}

TEST_F(Cli, TrainKeepsItsSettings) {
  const std::string out = files.path("a.pushforward"), next = files.path("b.pushforward");
  runJson({"train",
           "--target",
           "u1",
           "--stack",
           "affine(hidden=8)",
           "--steps",
           "30",
           "--objective",
           "reverse-kl",
           "--schedule",
           "constant",
           "--warm-up",
           "5",
           "--weight-decay",
           "0.25",
           "--path-gradient",
           "--beta-anneal",
           "--pairs",
           "optimal-transport",
           "--out",
           out,
           "--json"});
  runJson({"train", "--from", out, "--steps", "5", "--no-beta-anneal", "--out", next, "--json"});
  for (const std::string& path : {out, next}) {
    const Json saved = Json::parse(readFile(path))["training"];
    EXPECT_EQ(saved["schedule"], path == out ? "constant" : "standard");  // a cosine has ended with its run
    EXPECT_EQ(saved["warm_up"], 5);
    EXPECT_EQ(saved["decay"], 0.25);
    EXPECT_EQ(saved["path_gradient"], true);
    EXPECT_EQ(saved["beta_anneal"], path == out);
    EXPECT_EQ(saved["pairs"], "optimal-transport");
  }
}

TEST_F(Cli, WeightsAloneAreTheSameFlow) {
  const std::string whole = files.path("whole"), alone = files.path("alone");
  const Arguments common = {"train",   "--target", "moons",    "--stack", "affine(hidden=64x64)",
                            "--steps", "50",       "--device", "cpu",     "--threads",
                            "1",       "--out"};
  Arguments a = common, b = common;
  a.push_back(whole);
  b.insert(b.end(), {alone, "--weights-only"});
  EXPECT_EQ(run(a).status + run(b).status, 0);
  EXPECT_LT(fs::file_size(alone), 0.3 * static_cast<double>(fs::file_size(whole)));
  const std::string points = files.write("p.csv", "0,0\n1,-0.5\n-2,1\n");
  EXPECT_EQ(run({"eval", whole, "--points", points}).out, run({"eval", alone, "--points", points}).out);
  EXPECT_EQ(runJson({"train", "--from", alone, "--steps", "20", "--json"})["steps"], 20);
}

TEST_F(Cli, BenchTellsTheQualityOfPresetsOnTargets) {
  const Arguments common = {"bench",          "--quality", "--targets", "moons,rings", "--presets",
                            "planar,realnvp", "--steps",   "5",         "--device",    "cpu"};
  const Result r = run(common);
  EXPECT_EQ(r.status, 0) << r.err;
  std::istringstream lines(r.out);
  std::vector<std::string> rows;
  for (std::string line; std::getline(lines, line);) rows.push_back(line);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0], "| gap, nats | moons | rings | seconds |");
  EXPECT_EQ(rows[1], "|---|---|---|---|");
  EXPECT_TRUE(rows[2].starts_with("| planar | ") && rows[3].starts_with("| realnvp | "));
  Arguments all = common;
  all.push_back("--json");
  const Json cells = runJson(all);
  ASSERT_EQ(cells.size(), 4u);
  for (const Json& cell : cells) {
    EXPECT_EQ(cell["steps"], 5);
    EXPECT_NEAR(cell["gap"].get<double>(), cell["nll"].get<double>() - cell["entropy"].get<double>(), 1e-9);
  }
  EXPECT_EQ(cells[1]["preset"], "planar");
  EXPECT_EQ(cells[1]["target"], "rings");
}

TEST_F(Cli, BenchMeasuresWhatItIsAskedFor) {
  const Result names = run({"bench", "--device", "cpu", "--list"});
  EXPECT_EQ(names.status, 0) << names.err;
  for (const char* name : {"cpu/step/affine*8/256/", "cpu/density/cnf(steps=16)/400x400/", "cpu/samples/maf*5/100000/",
                           "cpu/frame/nsf/", "cpu/table_error/nsf/", "cpu/peak/fma/"})
    EXPECT_NE(names.out.find(name), std::string::npos) << name;
  const Result measured = run({"bench", "--device", "cpu", "--threads", "1", "--filter", "step/planar.16/256$",
                               "--seconds", "0.001", "--repeats", "3", "--json"});
  EXPECT_EQ(measured.status, 0) << measured.err;
  const Json r = Json::parse(measured.out);
  EXPECT_NE(r["context"]["cpu"].get<std::string>().find("1 thread"), std::string::npos);
  int repeats = 0;
  for (const Json& row : r["benchmarks"]) {
    EXPECT_TRUE(row["name"].get<std::string>().starts_with("cpu/step/planar*16/256/"));
    EXPECT_GT(row["real_time"].get<double>(), 0);
    EXPECT_EQ(row["time_unit"], "ms");
    repeats += row["run_type"] == "iteration";
  }
  EXPECT_EQ(repeats, 3);
}

}  // namespace
