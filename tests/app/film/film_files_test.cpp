// A film is in its place whole or not at all, and what was there stays if it does not come to be.

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "app/film/film_format.h"
#include "app/film/make_film.h"
#include "core/project/project_file.h"
#include "core/util/error.h"
#include "tests/app/film/moving_pictures.h"
#include "tests/core/targets/scratch_files.h"
#include "tests/support/film_reader.h"

namespace {

using namespace app;
using namespace film_test;
namespace fs = std::filesystem;

size_t entriesOf(const fs::path& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// A limit on the size of files is a full disk that needs no disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const struct rlimit small = {bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  struct rlimit before_ {};
  sighandler_t handler_;
};

class EveryFilm : public testing::TestWithParam<FilmFormat> {
 protected:
  void SetUp() override {
    if (const auto reason = missing(GetParam())) GTEST_SKIP() << reason->toStdString();
    settings_ = settingsOf(GetParam().key, {160, 120}, 12);
    path_ = files_.path("film");
  }
  /// An earlier film, as a file or a folder.
  void putOld() {
    if (folder()) {
      fs::create_directory(path_);
      files_.write("film/frame_0001.png", "precious");
    } else {
      files_.write("film", "precious");
    }
  }
  std::string old() const { return core::readWholeFile(folder() ? path_ + "/frame_0001.png" : path_); }
  std::int64_t bytesOnDisk() const {
    if (!folder()) return static_cast<std::int64_t>(fs::file_size(path_));
    std::int64_t sum = 0;
    for (const auto& entry : fs::directory_iterator(path_)) sum += static_cast<std::int64_t>(entry.file_size());
    return sum;
  }
  bool folder() const { return GetParam().ending.empty(); }
  FilmSource source() const {
    return [s = settings_](int frame) { return disc(frame, s); };
  }
  /// The sentence that making it ends with, or "".
  std::string refusal(const std::string& path) const {
    try {
      makeFilm(QString::fromStdString(path), settings_, source());
    } catch (const core::InputError& error) {
      return error.what();
    }
    return "";
  }

