#include "app/film/film_format.h"

#include "app/film/film_codec.h"
#include "core/util/error.h"

namespace app {

const std::vector<FilmFormat>& filmFormats() {
  static const std::vector<FilmFormat> kFormats = {
      {"webm", "WebM (VP9)", "webm", true, false},   {"mp4", "MP4 (H.264)", "mp4", false, false},
      {"webp", "Animated WebP", "webp", true, true}, {"gif", "GIF", "gif", false, true},
      {"png", "PNG sequence", "", true, false},
  };
  return kFormats;
}

const FilmFormat& filmFormat(const std::string& key) {
  std::string keys;
  for (const FilmFormat& format : filmFormats()) {
    if (format.key == key) return format;
    keys += (keys.empty() ? "" : ", ") + format.key;
  }
  throw core::InputError("unknown format of a film '" + key.substr(0, 40) + "': there are " + keys);
}

std::optional<FilmFormat> filmFormatOf(const QString& path) {
  for (const FilmFormat& format : filmFormats()) {
    const QString end = QString::fromStdString(format.ending.empty() ? "/" : "." + format.ending);
    if (path.endsWith(end, Qt::CaseInsensitive)) return format;
  }
  return std::nullopt;
}

std::optional<QString> missing(const FilmFormat& format) {
  if (format.key == "png") return std::nullopt;
  const FilmCodec* codec = filmCodec(format.key);
  if (codec == nullptr) return "this program knows no such format";
  if (encoderOf(*codec) == nullptr) return QString::fromStdString("no " + codec->needed + " is installed");
  if (av_guess_format(codec->container.c_str(), nullptr, nullptr) == nullptr)
    return QString::fromStdString("the libav that is installed cannot write " + format.label);
  for (const std::string& filter : codec->filters) {
    if (avfilter_get_by_name(filter.c_str()) == nullptr)
      return QString::fromStdString("the libav that is installed has no filter '" + filter + "'");
  }
  return std::nullopt;
}

}  // namespace app
