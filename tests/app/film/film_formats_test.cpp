// What is written is what is read again, in every format that this machine can write.

#include <gtest/gtest.h>

#include <fstream>

#include "app/film/film_format.h"
#include "app/film/film_writer.h"
#include "core/util/error.h"
#include "tests/app/film/moving_pictures.h"
#include "tests/core/targets/scratch_files.h"
#include "tests/support/film_reader.h"

namespace {

using namespace app;
using namespace film_test;

class EveryFormat : public testing::TestWithParam<FilmFormat> {
 protected:
  void SetUp() override {
    if (const auto reason = missing(GetParam())) GTEST_SKIP() << reason->toStdString();
  }
  std::string path() const { return files_.path("film." + GetParam().key); }

  ReadFilm written(const FilmSettings& s, const FilmSource& source) {
    const QImage colours = coloursOf(s, {{source(0), source(s.frames / 2), source(s.frames - 1)}});
    const auto film = openFilm(QString::fromStdString(path()), s, colours);
    for (int i = 0; i < s.frames; i += s.step) film->add(source(i));
    film->finish();
    return readFilm(s.format, path());
  }
  ReadFilm written(const FilmSettings& s) {
    return written(s, [&](int frame) { return disc(frame, s); });
  }
  /// What its pictures have at least in common with those that were written, in dB.
  double leastLikeness() const {
    const std::string& key = GetParam().key;
    return key == "png" ? INFINITY : key == "gif" ? 30 : 35;
  }

