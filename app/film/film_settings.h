#pragma once
// What is asked of a film: format, size, rate, length and how good it has to be.

#include <QSize>
#include <algorithm>
#include <cstdint>
#include <string>

namespace app {

struct FilmSettings {
  std::string format = "webm";     ///< a key of filmFormats()
  QSize size = {1920, 1080};       ///< pictures of another size are scaled; H.264 adds a pixel where a side is odd
  int fps = 30;                    ///< at which the pictures come, 1 to 120
  int frames = 1;                  ///< how many come
  int step = 1;                    ///< only every so manyth is kept, and shown for as long as those left out would be
  bool loop = true;                ///< where the format knows of it
  bool transparent = false;        ///< pictures with transparency otherwise lie on white
  int quality = 80;                ///< 0 to 100, of formats that lose something
  std::int64_t limit = 8'000'000;  ///< the most bytes that a GIF may take; 0: any number

  bool operator==(const FilmSettings&) const = default;
};

/// How many pictures are in the film: those of `frames` that are kept.
inline int keptFrames(const FilmSettings& s) { return (s.frames + s.step - 1) / s.step; }
inline double seconds(const FilmSettings& s) { return static_cast<double>(s.frames) / s.fps; }

/// Of a video: a picture that can be jumped to comes every eight seconds.
inline int keyFramesApart(const FilmSettings& s) { return std::max(1, 8 * s.fps / s.step); }

/// Throws InputError naming what is out of range, cannot be had together or is missing on this machine.
void check(const FilmSettings& settings);

}  // namespace app
