#pragma once
// The formats that an animation can be written in, and whether this machine can write them.

#include <QString>
#include <optional>
#include <string>
#include <vector>

namespace app {

struct FilmFormat {
  std::string key;     ///< webm mp4 webp gif png
  std::string label;   ///< as a person reads it: "WebM (VP9)"
  std::string ending;  ///< of the file's name, without the dot; empty: a folder of pictures
  bool transparent;    ///< can have a transparent background
  bool loops;          ///< the file itself says whether it is played again and again
};

/// All that are known, the best default first.
const std::vector<FilmFormat>& filmFormats();
/// Throws InputError that lists the keys there are.
const FilmFormat& filmFormat(const std::string& key);
/// By the end of a file's name ("flow.webm"), or "frames/" for a folder; nothing if it is none of a film.
std::optional<FilmFormat> filmFormatOf(const QString& path);

/// Why this machine cannot write it, in one sentence ("no H.264 encoder is installed"); nothing where it can.
std::optional<QString> missing(const FilmFormat& format);

}  // namespace app
