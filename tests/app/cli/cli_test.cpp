// The command line as a script meets it: exit status, standard output, one line on standard error, files whole or not
// at all. PUSHFORWARD_BINARY is the program.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <thread>

#include "tests/core/targets/scratch_files.h"

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Arguments = std::vector<std::string>;

std::string readFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Result {
  int status = -1;
  std::string out, err;
};

class Cli : public testing::Test {
 protected:
  // Starts the program without a display; its output goes to files.
  pid_t start(const Arguments& arguments, const std::string& out = {}) {
    std::vector<const char*> words{PUSHFORWARD_BINARY};
    for (const std::string& argument : arguments) words.push_back(argument.c_str());
    words.push_back(nullptr);
    const std::string outPath = out.empty() ? io_.path("out") : out;
    const std::string errPath = io_.path("err");
    const pid_t child = fork();
    if (child == 0) {
      signal(SIGINT,
             SIG_DFL);  // a shell that runs the tests in the background has it ignored, and children inherit that
      unsetenv("DISPLAY");
      unsetenv("WAYLAND_DISPLAY");
      dup2(open(outPath.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644), STDOUT_FILENO);
      dup2(open(errPath.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644), STDERR_FILENO);
      execv(PUSHFORWARD_BINARY, const_cast<char**>(words.data()));
      _exit(127);
    }
    return child;
  }
  Result finish(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), readFile(io_.path("out")),
            readFile(io_.path("err"))};
  }
  Result run(const Arguments& arguments) { return finish(start(arguments)); }
  Json runJson(const Arguments& arguments) {
    const Result r = run(arguments);
    EXPECT_EQ(r.status, 0) << r.err;
    EXPECT_EQ(r.err, "");
    EXPECT_EQ(std::count(r.out.begin(), r.out.end(), '\n'), 1);
    return Json::parse(r.out, nullptr, false);
  }
  // A flow that is trained once for all tests.
  static const std::string& flow() {
    static const ScratchFiles files;
    static const std::string path = [] {
      Cli helper;
      const std::string file = files.path("f.pushforward");
      const Result r = helper.run(
          {"train", "--target", "moons", "--stack", "spline*2(hidden=16) planar", "--steps", "150", "--out", file});
      EXPECT_EQ(r.status, 0) << r.err;
      return file;
    }();
    return path;
  }
  void TestBody() override {}

  size_t entries() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(files.path("")), fs::directory_iterator()));
  }
  static std::vector<std::vector<double>> table(const std::string& text, const std::string& header) {
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    EXPECT_EQ(line, header);
    std::vector<std::vector<double>> rows;
    while (std::getline(lines, line)) {
      std::istringstream fields(line);
      std::vector<double> row;
      for (std::string field; std::getline(fields, field, ',');) row.push_back(std::stod(field));
      rows.push_back(row);
    }
    return rows;
  }

  ScratchFiles files;  // what the program is told to write goes here

 private:
  ScratchFiles io_;
};

TEST_F(Cli, ListsWhatThereIs) {
  const Json targets = runJson({"targets", "--json"});
  const Json layers = runJson({"layers", "--json"});
  const Json presets = runJson({"presets", "--json"});
  const Json devices = runJson({"devices", "--json"});
  for (const Json* list : {&targets, &layers, &presets, &devices}) {
    ASSERT_TRUE(list->is_array() && !list->empty());
    std::set<std::string> keys;
    for (const Json& entry : *list) {
      EXPECT_TRUE(keys.insert(entry.at("key")).second);
      EXPECT_FALSE(entry.at("label").get<std::string>().empty());
    }
  }
  for (const Json& t : targets) {
    EXPECT_TRUE(t.at("entropy").is_number() || t.at("entropy").is_null());
    EXPECT_TRUE(t.contains("formula") && t.contains("source"));
  }
  for (const Json& l : layers) {
    EXPECT_TRUE(l.contains("family") && l.contains("formula") && l.contains("summary") && l.contains("paper"));
    for (const Json& s : l.at("settings")) {
      for (const char* key : {"key", "label", "type", "low", "high", "standard", "choices", "unit", "help"})
        EXPECT_TRUE(s.contains(key)) << key;
    }
  }
  for (const Json& p : presets) EXPECT_TRUE(p.contains("stack") && p.contains("summary"));
  int standard = 0;
  for (const Json& d : devices) {
    standard += d.at("default").get<bool>();
    EXPECT_TRUE(d.at("why").is_string());
  }
  EXPECT_EQ(standard, 1);
  for (const char* command : {"targets", "layers", "presets", "devices"}) {
    const Result r = run({command});
    EXPECT_EQ(r.status, 0);
    EXPECT_FALSE(r.out.empty());
    EXPECT_EQ(r.err, "");
  }
}

TEST_F(Cli, TellsHelpAndVersionWithoutADisplay) {
  for (const Arguments& arguments :
       {Arguments{"--help"}, {"-h"}, {"train", "--help"}, {"check", "-h"}, {"--version"}}) {
    const Result r = run(arguments);
    EXPECT_EQ(r.status, 0);
    EXPECT_FALSE(r.out.empty());
    EXPECT_EQ(r.err, "");
  }
}

