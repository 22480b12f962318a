// The command line as a script meets it: exit status, standard output, one line on standard error, files whole or not
// at all.

#include <cmath>
#include <cstring>
#include <set>

#include "tests/app/cli/cli_fixture.h"

namespace {

using namespace cli_testing;

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
  for (const Json& l : layers)
    EXPECT_TRUE(l.contains("family") && l.contains("formula") && l.contains("summary") && l.contains("paper"));
  for (const Json* list : {&targets, &layers}) {
    for (const Json& entry : *list) {
      for (const Json& s : entry.at("settings")) {
        for (const char* key : {"key", "label", "type", "low", "high", "standard", "choices", "unit", "help"})
          EXPECT_TRUE(s.contains(key)) << key;
      }
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

}  // namespace
