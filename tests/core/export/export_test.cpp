#include "core/export/exporter.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "core/export/import.h"
#include "core/export/tensors.h"
#include "core/util/error.h"
#include "tests/fuzz/mutate.h"
#include "tests/support/random_flow.h"

namespace {

using namespace core;
using testing_support::randomStack;
using testing_support::randomTheta;
using testing_support::variantsOf;

ExportedFlow randomFlow(std::uint64_t seed) {
  ExportedFlow flow;
  flow.spec = randomStack(seed, 6);
  flow.spec.layers[0].enabled = seed % 2 == 0;
  flow.theta = randomTheta(Flow(flow.spec), seed, 0.3);
  flow.scaling = {{0.1 + static_cast<double>(seed), -1e-7}, {1.0 / 3, 1e9}};
  return flow;
}

std::string sentence(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Export, TheArraysOfACardAreItsParametersEachOnce) {
  for (const LayerInfo& info : layerInfos()) {
    for (const FlowSpec& spec : variantsOf(info)) {
      SCOPED_TRACE(toText(spec));
      int next = 0;
      std::set<std::string> names;
      for (const Tensor& tensor : tensorsOf(spec.layers[0])) {
        EXPECT_EQ(tensor.first, next);
        EXPECT_TRUE(names.insert(tensor.name).second) << tensor.name;
        next += tensor.count();
      }
      EXPECT_EQ(next, Flow(spec).parameterCount());
    }
  }
}

TEST(Export, EveryFormatWritesEveryKind) {
  for (const LayerInfo& info : layerInfos()) {
    for (const FlowSpec& spec : variantsOf(info)) {
      for (const Exporter& e : exporters()) {
        SCOPED_TRACE(e.key + " " + toText(spec));
        const ExportedFlow flow{spec, randomTheta(Flow(spec), 1, 0.2), {}};
        const auto files = exportFlow(flow, e.key, "folder/flow" + e.ending);
        ASSERT_FALSE(files.empty());
        EXPECT_EQ(files[0].path, "folder/flow" + e.ending);
        for (const ExportedFile& file : files) EXPECT_FALSE(file.bytes.empty()) << file.path;
      }
    }
  }
}

TEST(Export, JsonAndNpzComeBackBitForBit) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const ExportedFlow flow = randomFlow(seed);
    for (const std::string format : {"json", "npz"}) {
      SCOPED_TRACE(format + " " + toText(flow.spec));
      const auto files = exportFlow(flow, format, "flow." + format);
      ASSERT_EQ(files.size(), 1u);
      const ExportedFlow back = importFlow(files[0].bytes, "flow");
      EXPECT_EQ(back.spec, flow.spec);
      EXPECT_EQ(back.scaling, flow.scaling);
      ASSERT_EQ(back.theta.size(), flow.theta.size());
      EXPECT_TRUE((back.theta == flow.theta).all());
    }
  }
}

TEST(Export, WhatLeavesIsSettledAndFinite) {
  const FlowSpec spec = parseStack("cnf(hidden=16,steps=1)", Objective::maximumLikelihood);
  Theta theta = randomTheta(Flow(spec), 1, 0.5);
  theta(theta.size() - 1) = 0;
  EXPECT_GT(exportedFlow(spec, theta, {}).theta(theta.size() - 1), 0);
  theta(0) = std::numeric_limits<Real>::quiet_NaN();
  EXPECT_NE(sentence([&] { exportedFlow(spec, theta, {}); }).find("not finite"), std::string::npos);
}

TEST(Export, ALayerThatIsSwitchedOffIsLeftOutOfPrograms) {
  ExportedFlow flow{parseStack("planar radial", Objective::maximumLikelihood), {}, {}};
  flow.theta = Flow(flow.spec).initialTheta(1);
  flow.spec.layers[1].enabled = false;
  const std::string text = exportFlow(flow, "pytorch", "f.py")[0].bytes;
  EXPECT_NE(text.find("class Planar"), std::string::npos);
  EXPECT_EQ(text.find("class Radial"), std::string::npos);
  EXPECT_FALSE(std::regex_search(text, std::regex("@[A-Z_]+@"))) << "a place that was not filled";
}