TEST_F(Cli, TrainReportsTheKeysOfTheContract) {
  const std::string out = files.path("a.pushforward"), log = files.path("l.csv");
  const Json r = runJson({"train", "--target", "moons", "--stack", "affine*2(hidden=8)", "--steps", "120", "--batch",
                          "100", "--seed", "3", "--out", out, "--log", log, "--json"});
  for (const char* key : {"target", "stack", "parameters", "steps", "seconds", "steps_per_second", "nll",
                          "standard_error", "entropy", "gap", "device", "status", "skipped_steps"})
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

TEST_F(Cli, EvalAgreesWithItselfAndWithTheGaussianAtDepthZero) {
  const std::string points = files.write("p.csv", "x,y\n0,0\n1.5,-0.25\n\n# far out\n-3 4\n");
  const auto base = table(run({"eval", flow(), "--points", points, "--depth", "0"}).out, "x,y,logp,zx,zy");
  ASSERT_EQ(base.size(), 3u);
  for (const auto& row : base) {
    EXPECT_NEAR(row[2], -0.5 * (row[0] * row[0] + row[1] * row[1]) - std::log(2 * M_PI), 1e-5);
    EXPECT_NEAR(row[3], row[0], 1e-6);
  }
  EXPECT_EQ(run({"eval", flow(), "--points", points, "--out", files.path("o.csv")}).out, "");
  EXPECT_EQ(readFile(files.path("o.csv")), run({"eval", flow(), "--points", points, "--depth", "3"}).out);
  EXPECT_NE(readFile(files.path("o.csv")), run({"eval", flow(), "--points", points, "--depth", "2.5"}).out);
  // One point is enough.
  EXPECT_EQ(table(run({"eval", flow(), "--points", files.write("one", "1,2")}).out, "x,y,logp,zx,zy").size(), 1u);
}

TEST_F(Cli, SampleIsSeeded) {
  const std::string a = run({"sample", flow(), "-n", "500"}).out;
  EXPECT_EQ(table(a, "x,y").size(), 500u);
  EXPECT_EQ(a, run({"sample", flow(), "-n", "500", "--seed", "1"}).out);
  EXPECT_NE(a, run({"sample", flow(), "-n", "500", "--seed", "2"}).out);
  double square = 0;
  for (const auto& row :
       table(run({"sample", flow(), "-n", "4000", "--depth", "0", "--temperature", "0.5"}).out, "x,y"))
    square += row[0] * row[0] / 4000;
  EXPECT_NEAR(square, 0.25, 0.03);
}

TEST_F(Cli, DensityIsANumPyFileThatAgreesWithEval) {
  const std::string npy = files.path("d.npy");
  ASSERT_EQ(run({"density", flow(), "--window", "-2,3,-1,1.5", "--size", "8", "--out", npy}).status, 0);
  const std::string bytes = readFile(npy);
  ASSERT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  const size_t header = static_cast<unsigned char>(bytes[8]) + 256u * static_cast<unsigned char>(bytes[9]);
  EXPECT_EQ((10 + header) % 64, 0u);
  EXPECT_NE(bytes.find("'descr': '<f4', 'fortran_order': False, 'shape': (8, 8)"), std::string::npos);
  ASSERT_EQ(bytes.size(), 10 + header + 4 * 64);
  std::vector<float> values(64);
  std::memcpy(values.data(), bytes.data() + 10 + header, 4 * 64);
  std::string csv;
  for (int j = 0; j < 8; ++j) {
    for (int i = 0; i < 8; ++i)
      csv += std::to_string(-2 + (i + 0.5) * 5 / 8) + "," + std::to_string(-1 + (j + 0.5) * 2.5 / 8) + "\n";
  }
  const auto rows = table(run({"eval", flow(), "--points", files.write("p.csv", csv)}).out, "x,y,logp,zx,zy");
  ASSERT_EQ(rows.size(), 64u);
  for (size_t i = 0; i < 64; ++i) EXPECT_NEAR(values[i], rows[i][2], 1e-3 * (1 + std::abs(rows[i][2]))) << i;
}

TEST_F(Cli, CheckLooksAtEveryQuarterOfALayer) {
  const Json r = runJson({"check", flow(), "--json"});
  EXPECT_TRUE(r["ok"].get<bool>());
  ASSERT_EQ(r["depths"].size(), 13u);
  for (size_t i = 0; i < 13; ++i) {
    const Json& d = r["depths"][i];
    EXPECT_EQ(d["depth"].get<double>(), 0.25 * static_cast<double>(i));
    EXPECT_NEAR(d["integral"].get<double>(), 1, 1e-3);
    EXPECT_LE(d["round_trip"]["p99"].get<double>(), 1e-4);
    EXPECT_LE(d["log_det_error"]["p99"].get<double>(), 1e-3);
    EXPECT_GE(d["round_trip"]["max"].get<double>(), d["round_trip"]["p99"].get<double>());
    EXPECT_GE(d["log_det_error"]["max"].get<double>(), d["log_det_error"]["p99"].get<double>());
  }
  EXPECT_EQ(run({"check", flow()}).status, 0);
}

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
  EXPECT_NE(run({"check", newer}).err.find("newer Pushforward (format 7, this one reads 1)"), std::string::npos);
}

TEST_F(Cli, FailedWorkIsStatusOne) {
  const Result r = finish(start({"sample", flow(), "-n", "100000"}, "/dev/full"));
  EXPECT_EQ(r.status, 1);
  EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << r.err;
  EXPECT_EQ(run({"sample", flow(), "-n", "10", "--out", "/dev/full"}).status, 1);
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

TEST_F(Cli, AMistypedCommandIsRefusedWithoutADisplay) {
  for (const Arguments& arguments : {Arguments{"trian"}, Arguments{"missing.pushforward"}}) {
    const Result r = run(arguments);
    EXPECT_EQ(r.status, 2);
    EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << r.err;
    EXPECT_NE(r.err.find(arguments[0]), std::string::npos) << r.err;
  }
}

}  // namespace
