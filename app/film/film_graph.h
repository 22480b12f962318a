#pragma once
// A chain of libav's filters: pictures as Qt has them go in, frames as an encoder takes them come out.

#include <QImage>
#include <string>
#include <vector>

#include "app/film/libav.h"

namespace app {

class FilmGraph {
 public:
  /// `chain` goes from [in] to [out]; where `colours` is given, it is the one picture at [colours].
  FilmGraph(const std::string& chain, QSize size, bool transparent, const QImage& colours = {});

  /// In any of Qt's formats, but of the size that was said.
  void add(const QImage& picture, std::int64_t time);
  void end();
  /// The next frame that is ready, or nullptr. It stays ours.
  AVFrame* next();
  const AVFilterContext* out() const { return out_; }

 private:
  AVFilterContext* source(const char* name, QSize size, bool transparent);

  bool transparent_;
  libav::Owned<AVFilterGraph> graph_;
  AVFilterContext *in_ = nullptr, *colours_ = nullptr, *out_ = nullptr;
  libav::Owned<AVFrame> frame_;
};

/// The 256 colours that serve all of `pictures` best, in 16 rows.
QImage coloursOf(const std::vector<QImage>& pictures);

}  // namespace app