TEST(Export, PytorchsWeightsLieBesideTheModuleByItsName) {
  const auto files = exportFlow(randomFlow(3), "pytorch", "some/moons.py");
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[1].path, "some/moons.safetensors");
  EXPECT_NE(files[0].bytes.find("WEIGHTS = \"moons.safetensors\""), std::string::npos);
}

TEST(Export, CppHasNumbersAndNamesThatCompile) {
  ExportedFlow flow = randomFlow(3);
  flow.scaling = {{5e5, 0}, {1e5, 1}};
  const std::string text = exportFlow(flow, "cpp", "some/default.h")[0].bytes;
  EXPECT_NE(text.find("namespace flow_default {"), std::string::npos);
  EXPECT_NE(text.find("5e+05f"), std::string::npos);
  EXPECT_EQ(text.find("ef+"), std::string::npos);
}

TEST(Export, ASolversStepsStopWhereTheLayersDo) {
  const FlowSpec spec = parseStack("cnf(steps=4,hidden=4)", Objective::maximumLikelihood);
  Theta theta = Flow(spec).initialTheta(1);
  theta(theta.size() - 1) = Real(1e30);
  EXPECT_LE(exportedFlow(spec, theta, {}).theta(theta.size() - 1), 7);
}

TEST(Export, QuotesInAFilesNameDoNotReachPython) {
  const auto files = exportFlow(randomFlow(3), "pytorch", "a\"b.py");
  EXPECT_NE(files[0].bytes.find("WEIGHTS = \"a\\\"b.safetensors\""), std::string::npos);
}

TEST(Import, TellsWhatIsWrongAndWhere) {
  const ExportedFlow flow{parseStack("planar", Objective::maximumLikelihood),
                          Flow(parseStack("planar", Objective::maximumLikelihood)).initialTheta(1),
                          {}};
  const std::string text = exportFlow(flow, "json", "f.json")[0].bytes;
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    const size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    changed.replace(at, from.size(), to);
    return sentence([&] { importFlow(changed, "f.json"); });
  };
  EXPECT_NE(with("pushforward-flow", "other").find("not an exported flow"), std::string::npos);
  EXPECT_NE(with("\"version\":1", "\"version\":2").find("newer Pushforward"), std::string::npos);
  EXPECT_NE(with("\"gaussian\"", "\"cauchy\"").find("f.json: base"), std::string::npos);
  EXPECT_NE(with("\"shape\":[2]", "\"shape\":[3]").find("layers[0].parameters.w.shape must be [2]"), std::string::npos);
  EXPECT_NE(with("\"w\"", "\"v\"").find("layers[0].parameters.w is missing"), std::string::npos);
  EXPECT_NE(with("\"planar\"", "\"plane\"").find("unknown layer 'plane'"), std::string::npos);
}

TEST(Import, AFileThatEndsEarlyIsRefused) {
  for (const std::string format : {"npz", "json"}) {
    const std::string bytes = exportFlow(randomFlow(2), format, "f." + format)[0].bytes;
    for (size_t cut = 2; cut + 1 < bytes.size(); cut += 1 + bytes.size() / 300)
      EXPECT_NE(sentence([&] { importFlow(bytes.substr(0, cut), "f." + format); }), "") << format << ", " << cut;
  }
}

// The file is read or refused in one sentence; what is read fits.
TEST(Import, ADamagedFileDoesNoHarm) {
  const FlowSpec spec = parseStack("planar spline(hidden=2,bins=2) glow(hidden=2)", Objective::maximumLikelihood);
  const ExportedFlow flow{spec, Flow(spec).initialTheta(1), {}};
  const std::vector<std::string> words = {"\"shape\"", "\"values\"", "spline", "cnf", "64x64", "[",   "]",
                                          "1e39",      "-1",         "null",   "PK",  "<f4",   "(2,)"};
  for (const std::string format : {"npz", "json"}) {
    const std::string bytes = exportFlow(flow, format, "f." + format)[0].bytes;
    fuzz::Dice dice(7);
    for (int run = 0; run < 3000; ++run) {
      const std::string changed = fuzz::mutated(bytes, words, dice);
      const std::string refusal = sentence([&] {
        const ExportedFlow back = importFlow(changed, "f." + format);
        EXPECT_EQ(back.theta.size(), Flow(back.spec).parameterCount());
        EXPECT_TRUE(back.theta.allFinite());
      });
      EXPECT_EQ(refusal.find('\n'), std::string::npos) << refusal;
    }
  }
}

}  // namespace
