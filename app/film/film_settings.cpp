#include "app/film/film_settings.h"

#include "app/film/film_format.h"
#include "core/util/error.h"

namespace app {

namespace {

void within(const char* what, std::int64_t value, std::int64_t least, std::int64_t most) {
  if (value < least || value > most)
    throw core::InputError(std::string(what) + " must be from " + std::to_string(least) + " to " +
                           std::to_string(most) + ", not " + std::to_string(value));
}

}  // namespace

void check(const FilmSettings& s) {
  const FilmFormat& format = filmFormat(s.format);
  within("the width of a film", s.size.width(), 16, 8192);
  within("the height of a film", s.size.height(), 16, 8192);
  within("the frames per second of a film", s.fps, 1, 120);
  within("the number of a film's frames", s.frames, 1, 1'000'000);
  within("the step of a film's frames", s.step, 1, s.frames);
  within("the quality of a film", s.quality, 0, 100);
  // Programs that show a GIF take shorter times than 1/50 s for 1/10 s.
  if (s.format == "gif" && s.fps > 50 * s.step)
    throw core::InputError("a GIF has at most 50 frames a second, not " + std::to_string(s.fps / s.step));
  if (s.transparent && !format.transparent) throw core::InputError(format.label + " has no transparent background");
  if (const auto reason = missing(format))
    throw core::InputError(format.label + " cannot be written here: " + reason->toStdString());
}

}  // namespace app
