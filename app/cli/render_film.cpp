#include "app/cli/render_film.h"

#include <filesystem>

#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/figure/frame_feeder.h"
#include "app/film/film_format.h"
#include "app/film/make_film.h"
#include "core/util/error.h"
#include "core/util/thread_clock.h"

namespace app::cli {

namespace {

// A folder that is there needs no / to be one.
QString filmPath(const std::string& path) {
  std::error_code none;
  const bool folder = std::filesystem::is_directory(path, none) && !path.ends_with('/');
  return QString::fromStdString(folder ? path + "/" : path);
}

}  // namespace

bool isFilm(const std::string& path) { return filmFormatOf(filmPath(path)).has_value(); }

std::string filmEndings() {
  std::string text;
  for (const FilmFormat& format : filmFormats()) {
    if (!format.ending.empty()) text += (text.empty() ? "." : ", .") + format.ending;
  }
  return text + (text.empty() ? "/ for a folder of pictures" : " or / for a folder of pictures");
}

void renderFilm(const std::string& path, const FilmScript& script, int threads, Progress& progress) {
  const QString place = filmPath(path);
  FilmSettings settings;
  settings.format = filmFormatOf(place)->key;
  settings.size = script.spec.size;
  settings.fps = script.fps;
  settings.frames = script.frames();
  settings.loop = script.loop != FilmLoop::once;
  settings.transparent = script.spec.transparent;
  check(settings);
  FigureEvaluator evaluator(threads);
  FrameFeeder feeder(withCommonTop(script, evaluator), threads);
  const double start = core::wallSeconds();
  const auto goesOn = [&](int done, int total) {
    std::string note = "frame " + grouped(done) + " of " + grouped(total);
    if (done > 0) note += ", " + fixed((core::wallSeconds() - start) * (total - done) / done, 0) + " s left";
    progress.show(static_cast<double>(done) / total, note);
    return !interrupted();
  };
  std::optional<FilmMade> made;
  try {
    made = makeFilm(
        place, settings, [&](int i) { return feeder.frame(i); }, goesOn);
  } catch (const core::InputError& error) {
    throw WorkError(error.what());  // what was asked for has been checked
  }
  if (!made) throw Interrupted{};
}

}  // namespace app::cli
