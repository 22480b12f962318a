// Exported flows, run by those whom they are for: PyTorch, ONNX, numpy, a JSON schema.

#include "tests/app/cli/cli_fixture.h"

namespace {

using namespace cli_testing;

const fs::path kSource = PUSHFORWARD_SOURCE;

class Export : public Cli {
 protected:
  // Flows of every preset, trained by an earlier build, and of what no preset has: all kinds the other way round, other
  // conditioners, a layer that is switched off, a scaling.
  static const Arguments& flows() {
    static const ScratchFiles kept;
    static const Arguments all = [] {
      Arguments paths;
      for (const auto& entry : fs::directory_iterator(kSource / "tests/flows")) {
        if (entry.path().extension() == ".pushforward") paths.push_back(entry.path().string());
      }
      EXPECT_GE(paths.size(), 13u);
      std::sort(paths.begin(), paths.end());
      const std::vector<std::pair<std::string, std::string>> stacks = {
          {"sampling",
           "actnorm(direction=sampling) linear(direction=sampling) sylvester(direction=sampling) "
           "radial(direction=sampling) spline(direction=sampling,conditioner=mlp,hidden=16) "
           "maf(direction=density,conditioner=grid,order=3,smoothness=1) logistic(direction=sampling,components=3) "
           "planar*2(direction=sampling) additive(direction=sampling,conditioner=grid,levels=1)"},
          {"density",
           "glow(direction=sampling,hidden=8x8x8) sylvester linear rotation(quarters=3) "
           "spline_ar(direction=sampling,conditioner=tabulated,order=3,bins=4) affine(activation=silu) "
           "residual(direction=sampling,hidden=16) cnf(direction=sampling,hidden=16,steps=4)"},
      };
      Export helper;
      for (const auto& [name, stack] : stacks) {
        paths.push_back(kept.path(name + ".pushforward"));
        const Result r = helper.run({"train", "--target", name == "density" ? "funnel" : "moons", "--stack", stack,
                                     "--steps", "60", "--batch", "128", "--device", "cpu", "--out", paths.back()});
        EXPECT_EQ(r.status, 0) << r.err;
      }
      for (const char* base : {"box(half=1.5,edge=0.2)", "mixture(modes=3)", "student_t(freedom=4)"}) {
        paths.push_back(kept.path(std::string(base, 3) + ".pushforward"));
        const Result r = helper.run({"train", "--target", "moons", "--base", base, "--stack", "affine*2 planar",
                                     "--steps", "60", "--batch", "128", "--device", "cpu", "--out", paths.back()});
        EXPECT_EQ(r.status, 0) << r.err;
      }
      std::swap(paths.back(), paths[paths.size() - 4]);
      // The first layer of the last one is switched off.
      Json project = Json::parse(readFile(paths.back()));
      project["flow"][0]["enabled"] = false;
      paths.push_back(kept.path("disabled.pushforward"));
      std::ofstream(paths.back()) << project.dump();
      return paths;
    }();
    return all;
  }

  // Debian's packages are of Debian's Python.
  void compare(const std::string& format) {
    const std::string python = fs::exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
    const std::string script = (kSource / "tests/support/python/exported_flows.py").string();
    std::string command = python + " -B " + script + " " + PUSHFORWARD_BINARY + " " + files.path("") + " " +
                          (kSource / "resources/schema/flow.schema.json").string() + " " + format;
    for (const std::string& flow : flows()) command += " " + flow;
    const std::string report = files.path("report");
    const int status = std::system((command + " >" + report + " 2>&1").c_str());
    EXPECT_EQ(status, 0) << readFile(report);
  }
};

TEST_F(Export, PytorchFindsTheSameDensitiesAndSamples) { compare("pytorch"); }
TEST_F(Export, OnnxFindsTheSameDensitiesAndSamples) { compare("onnx"); }

// scripts/test installs it. What is exported is run there as a web page runs it; numpy above shows what the graphs mean.
TEST_F(Export, OnnxruntimeWebFindsTheSameDensitiesAndSamples) {
  const fs::path folder = kSource / "build/node", modules = folder / "node_modules";
  ASSERT_EQ(readFile((folder / "broken").string()), "");
  if (!fs::exists(modules / "onnxruntime-web")) {
    const std::string why = readFile((folder / "why-not").string());
    GTEST_SKIP() << "onnxruntime-web is not installed: " << (why.empty() ? "scripts/test does it" : why);
  }
  std::string command = "NODE_PATH=" + modules.string() + " node " +
                        (kSource / "tests/support/node/run_onnx.js").string() + " " + PUSHFORWARD_BINARY;
  for (const std::string& flow : flows()) command += " " + flow;
  const std::string report = files.path("report");
  EXPECT_EQ(std::system((command + " >" + report + " 2>&1").c_str()), 0) << readFile(report);
}

TEST_F(Export, NumpyOpensTheArchiveAndWritesOneThatIsRead) { compare("npz"); }
TEST_F(Export, JsonFollowsItsSchemaAndIsReadBack) { compare("json"); }

TEST_F(Export, GlslCompiles) { compare("glsl"); }
TEST_F(Export, TheCppHeaderFindsTheSameDensitiesAndSamples) { compare("cpp"); }

TEST_F(Export, BadWordsAreToldAndNothingIsWritten) {
  const std::string flow = flows().front();
  Result r = run({"export", flow, "--format", "tensorflow", "--out", files.path("f.py")});
  EXPECT_EQ(r.status, 2);
  EXPECT_NE(r.err.find("unknown format 'tensorflow'; known: pytorch"), std::string::npos) << r.err;
  r = run({"export", flow, "--format", "pytorch", "--out", files.path("f.txt")});
  EXPECT_EQ(r.status, 2);
  EXPECT_NE(r.err.find("must end in .py"), std::string::npos) << r.err;
  r = run({"export", files.path("none.pushforward"), "--format", "json", "--out", files.path("f.json")});
  EXPECT_EQ(r.status, 2);
  EXPECT_EQ(entries(), 0u);
}

TEST_F(Export, AnExportedFlowIsTrainedOnWithATarget) {
  const std::string json = files.path("f.json"), out = files.path("g.pushforward");
  ASSERT_EQ(run({"export", flows().front(), "--format", "json", "--out", json}).status, 0);
  Result r = run({"train", "--from", json, "--steps", "5", "--out", out});
  EXPECT_EQ(r.status, 2);
  EXPECT_NE(r.err.find("needs --target"), std::string::npos) << r.err;
  r = run({"train", "--from", json, "--target", "moons", "--steps", "5", "--device", "cpu", "--out", out});
  EXPECT_EQ(r.status, 0) << r.err;
}

}  // namespace