  ScratchFiles files_;
  FilmSettings settings_;
  std::string path_;
};

TEST_P(EveryFilm, ReplacesAnEarlierOne) {
  putOld();
  const auto made = makeFilm(QString::fromStdString(path_), settings_, source());
  ASSERT_TRUE(made);
  EXPECT_EQ(readFilm(GetParam().key, path_).frames.size(), 12u);
  EXPECT_EQ(entriesOf(files_.path("")), 1u);
  EXPECT_EQ(made->bytes, bytesOnDisk());
}

TEST_P(EveryFilm, LeavesNothingWhenItIsStopped) {
  for (const bool earlier : {false, true}) {
    if (earlier) putOld();
    for (const int after : {0, 1, 7, 12}) {
      const auto made =
          makeFilm(QString::fromStdString(path_), settings_, source(), [&](int done, int) { return done < after; });
      EXPECT_FALSE(made);
      EXPECT_EQ(entriesOf(files_.path("")), earlier ? 1u : 0u) << after;
    }
    EXPECT_EQ(earlier ? old() : "", earlier ? "precious" : "");
  }
}

TEST_P(EveryFilm, LeavesNothingWhenAPictureCannotBeMade) {
  const auto failing = [&](int frame) {
    if (frame == 5) throw std::runtime_error("the flow is gone");
    return disc(frame, settings_);
  };
  EXPECT_THROW(makeFilm(QString::fromStdString(path_), settings_, failing), std::runtime_error);
  EXPECT_EQ(entriesOf(files_.path("")), 0u);
}

TEST_P(EveryFilm, LeavesNothingWhenItIsNotFinished) {
  putOld();
  {
    const auto film = openFilm(QString::fromStdString(path_), settings_);
    for (int i = 0; i < 5; ++i) film->add(disc(i, settings_));
  }
  EXPECT_EQ(old(), "precious");
  EXPECT_EQ(entriesOf(files_.path("")), 1u);
}

TEST_P(EveryFilm, LeavesTheEarlierOneWhereTheDiskIsFull) {
  putOld();
  std::string sentence;
  {
    const FullDisk full(900);
    sentence = refusal(path_);
  }
  EXPECT_EQ(sentence, path_ + ": cannot write: File too large");
  EXPECT_EQ(old(), "precious");
  EXPECT_EQ(entriesOf(files_.path("")), 1u);
}

TEST_P(EveryFilm, IsRefusedAtOnceWhereItCannotBeWritten) {
  int drawn = 0;
  const auto counting = [&](int frame) {
    ++drawn;
    return disc(frame, settings_);
  };
  files_.write("file", "x");
  fs::create_directory(files_.path("folder"));
  files_.write("folder/notes.txt", "mine");
  for (const std::string& path :
       {files_.path("no/such/film"), files_.path("file/film"), files_.path(folder() ? "file" : "folder"),
        files_.path("folder"), files_.path(std::string(300, 'n')), std::string()}) {
    try {
      makeFilm(QString::fromStdString(path), settings_, counting);
      ADD_FAILURE() << path;
    } catch (const core::InputError& error) {
      EXPECT_EQ(std::string(error.what()).find(path + ": cannot write: "), 0u) << error.what();
    }
  }
  EXPECT_EQ(drawn, 0);
  EXPECT_EQ(core::readWholeFile(files_.path("folder/notes.txt")), "mine");
  EXPECT_EQ(entriesOf(files_.path("")), 2u);
  EXPECT_EQ(entriesOf(files_.path("folder")), 1u);
  if (geteuid() == 0) return;  // who may write anywhere
  fs::create_directory(files_.path("closed"));
  fs::permissions(files_.path("closed"), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(refusal(files_.path("closed/film")), files_.path("closed/film") + ": cannot write: Permission denied");
}

TEST_P(EveryFilm, NeedsPictures) {
  EXPECT_THROW(openFilm(QString::fromStdString(path_), settings_)->finish(), core::InputError);
  EXPECT_EQ(entriesOf(files_.path("")), 0u);
}

INSTANTIATE_TEST_SUITE_P(Film, EveryFilm, testing::ValuesIn(filmFormats()),
                         [](const auto& tested) { return tested.param.key; });

TEST(PngFolder, IsRefusedWhereSomethingElseLies) {
  const ScratchFiles files;
  fs::create_directory(files.path("thesis"));
  files.write("thesis/frame_0001.png", "a frame");
  files.write("thesis/chapter.tex", "mine");
  const FilmSettings s = settingsOf("png", {64, 48}, 2);
  try {
    openFilm(QString::fromStdString(files.path("thesis/")), s);
    ADD_FAILURE();
  } catch (const core::InputError& error) {
    EXPECT_EQ(error.what(),
              files.path("thesis/") +
                  ": cannot write: this folder holds 'chapter.tex', which is no frame of an earlier film");
  }
  EXPECT_EQ(core::readWholeFile(files.path("thesis/chapter.tex")), "mine");
  EXPECT_EQ(entriesOf(files.path("")), 1u);
}

TEST(PngFolder, TakesAnEmptyFolderAndALink) {
  const ScratchFiles files;
  const FilmSettings s = settingsOf("png", {64, 48}, 2);
  const auto source = [&](int frame) { return disc(frame, s); };
  fs::create_directory(files.path("empty"));
  fs::create_directory_symlink("empty", files.path("link"));
  ASSERT_TRUE(makeFilm(QString::fromStdString(files.path("link/")), s, source));
  EXPECT_TRUE(fs::is_symlink(files.path("link")));
  EXPECT_EQ(readFilm("png", files.path("empty")).frames.size(), 2u);
  EXPECT_EQ(entriesOf(files.path("")), 2u);
}

}  // namespace
