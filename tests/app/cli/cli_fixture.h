#pragma once
// The program, run as a script runs it. PUSHFORWARD_BINARY is the program.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/core/targets/scratch_files.h"

namespace cli_testing {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Arguments = std::vector<std::string>;

inline std::string readFile(const std::string& path) {
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

}  // namespace cli_testing