  ScratchFiles files_;
};

TEST_P(EveryFormat, GivesTheSamePicturesAgain) {
  for (const QSize size : {QSize(160, 120), QSize(161, 121)}) {
    const FilmSettings s = settingsOf(GetParam().key, size);
    const ReadFilm film = written(s);
    ASSERT_EQ(film.frames.size(), 24u);
    const QSize wanted = s.format == "mp4" ? QSize((size.width() + 1) / 2 * 2, (size.height() + 1) / 2 * 2) : size;
    EXPECT_EQ(film.frames[0].size(), wanted);
    for (const int i : {0, 12, 23})
      EXPECT_GE(likeness(film.frames[static_cast<size_t>(i)].copy(QRect({0, 0}, size)), disc(i, s)), leastLikeness())
          << i;
    // A film of one picture 24 times would be found out.
    EXPECT_LT(likeness(film.frames[0].copy(QRect({0, 0}, size)), disc(12, s)), 25);
  }
}

TEST_P(EveryFormat, LastsAsLongAsItShould) {
  if (GetParam().key == "png") return;  // a folder has no times
  for (const int fps : {7, 24, 30}) {
    for (const int step : {1, 3}) {
      FilmSettings s = settingsOf(GetParam().key, {64, 48}, 25);
      s.fps = fps;
      s.step = step;
      const ReadFilm film = written(s);
      ASSERT_EQ(film.frames.size(), static_cast<size_t>(keptFrames(s))) << fps << " " << step;
      const double tick = s.format == "gif" ? .01 : .001;
      EXPECT_NEAR(film.duration, 25.0 / fps, 1.01 * tick) << fps << " " << step;
      for (size_t i = 0; i < film.starts.size(); ++i)
        EXPECT_NEAR(film.starts[i], static_cast<double>(i) * step / fps, .51 * tick) << fps << " " << step;
    }
  }
}

TEST_P(EveryFormat, KeepsColours) {
  const std::vector<QColor> colours = {
      Qt::black,         Qt::white,           Qt::red, Qt::green, Qt::blue, QColor(128, 128, 128),
      QColor(68, 1, 84), QColor(253, 231, 37)};
  const FilmSettings s = settingsOf(GetParam().key, {256, 128}, 3);
  const ReadFilm film = written(s, [&](int) {
    QImage image(s.size, QImage::Format_RGB32);
    QPainter p(&image);
    for (int i = 0; i < 8; ++i) p.fillRect(i % 4 * 64, i / 4 * 64, 64, 64, colours[static_cast<size_t>(i)]);
    p.end();
    return image;
  });
  ASSERT_FALSE(film.frames.empty());
  const int most = s.format == "png" || s.format == "gif" ? 0 : 4;
  for (int i = 0; i < 8; ++i) {
    const QColor back = film.frames.back().pixelColor(i % 4 * 64 + 32, i / 4 * 64 + 32);
    const QColor& c = colours[static_cast<size_t>(i)];
    EXPECT_LE(std::max({std::abs(back.red() - c.red()), std::abs(back.green() - c.green()),
                        std::abs(back.blue() - c.blue())}),
              most)
        << c.name().toStdString() << " came back as " << back.name().toStdString();
  }
  EXPECT_EQ(film.hd, s.format == "webm" || s.format == "mp4");
}

TEST_P(EveryFormat, LoopsIfItIsTold) {
  FilmSettings s = settingsOf(GetParam().key, {64, 48}, 4);
  EXPECT_EQ(written(s).loops, GetParam().loops);
  s.loop = false;
  EXPECT_FALSE(written(s).loops);
}

TEST_P(EveryFormat, IsTransparentWhereItPromisesTo) {
  FilmSettings s = settingsOf(GetParam().key, {160, 120}, 12);
  s.transparent = true;
  if (!GetParam().transparent) {
    EXPECT_THROW(written(s), core::InputError);
    return;
  }
  const ReadFilm film = written(s);
  ASSERT_EQ(film.frames.size(), 12u);
  for (const int i : {0, 6, 11}) {
    const QImage& image = film.frames[static_cast<size_t>(i)];
    EXPECT_LE(qAlpha(image.pixel(80, 5)), 4) << i;
    const QColor inside = image.pixelColor(discAt(i, s).toPoint());
    EXPECT_GE(inside.alpha(), 251) << i;
    EXPECT_NEAR(inside.red(), 200, 6) << i;
    EXPECT_NEAR(inside.green(), 60, 6) << i;
    EXPECT_NEAR(inside.blue(), 30, 6) << i;
  }
}

TEST_P(EveryFormat, KeepsTheColourOfThinLinesOnATransparentBackground) {
  FilmSettings s = settingsOf(GetParam().key, {160, 120}, 3);
  s.transparent = true;
  if (!GetParam().transparent) return;
  const ReadFilm film = written(s, [&](int frame) {
    QImage image(s.size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter p(&image);
    for (int x = 5; x < 160; x += 11) p.fillRect(x, frame, 1, 100, QColor(230, 60, 30));
    return image;
  });
  ASSERT_EQ(film.frames.size(), 3u);
  double red = 0, green = 0;
  for (int x = 5; x < 160; x += 11) {
    red += film.frames[2].pixelColor(x, 50).red() / 15.0;
    green += film.frames[2].pixelColor(x, 50).green() / 15.0;
  }
  EXPECT_NEAR(red, 230, 12);
  EXPECT_NEAR(green, 60, 12);
}

TEST_P(EveryFormat, LaysTransparentPicturesOnWhiteOtherwise) {
  const FilmSettings s = settingsOf(GetParam().key, {64, 64}, 2);
  const ReadFilm film = written(s, [&](int) {
    QImage image(s.size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    return image;
  });
  ASSERT_FALSE(film.frames.empty());
  EXPECT_GE(qGray(film.frames[0].pixel(30, 30)), 251);
  EXPECT_EQ(qAlpha(film.frames[0].pixel(30, 30)), 255);
}

TEST_P(EveryFormat, TakesPicturesOfAnotherSize) {
  const FilmSettings s = settingsOf(GetParam().key), large = settingsOf("png", {320, 240});
  const ReadFilm film = written(s, [&](int frame) { return disc(frame, large); });
  ASSERT_EQ(film.frames.size(), 24u);
  EXPECT_GE(likeness(film.frames[12], disc(12, s)), std::min(34.0, leastLikeness() - 1));
}

TEST_P(EveryFormat, IsFoundByItsName) {
  const std::string name = GetParam().ending.empty() ? "a/frames/" : "a/b." + GetParam().ending;
  const auto found = filmFormatOf(QString::fromStdString(name));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->key, GetParam().key);
}

INSTANTIATE_TEST_SUITE_P(Film, EveryFormat, testing::ValuesIn(filmFormats()),
                         [](const auto& tested) { return tested.param.key; });

TEST(FilmFormats, BeginWithTheDefaultAndAreFew) {
  EXPECT_EQ(filmFormats().front().key, "webm");
  EXPECT_EQ(FilmSettings().format, filmFormats().front().key);
  EXPECT_FALSE(filmFormatOf("flow.svg"));
  EXPECT_THROW(filmFormat("avi"), core::InputError);
}

TEST(FilmFormats, TellWhyOneCannotBeWritten) {
  EXPECT_EQ(missing({"avi", "AVI", "avi", false, false}), QString("this program knows no such format"));
}

TEST(FilmFormats, AnIndexComesFirstInAnMp4) {
  if (missing(filmFormat("mp4"))) GTEST_SKIP() << "no H.264";
  const ScratchFiles files;
  const FilmSettings s = settingsOf("mp4");
  const auto film = openFilm(QString::fromStdString(files.path("a.mp4")), s);
  for (int i = 0; i < s.frames; ++i) film->add(disc(i, s));
  film->finish();
  std::ostringstream text;
  text << std::ifstream(files.path("a.mp4"), std::ios::binary).rdbuf();
  EXPECT_LT(text.str().find("moov"), text.str().find("mdat"));
}

TEST(FilmFormats, RefuseWhatCannotBe) {
  const ScratchFiles files;
  const auto refused = [&](auto change) {
    FilmSettings s = settingsOf("webm");
    change(s);
    try {
      openFilm(QString::fromStdString(files.path("a")), s);
    } catch (const core::InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(refused([](FilmSettings& s) { s.size = {8, 100}; }), "the width of a film must be from 16 to 8192, not 8");
  EXPECT_NE(refused([](FilmSettings& s) { s.size = {100, 10000}; }), "");
  EXPECT_NE(refused([](FilmSettings& s) { s.fps = 0; }), "");
  EXPECT_NE(refused([](FilmSettings& s) { s.frames = 0; }), "");
  EXPECT_NE(refused([](FilmSettings& s) { s.step = 0; }), "");
  EXPECT_NE(refused([](FilmSettings& s) { s.quality = 101; }), "");
  EXPECT_EQ(refused([](FilmSettings& s) { s.format = "avi"; }),
            "unknown format of a film 'avi': there are webm, mp4, webp, gif, png");
  EXPECT_EQ(refused([](FilmSettings& s) {
              s.format = "gif";
              s.fps = 60;
            }),
            "a GIF has at most 50 frames a second, not 60");
}

}  // namespace
