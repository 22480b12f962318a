// The rules of the house that no compiler checks.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = PUSHFORWARD_SOURCE;

std::vector<fs::path> sources(const std::string& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
    const std::string kind = entry.path().extension();
    if (kind == ".cpp" || kind == ".h" || kind == ".glsl" || kind == ".comp") found.push_back(entry.path());
  }
  return found;
}

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void expectNo(const std::string& folder, const std::string& pattern, const std::set<std::string>& except = {}) {
  const std::regex wanted(pattern);
  for (const fs::path& file : sources(folder)) {
    if (except.count(fs::relative(file, kRoot)) != 0) continue;
    std::smatch match;
    const std::string text = read(file);
    EXPECT_FALSE(std::regex_search(text, match, wanted)) << fs::relative(file, kRoot) << ": " << match.str();
  }
}

TEST(Structure, CoreKnowsNeitherQtNorVulkan) {
  expectNo("core", R"(#include\s*[<"](Q[A-Za-z]+|Qt\w+/|vulkan/|volk|gpu/|app/))");
}

TEST(Structure, GpuKnowsNeitherQtNorTheApp) { expectNo("gpu", R"(#include\s*[<"](Q[A-Za-z]+|app/))"); }

TEST(Structure, OnlyTheCompositionRootNamesTheVulkanEngine) {
  expectNo("app", R"(#include "gpu/)", {"app/devices.cpp"});
}

TEST(Structure, JsonStaysInTheProjectAndTheCommandLine) {
  for (const fs::path& file : sources("core")) {
    if (fs::relative(file, kRoot).string().starts_with("core/project/")) continue;
    EXPECT_EQ(read(file).find("nlohmann"), std::string::npos) << file;
  }
}

TEST(Structure, EveryLayerHasItsFourFiles) {
  const std::string list = read(kRoot / "core/layers/layers.def");
  const std::regex line(R"(LAYER\((\w+)\))");
  int count = 0;
  for (auto it = std::sregex_iterator(list.begin(), list.end(), line); it != std::sregex_iterator(); ++it, ++count) {
    const std::string kind = (*it)[1];
    for (const std::string& path : {"core/layers/" + kind + ".cpp", "shaders/layers/" + kind + ".glsl",
                                    "tests/core/layers/" + kind + "_test.cpp"})
      EXPECT_TRUE(fs::exists(kRoot / path)) << path;
  }
  EXPECT_GE(count, 4);
}

TEST(Structure, FilesFitOnAFewScreens) {
  for (const std::string folder : {"core", "gpu", "app", "shaders"}) {
    for (const fs::path& file : sources(folder)) {
      const std::string text = read(file);
      EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 400) << fs::relative(file, kRoot);
    }
  }
}

}  // namespace
