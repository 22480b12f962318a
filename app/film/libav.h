#pragma once
// libav from C++: its headers, owners of what it makes, and its error numbers as InputError.

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

#include <memory>
#include <string>

#include "core/util/error.h"

namespace app::libav {

struct Free {
  void operator()(AVFrame* p) const { av_frame_free(&p); }
  void operator()(AVPacket* p) const { av_packet_free(&p); }
  void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
  void operator()(AVFilterGraph* p) const { avfilter_graph_free(&p); }
  void operator()(AVFormatContext* p) const { avformat_free_context(p); }
  void operator()(AVIOContext* p) const {
    av_freep(&p->buffer);  // libav may have put another in the place of the one it was given
    avio_context_free(&p);
  }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// Gives `code` back; a negative one becomes InputError: "cannot encode the film: Out of memory".
inline int checked(int code, const std::string& what) {
  if (code >= 0) return code;
  char reason[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, reason, sizeof reason);
  throw core::InputError("cannot " + what + ": " + reason);
}
template <class T>
T* checked(T* made, const std::string& what) {
  if (made == nullptr) checked(AVERROR(ENOMEM), what);
  return made;
}

}  // namespace app::libav
