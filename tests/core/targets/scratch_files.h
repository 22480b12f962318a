#pragma once
// A folder of files that a test writes and that is gone afterwards.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

class ScratchFiles {
 public:
  ScratchFiles() {
    folder_ = std::filesystem::temp_directory_path() / ("pushforward_test_" + std::to_string(std::random_device{}()));
    std::filesystem::create_directories(folder_);
  }
  ~ScratchFiles() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  ScratchFiles(const ScratchFiles&) = delete;
  ScratchFiles& operator=(const ScratchFiles&) = delete;

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }

 private:
  std::filesystem::path folder_;
};
