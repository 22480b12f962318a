#pragma once
// A film on its way to the disk: written whole or not at all.

#include <QImage>
#include <QString>
#include <memory>

#include "app/film/film_settings.h"
#include "core/util/error.h"

namespace app {

/// A GIF that would take more than its limit.
class FilmTooLarge : public core::InputError {
 public:
  using core::InputError::InputError;
};

/// Without finish() nothing is left behind, and what was there stays as it was.
class FilmWriter {
 public:
  virtual ~FilmWriter() = default;
  /// The next of the pictures that are kept. Throws InputError: one sentence; FilmTooLarge.
  virtual void add(const QImage& picture) = 0;
  /// Puts the film in its place. Throws InputError with path and reason; FilmTooLarge.
  virtual void finish() = 0;
  /// How many there are up to now.
  virtual std::int64_t bytes() const = 0;
};

/// `colours`: the 256 of a GIF (film_forecast.h); without them each picture has its own, which takes more room and
/// flickers. Throws InputError at once where nothing could be written later.
std::unique_ptr<FilmWriter> openFilm(const QString& path, const FilmSettings& settings, const QImage& colours = {});

}  // namespace app
