#pragma once
// Pictures in, the bytes of a film out: libav's filters, encoder and container in a row, in memory.

#include <QImage>
#include <memory>

#include "app/film/film_codec.h"
#include "app/film/film_graph.h"
#include "app/film/film_memory.h"

namespace app {

class FilmEncoder {
 public:
  /// `colours`: of a GIF, as coloursOf gives them; without them each picture has its own. Throws InputError.
  explicit FilmEncoder(const FilmSettings& settings, const QImage& colours = {});

  void add(const QImage& picture);
  /// Up to now; what the encoder holds back is not in it.
  std::int64_t bytes() const { return static_cast<std::int64_t>(memory_.bytes().size()); }
  std::string finish();

 private:
  void openEncoder(const FilmCodec& codec);
  void openContainer(const FilmCodec& codec);
  /// What the filters have ready; the encoder's packets of it.
  void pass();
  void encode(const AVFrame* frame);
  std::int64_t timeOf(int picture) const;
  QImage fitted(const QImage& picture) const;

  FilmSettings settings_;
  QSize size_;  ///< of the film
  int taken_ = 0;
  FilmMemory memory_;
  std::unique_ptr<FilmGraph> graph_;
  libav::Owned<AVCodecContext> encoder_;
  libav::Owned<AVFormatContext> container_;
  libav::Owned<AVPacket> packet_;
};

}  // namespace app
