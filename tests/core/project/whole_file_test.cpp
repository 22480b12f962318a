// Files are written whole or not at all.

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <thread>

#include "core/project/project_file.h"
#include "core/util/error.h"
#include "tests/core/targets/scratch_files.h"

namespace {

using namespace core;
namespace fs = std::filesystem;

size_t entriesOf(const fs::path& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(WholeFile, WritesAndReadsBytes) {
  const ScratchFiles files;
  const std::string bytes = std::string("a\0b\r\n\xff", 6) + std::string(300'000, 'x');
  writeFileAtomically(files.path("new"), bytes);
  EXPECT_EQ(readWholeFile(files.path("new")), bytes);
  writeFileAtomically(files.path("new"), "shorter");
  EXPECT_EQ(readWholeFile(files.path("new")), "shorter");
  EXPECT_EQ(entriesOf(files.path("")), 1u);
}

TEST(WholeFile, LeavesAnExistingFileAsItWasIfTheDiskIsFull) {
  const ScratchFiles files;
  const std::string old = files.write("old", "precious");
  // A limit on the size of files is a full disk that needs no disk.
  struct rlimit before {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small = {4096, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_THROW(writeFileAtomically(old, std::string(100'000, 'x')), InputError);
  EXPECT_THROW(writeFileAtomically(files.path("new"), std::string(100'000, 'x')), InputError);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(readWholeFile(old), "precious");
  EXPECT_EQ(entriesOf(files.path("")), 1u);
}

TEST(WholeFile, WritesIntoADeviceWithoutReplacingIt) {
  EXPECT_THROW(writeFileAtomically("/dev/full", "x"), InputError);
  EXPECT_NO_THROW(writeFileAtomically("/dev/null", "x"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST(WholeFile, IsRefusedWhereNothingCanBeWritten) {
  const ScratchFiles files;
  EXPECT_THROW(writeFileAtomically(files.path("no/such/folder"), "x"), InputError);
  EXPECT_THROW(writeFileAtomically(files.path(""), "x"), InputError);
  EXPECT_THROW(writeFileAtomically("", "x"), InputError);
  EXPECT_THROW(writeFileAtomically(files.path(std::string(300, 'n')), "x"), InputError);
  EXPECT_EQ(entriesOf(files.path("")), 0u);
}

// What a user without rights gets to hear, in a program of its own: root may write anywhere.
std::string complaintOfNobody(const std::string& path) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    std::string sentence;
    if (geteuid() != 0 || setresuid(65534, 65534, 65534) == 0) {
      try {
        writeFileAtomically(path, "new");
      } catch (const InputError& error) {
        sentence = error.what();
      }
    }
    (void)!write(ends[1], sentence.data(), sentence.size());
    _exit(0);
  }
  close(ends[1]);
  std::string sentence(1000, '\0');
  sentence.resize(static_cast<size_t>(std::max<ssize_t>(0, read(ends[0], sentence.data(), sentence.size()))));
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return sentence;
}

TEST(WholeFile, IsAsItWasInAFolderOfOthers) {
  const ScratchFiles files;
  fs::create_directory(files.path("closed"));
  const std::string old = files.write("closed/old", "precious");
  fs::permissions(old, fs::perms::all);
  fs::permissions(files.path("closed"),
                  fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read | fs::perms::others_exec);
  for (const std::string& path : {old, files.path("closed/new")})
    EXPECT_EQ(complaintOfNobody(path), path + ": cannot write: Permission denied");
  EXPECT_EQ(readWholeFile(old), "precious");
  EXPECT_EQ(entriesOf(files.path("closed")), 1u);
  EXPECT_EQ(complaintOfNobody(files.write("mine", "")), files.path("mine") + ": cannot write: Permission denied");
  fs::permissions(files.path("closed"), fs::perms::owner_all);
}

// Two savings of one file at once: each is whole, and the last one stays.
TEST(WholeFile, IsWholeWhenManyWriteItAtOnce) {
  const ScratchFiles files;
  const std::string path = files.path("f");
  std::vector<std::thread> writers;
  for (char c = 'a'; c < 'e'; ++c) {
    writers.emplace_back([&, c] {
      for (int i = 0; i < 50; ++i) writeFileAtomically(path, std::string(10'000 + c, c));
    });
  }
  for (int i = 0; i < 200; ++i) {
    if (!fs::exists(path)) continue;
    const std::string bytes = readWholeFile(path);
    ASSERT_FALSE(bytes.empty());
    EXPECT_EQ(bytes, std::string(10'000 + bytes[0], bytes[0]));
  }
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(entriesOf(files.path("")), 1u);
}

TEST(WholeFile, KeepsPermissionsAndLinks) {
  const ScratchFiles files;
  const std::string real = files.write("real", "old");
  fs::permissions(real, fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("real", files.path("link"));
  writeFileAtomically(files.path("link"), "new");
  EXPECT_TRUE(fs::is_symlink(files.path("link")));
  EXPECT_EQ(readWholeFile(real), "new");
  EXPECT_EQ(fs::status(real).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(WholeFile, IsNotReadBeyondTheLimit) {
  const ScratchFiles files;
  const std::string path = files.write("f", std::string(1000, 'x'));
  EXPECT_EQ(readWholeFile(path, 1000).size(), 1000u);
  EXPECT_THROW(readWholeFile(path, 999), InputError);
  EXPECT_THROW(readWholeFile("/dev/zero", 1 << 20), InputError);
  EXPECT_THROW(readWholeFile(files.path("")), InputError);
  EXPECT_THROW(readWholeFile(files.path("absent")), InputError);
}

TEST(WholeFile, ProjectsGoThroughTheDisk) {
  const ScratchFiles files;
  Document d{defaultProject(), {}, {}};
  d.state = TrainState::start(Flow(d.project.flow), 1);
  saveProject(files.path("a.pushforward"), d);
  EXPECT_EQ(loadProject(files.path("a.pushforward")).project, d.project);
}

}  // namespace
