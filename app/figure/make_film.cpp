#include "app/figure/make_film.h"

#include <unistd.h>

#include <filesystem>

#include "core/util/error.h"

namespace app {

namespace fs = std::filesystem;

const std::vector<FilmFormat>& filmFormats() {
  static const std::vector<FilmFormat> all = {{"png", "PNG sequence", "", true, false}};
  return all;
}

std::optional<FilmFormat> filmFormatOf(const QString& path) {
  for (const FilmFormat& format : filmFormats()) {
    if (path.endsWith(QString::fromStdString(format.ending.empty() ? "/" : "." + format.ending))) return format;
  }
  return std::nullopt;
}

std::optional<FilmMade> makeFilm(const QString& path, const FilmSettings& settings,
                                 const std::function<QImage(int frame)>& source,
                                 const std::function<bool(int done, int total)>& goesOn) {
  fs::path place = path.toStdString();
  if (!place.has_filename()) place = place.parent_path();
  const fs::path temporary = place.parent_path() / (".pushforward-" + std::to_string(::getpid()));
  std::error_code error;
  const auto refuse = [&](const std::string& why) {
    fs::remove_all(temporary, error);
    throw core::InputError(path.toStdString() + ": cannot write: " + why);
  };
  if (fs::exists(place) && (!fs::is_directory(place) || !fs::is_empty(place)))
    refuse("it is there and not an empty folder");
  if (!fs::create_directory(temporary, error)) refuse(error.message());
  std::int64_t bytes = 0;
  try {
    for (int i = 0; i < settings.frames; ++i) {
      if (!goesOn(i, settings.frames)) {
        fs::remove_all(temporary);
        return std::nullopt;
      }
      const QString name = QString("frame_%1.png").arg(i + 1, 4, 10, QChar('0'));
      if (!source(i).save(QString::fromStdString((temporary / name.toStdString()).string())))
        refuse("the disk is full or broken");
    }
  } catch (...) {
    fs::remove_all(temporary);
    throw;
  }
  fs::rename(temporary, place, error);
  if (error) refuse(error.message());
  return FilmMade{settings, bytes};
}

}  // namespace app
