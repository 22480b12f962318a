// A program that is killed while it saves leaves the old file or the new one, whole.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <random>
#include <thread>

#include "core/project/project_file.h"
#include "core/util/error.h"
#include "tests/core/targets/scratch_files.h"

namespace {

using namespace core;

// Says which of its savings it is in every part, so that one that is put together from two would be seen.
Document numbered(const Document& like, int number) {
  Document d = like;
  d.state.theta.setConstant(static_cast<Real>(number));
  d.state.average = d.state.mean = d.state.square = d.state.theta;
  d.state.step = number;
  return d;
}

int numberOf(const Document& d) {
  for (const Theta* part : {&d.state.theta, &d.state.average, &d.state.mean, &d.state.square})
    EXPECT_TRUE((*part == static_cast<Real>(d.state.step)).all());
  return d.state.step;
}

TEST(KilledSaving, LeavesTheOldFileOrTheNewOne) {
  const ScratchFiles files;
  const std::string path = files.path("a.pushforward");
  Document d;
  d.project = defaultProject();
  d.state = TrainState::start(Flow(d.project.flow), 1);
  const unsigned seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  saveProject(path, numbered(d, 0));
  int last = 0, moved = 0;
  for (int kill = 0; kill < 50; ++kill) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      for (int number = last + 1;; ++number) saveProject(path, numbered(d, number));
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 40'000));
    ::kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    Document left;
    ASSERT_NO_THROW(left = loadProject(path)) << "seed " << seed << ", kill " << kill;
    EXPECT_GE(numberOf(left), last);
    moved += left.state.step > last ? 1 : 0;
    last = left.state.step;
  }
  EXPECT_GT(moved, 10);  // else nothing was killed while it saved
}

// What a killed saving leaves beside the file is in nobody's way, and goes when the file is saved again.
TEST(KilledSaving, LeavesNothingBesideTheFileForGood) {
  const ScratchFiles files;
  const std::string path = files.path("a.pushforward");
  writeFileAtomically(path, "old");
  for (int kill = 0; kill < 20; ++kill) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      for (;;) writeFileAtomically(path, std::string(2'000'000, 'x'));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(3 + kill));
    ::kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  writeFileAtomically(path, "new");
  EXPECT_EQ(readWholeFile(path), "new");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(files.path("")), std::filesystem::directory_iterator()),
            1);
}

}  // namespace
