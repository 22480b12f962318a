#pragma once
// Films as files: the formats there are, and making one from pictures.

#include <QImage>
#include <QSize>
#include <QString>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace app {

struct FilmFormat {
  std::string key, label;
  std::string ending;  ///< without the dot; empty: a folder of pictures
  bool transparent, loops;
};
const std::vector<FilmFormat>& filmFormats();
/// By the end of a path; nothing if it is none of a film.
std::optional<FilmFormat> filmFormatOf(const QString& path);

struct FilmSettings {
  std::string format;
  QSize size;
  int fps = 30, frames = 1;
  bool loop = true, transparent = false;
};

struct FilmMade {
  FilmSettings settings;
  std::int64_t bytes;
};
/// Whole or not at all: where `goesOn` says no, or anything fails, what was there stays as it was. Nothing if it was
/// stopped. Throws InputError.
std::optional<FilmMade> makeFilm(const QString& path, const FilmSettings& settings,
                                 const std::function<QImage(int frame)>& source,
                                 const std::function<bool(int done, int total)>& goesOn);

}  // namespace app
