#pragma once
// A file in memory, for libav to write to: what comes to the disk comes there at once.

#include <string>

#include "app/film/libav.h"

namespace app {

class FilmMemory {
 public:
  FilmMemory();
  FilmMemory(const FilmMemory&) = delete;
  FilmMemory& operator=(const FilmMemory&) = delete;

  /// Makes it the file that `format` writes to (and reads again, to move an index to the front).
  void serve(AVFormatContext& format);

  const std::string& bytes() const { return bytes_; }
  std::string take() { return std::move(bytes_); }

 private:
  struct Place {
    std::string* bytes;
    size_t at = 0;
  };
  static libav::Owned<AVIOContext> opened(Place& place, bool writing);

  std::string bytes_;
  Place end_, again_;
  libav::Owned<AVIOContext> out_, in_;
};

}  // namespace app
