// Flows that an earlier build trained and wrote, one a preset (tests/flows): this build opens them and finds the same
// densities. Made with `train --target moons --preset P --steps N --batch 256 --seed 1 --weights-only` and `eval`.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/engine/cpu_engine.h"
#include "core/project/project_file.h"

namespace {

using namespace core;

const std::filesystem::path kFlows = std::filesystem::path(PUSHFORWARD_SOURCE) / "tests/flows";

struct Expected {
  Points x, z;
  Values logDensity;
};

Expected readCsv(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::array<double, 5>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream text(line);
    std::array<double, 5> row{};
    for (double& v : row) {
      text >> v;
      text.ignore();
    }
    rows.push_back(row);
  }
  Expected all{Points(rows.size(), 2), Points(rows.size(), 2), Values(rows.size())};
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto r = static_cast<Eigen::Index>(i);
    all.x.row(r) << static_cast<Real>(rows[i][0]), static_cast<Real>(rows[i][1]);
    all.logDensity(r) = static_cast<Real>(rows[i][2]);
    all.z.row(r) << static_cast<Real>(rows[i][3]), static_cast<Real>(rows[i][4]);
  }
  return all;
}

TEST(KeptFlows, AreReadAsTheyWereMeantForEveryPreset) {
  for (const Preset& preset : presets()) {
    SCOPED_TRACE(preset.key);
    const Document document = loadProject(kFlows / (preset.key + ".pushforward"));
    const Expected expected = readCsv(kFlows / (preset.key + ".csv"));
    ASSERT_GT(expected.x.rows(), 20);
    CpuOptions options;
    options.threads = 1;
    const auto engine = makeCpuEngine(options);
    engine->setFlow(std::make_shared<Flow>(document.project.flow));
    Points z;
    Values logDet;
    engine->toBase(document.state.average, document.project.scaling.toFlow(expected.x), z, logDet);
    for (Eigen::Index i = 0; i < expected.x.rows(); ++i) {
      const double logp = makeBase({})->logDensity(z(i, 0), z(i, 1)) + static_cast<double>(logDet(i)) +
                          document.project.scaling.logDet();
      EXPECT_NEAR(logp, expected.logDensity(i), 1e-3 * (1 + std::abs(expected.logDensity(i)))) << "point " << i;
      EXPECT_NEAR(z(i, 0), expected.z(i, 0), 1e-3) << "point " << i;
      EXPECT_NEAR(z(i, 1), expected.z(i, 1), 1e-3) << "point " << i;
    }
  }
}

}  // namespace
