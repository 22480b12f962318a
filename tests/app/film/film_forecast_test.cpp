// A film's size is told before it is made, and a GIF keeps to its limit.

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "app/film/film_format.h"
#include "app/film/make_film.h"
#include "tests/app/film/moving_pictures.h"
#include "tests/core/targets/scratch_files.h"
#include "tests/support/film_reader.h"

namespace {

using namespace app;
using namespace film_test;

class Forecast : public testing::TestWithParam<FilmFormat> {
 protected:
  void SetUp() override {
    if (const auto reason = missing(GetParam())) GTEST_SKIP() << reason->toStdString();
  }
  static double ratio(const FilmSettings& s, const FilmSource& source) {
    const ScratchFiles files;
    const auto told = forecast(s, sampleOf(s, source));
    const auto made = makeFilm(QString::fromStdString(files.path("film")), s, source);
    return static_cast<double>(told) / static_cast<double>(made->bytes);
  }
};

TEST_P(Forecast, IsWithinAFactorOfTwo) {
  for (const int step : {1, 2}) {
    FilmSettings s = settingsOf(GetParam().key, {240, 180}, 100);
    s.limit = 0;
    s.step = step;
    const double smooth = ratio(s, [&](int frame) { return disc(frame, s); });
    EXPECT_GT(smooth, .5) << step;
    EXPECT_LT(smooth, 2) << step;
  }
  FilmSettings s = settingsOf(GetParam().key, {160, 120}, 90);
  s.limit = 0;
  const double noisy = ratio(s, [&](int frame) { return noise(frame, s.size); });
  EXPECT_GT(noisy, .5);
  EXPECT_LT(noisy, 2);
}

TEST_P(Forecast, IsExactForAShortFilm) {
  FilmSettings s = settingsOf(GetParam().key, {160, 120}, 12);
  EXPECT_DOUBLE_EQ(ratio(s, [&](int frame) { return disc(frame, s); }), 1);
}

INSTANTIATE_TEST_SUITE_P(Film, Forecast, testing::ValuesIn(filmFormats()),
                         [](const auto& tested) { return tested.param.key; });

TEST(SampledFrames, AreRunsFromAllOverTheFilm) {
  for (const int fps : {1, 10, 24, 30, 60, 120}) {
    for (const int frames : {1, 2, 5, 17, 40, 41, 90, 1000}) {
      FilmSettings s = settingsOf("gif", {64, 48}, frames);
      s.fps = fps;
      std::set<int> seen;
      size_t count = 0;
      for (const auto& run : sampledFrames(s)) {
        ASSERT_FALSE(run.empty());
        for (size_t i = 0; i < run.size(); ++i) EXPECT_EQ(run[i], run[0] + static_cast<int>(i));
        seen.insert(run.begin(), run.end());
        count += run.size();
      }
      EXPECT_EQ(seen.size(), count) << fps << " " << frames;
      EXPECT_GE(*seen.begin(), 0);
      EXPECT_LT(*seen.rbegin(), frames);
    }
  }
}

TEST(Fitted, LeavesAloneWhatFits) {
  const FilmSettings s = settingsOf("gif", {160, 120}, 90);
  EXPECT_EQ(fitted(s, sampleOf(s, [&](int frame) { return disc(frame, s); })), s);
  FilmSettings video = settingsOf("webm", {160, 120}, 90);
  video.limit = 1000;
  EXPECT_EQ(fitted(video, {}), video);
}

TEST(Fitted, TakesFromTheRateFirstAndThenFromTheSize) {
  FilmSettings s = settingsOf("gif", {160, 120}, 90);
  const FilmSample sample = sampleOf(s, [&](int frame) { return noise(frame, s.size); });
  const auto whole = forecast(s, sample);
  s.limit = whole * 7 / 10;
  const FilmSettings slower = fitted(s, sample);
  EXPECT_EQ(slower.step, 2);
  EXPECT_EQ(slower.size, s.size);
  s.limit = whole / 4;
  const FilmSettings smaller = fitted(s, sample);
  EXPECT_EQ(smaller.step, 2);
  EXPECT_LT(smaller.size.width(), 160);
  EXPECT_GT(smaller.size.width(), 80);
  EXPECT_NEAR(smaller.size.width() * 3, smaller.size.height() * 4, 3);
  EXPECT_LE(forecast(smaller, sample), s.limit);
}

TEST(Fitted, IsToldInWords) {
  FilmSettings s = settingsOf("gif", {480, 270}, 300);
  s.step = 2;
  EXPECT_EQ(described(s, 6'240'000), QString::fromUtf8("480 × 270 at 15 frames a second, 10 s, about 6.2 MB"));
  s.step = 1;
  s.frames = 45;
  EXPECT_EQ(described(s, 31'600), QString::fromUtf8("480 × 270 at 30 frames a second, 1.5 s, about 32 kB"));
}

TEST(Gif, KeepsToItsLimitWhateverComes) {
  const ScratchFiles files;
  const FilmSettings s = settingsOf("gif", {480, 270}, 300);
  int done = 0, total = 0;
  const auto made = makeFilm(
      QString::fromStdString(files.path("a.gif")), s, [&](int frame) { return noise(frame, s.size); },
      [&](int d, int t) {
        EXPECT_GE(d, done);
        done = d, total = t;
        return true;
      });
  ASSERT_TRUE(made);
  EXPECT_EQ(done, total);
  EXPECT_LE(std::filesystem::file_size(files.path("a.gif")), 8'000'000u);
  EXPECT_GE(std::filesystem::file_size(files.path("a.gif")), 4'000'000u);
  const ReadFilm film = readFilm("gif", files.path("a.gif"));
  EXPECT_EQ(film.frames.size(), static_cast<size_t>(keptFrames(made->settings)));
  EXPECT_EQ(film.frames[0].size(), made->settings.size);
  EXPECT_NEAR(film.duration, 10, .006);
}

TEST(Gif, IsStartedAgainWhereTheForecastWasTooLow) {
  // Quiet where the samples are taken, noise everywhere else.
  const ScratchFiles files;
  FilmSettings s = settingsOf("gif", {160, 120}, 120);
  s.limit = 400'000;
  std::set<int> quiet;
  for (const auto& run : sampledFrames(s)) quiet.insert(run.begin(), run.end());
  int done = 0, total = 0;
  const auto made = makeFilm(
      QString::fromStdString(files.path("a.gif")), s,
      [&](int frame) { return quiet.count(frame) != 0 ? disc(0, s) : noise(frame, s.size); },
      [&](int d, int t) {
        EXPECT_GT(t, 0);
        EXPECT_LE(d, t);
        EXPECT_GE(d, done);
        done = d, total = t;
        return true;
      });
  ASSERT_TRUE(made);
  EXPECT_GT(total, 16 + 120);
  EXPECT_EQ(made->settings.step, 2);
  EXPECT_EQ(done, total);
  EXPECT_LT(made->settings.size.width(), 160);
  EXPECT_LE(made->bytes, s.limit);
  EXPECT_NEAR(readFilm("gif", files.path("a.gif")).duration, 4, .006);
}

TEST(Gif, ThatCannotBeMadeSmallEnoughIsRefused) {
  const ScratchFiles files;
  FilmSettings s = settingsOf("gif", {160, 120}, 60);
  s.limit = 20'000;
  try {
    makeFilm(QString::fromStdString(files.path("a.gif")), s, [&](int frame) { return noise(frame, s.size); });
    ADD_FAILURE();
  } catch (const core::InputError& error) {
    EXPECT_NE(std::string(error.what()).find("the film takes more than 20000 bytes"), std::string::npos)
        << error.what();
  }
  EXPECT_FALSE(std::filesystem::exists(files.path("a.gif")));
}

TEST(Gif, OfAFastFilmHasAtMostFiftyFramesASecond) {
  const ScratchFiles files;
  FilmSettings s = settingsOf("gif", {64, 48}, 120);
  s.fps = 120;
  const auto made = makeFilm(QString::fromStdString(files.path("a.gif")), s, [&](int frame) { return disc(frame, s); });
  EXPECT_EQ(made->settings.step, 3);
  const ReadFilm film = readFilm("gif", files.path("a.gif"));
  EXPECT_EQ(film.frames.size(), 40u);
  EXPECT_NEAR(film.duration, 1, .006);
}

}  // namespace
