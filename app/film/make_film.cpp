#include "app/film/make_film.h"

#include <algorithm>

#include "app/film/film_queue.h"
#include "core/project/project_file.h"

namespace app {

namespace {

struct Stopped {};

/// Counts the pictures and tells of them.
class Counted {
 public:
  Counted(const FilmSource& source, const FilmProgress& progress) : source_(source), progress_(progress) {}

  void expect(int more) {
    total_ = done_ + more;
    tell();
  }
  QImage operator()(int frame) {
    QImage picture = source_(frame);
    ++done_;
    tell();
    return picture;
  }

 private:
  void tell() const {
    if (progress_ && !progress_(done_, total_)) throw Stopped{};
  }

  const FilmSource& source_;
  const FilmProgress& progress_;
  int done_ = 0, total_ = 0;
};

FilmMade write(const QString& path, const FilmSettings& settings, const QImage& colours, Counted& source,
               int& written) {
  FilmQueue film([&] { return openFilm(path, settings, colours); });
  for (int frame = 0; frame < settings.frames; frame += settings.step, ++written) film.add(source(frame));
  film.finish();
  return {settings, film.bytes()};
}

}  // namespace

std::optional<FilmMade> makeFilm(const QString& path, const FilmSettings& asked, const FilmSource& source,
                                 const FilmProgress& progress) {
  FilmSettings settings = asked;
  if (settings.format == "gif") settings.step = std::max(settings.step, (settings.fps + 49) / 50);
  check(settings);
  if (settings.format != "png") core::checkWritable(path.toStdString());
  Counted counted(source, progress);
  try {
    QImage colours;
    if (settings.format == "gif") {
      int samples = 0;
      for (const auto& run : sampledFrames(settings)) samples += static_cast<int>(run.size());
      counted.expect(samples + keptFrames(settings));
      const FilmSample sample = sampleOf(settings, [&](int frame) { return counted(frame); });
      settings = fitted(settings, sample);
      colours = coloursOf(settings, sample);
    }
    for (;;) {
      counted.expect(keptFrames(settings));
      int written = 0;
      try {
        return write(path, settings, colours, counted, written);
      } catch (const FilmTooLarge&) {
        // It took the whole limit for this many: the forecast was too low.
        const double share = static_cast<double>(std::max(1, written)) / keptFrames(settings);
        const FilmSettings next = tightened(settings, std::min(.85, .9 * share));
        if (next == settings) throw;
        settings = next;
      }
    }
  } catch (const Stopped&) {
    return std::nullopt;
  }
}

}  // namespace app
