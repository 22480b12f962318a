#pragma once
// A film made from beginning to end: pictures asked for, encoded, written; a GIF such that it keeps to its limit.

#include <QString>
#include <functional>
#include <optional>

#include "app/film/film_forecast.h"
#include "app/film/film_writer.h"

namespace app {

/// How many pictures of how many were drawn; the whole grows if a GIF turns out too large and is started again.
/// Giving false stops: nothing is left behind.
using FilmProgress = std::function<bool(int done, int total)>;

struct FilmMade {
  FilmSettings settings;  ///< as they came to be: a GIF's step and size may differ from what was asked
  std::int64_t bytes;
};

/// `source` is called on this thread, with numbers below settings.frames. Nothing if progress stopped it.
/// Throws InputError: one sentence, and nothing is left behind.
std::optional<FilmMade> makeFilm(const QString& path, const FilmSettings& settings, const FilmSource& source,
                                 const FilmProgress& progress = {});

}  // namespace app
