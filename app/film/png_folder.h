#pragma once
// A film as a folder of pictures: frame_0001.png and so on, put in its place as a whole.

#include "app/film/film_writer.h"

namespace app {

/// An earlier film's folder is replaced; another one that is not empty is refused.
class PngFolder : public FilmWriter {
 public:
  PngFolder(const QString& path, const FilmSettings& settings);
  ~PngFolder() override;

  void add(const QImage& picture) override;
  void finish() override;
  std::int64_t bytes() const override { return bytes_; }

 private:
  [[noreturn]] void refuse(const std::string& reason) const;

  FilmSettings settings_;
  std::string path_;       ///< as it was given
  std::string place_;      ///< where the folder comes to be: links followed
  std::string temporary_;  ///< beside it; empty once it is in its place
  int taken_ = 0;
  std::int64_t bytes_ = 0;
};

}  // namespace app
