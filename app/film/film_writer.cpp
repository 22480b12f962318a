#include "app/film/film_writer.h"

#include "app/film/film_encoder.h"
#include "app/film/png_folder.h"
#include "core/project/project_file.h"

namespace app {

namespace {

/// Encodes in memory: nothing can be left behind, and the file comes into its place as a whole.
class FilmFile : public FilmWriter {
 public:
  FilmFile(const QString& path, const FilmSettings& settings, const QImage& colours)
      : path_(path.toStdString()),
        limit_(settings.format == "gif" ? settings.limit : 0),
        frames_(keptFrames(settings)),
        encoder_(settings, colours) {
    core::checkWritable(path_);
  }

  void add(const QImage& picture) override {
    encoder_.add(picture);
    ++taken_;
    keepToLimit(encoder_.bytes());
  }
  void finish() override {
    if (taken_ == 0) throw core::InputError(path_ + ": cannot write: a film without pictures");
    const std::string film = encoder_.finish();
    bytes_ = static_cast<std::int64_t>(film.size());
    keepToLimit(bytes_);
    core::writeFileAtomically(path_, film);
  }
  std::int64_t bytes() const override { return bytes_ > 0 ? bytes_ : encoder_.bytes(); }

 private:
  void keepToLimit(std::int64_t bytes) const {
    if (limit_ == 0 || bytes <= limit_) return;
    throw FilmTooLarge(path_ + ": the film takes more than " + std::to_string(limit_) + " bytes, after " +
                       std::to_string(taken_) + " of " + std::to_string(frames_) + " frames");
  }

  std::string path_;
  std::int64_t limit_;
  int frames_, taken_ = 0;
  FilmEncoder encoder_;
  std::int64_t bytes_ = 0;
};

}  // namespace

std::unique_ptr<FilmWriter> openFilm(const QString& path, const FilmSettings& settings, const QImage& colours) {
  check(settings);
  if (settings.format == "png") return std::make_unique<PngFolder>(path, settings);
  return std::make_unique<FilmFile>(path, settings, colours);
}

}  // namespace app
