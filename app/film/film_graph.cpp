#include "app/film/film_graph.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace app {

using libav::checked;
using libav::Owned;

namespace {

const std::string kDoing = "prepare the pictures of the film";

AVPixelFormat pixelsOf(bool transparent) { return transparent ? AV_PIX_FMT_RGB32 : AV_PIX_FMT_0RGB32; }

Owned<AVFrame> frameOf(const QImage& picture, bool transparent) {
  const QImage image = picture.convertToFormat(transparent ? QImage::Format_ARGB32 : QImage::Format_RGB32);
  Owned<AVFrame> frame(checked(av_frame_alloc(), kDoing));
  frame->format = pixelsOf(transparent);
  frame->width = image.width();
  frame->height = image.height();
  checked(av_frame_get_buffer(frame.get(), 0), kDoing);
  for (int y = 0; y < image.height(); ++y)
    std::memcpy(frame->data[0] + y * frame->linesize[0], image.constScanLine(y),
                4 * static_cast<size_t>(image.width()));
  return frame;
}

}  // namespace

FilmGraph::FilmGraph(const std::string& chain, QSize size, bool transparent, const QImage& colours)
    : transparent_(transparent),
      graph_(checked(avfilter_graph_alloc(), kDoing)),
      frame_(checked(av_frame_alloc(), kDoing)) {
  av_log_set_level(AV_LOG_QUIET);  // what goes wrong is told in a sentence of ours
  in_ = source("in", size, transparent);
  if (!colours.isNull()) colours_ = source("colours", colours.size(), true);
  checked(
      avfilter_graph_create_filter(&out_, avfilter_get_by_name("buffersink"), "out", nullptr, nullptr, graph_.get()),
      kDoing);

  // What libav calls outputs are the ends that wait for the chain's inputs.
  AVFilterInOut *starts = nullptr, *ends = nullptr;
  const auto link = [](AVFilterInOut*& list, const char* name, AVFilterContext* filter) {
    AVFilterInOut* one = checked(avfilter_inout_alloc(), kDoing);
    one->name = av_strdup(name);
    one->filter_ctx = filter;
    one->pad_idx = 0;
    one->next = list;
    list = one;
  };
  link(starts, "in", in_);
  if (colours_ != nullptr) link(starts, "colours", colours_);
  link(ends, "out", out_);
  const int parsed = avfilter_graph_parse_ptr(graph_.get(), chain.c_str(), &ends, &starts, nullptr);
  avfilter_inout_free(&starts);
  avfilter_inout_free(&ends);
  checked(parsed, kDoing);
  checked(avfilter_graph_config(graph_.get(), nullptr), kDoing);
  if (colours_ != nullptr) {
    checked(av_buffersrc_add_frame(colours_, frameOf(colours, true).get()), kDoing);
    checked(av_buffersrc_add_frame(colours_, nullptr), kDoing);
  }
}

AVFilterContext* FilmGraph::source(const char* name, QSize size, bool transparent) {
  AVFilterContext* made = nullptr;
  const std::string about = "video_size=" + std::to_string(size.width()) + "x" + std::to_string(size.height()) +
                            ":pix_fmt=" + av_get_pix_fmt_name(pixelsOf(transparent)) +
                            ":time_base=1/1000:pixel_aspect=1/1";
  checked(
      avfilter_graph_create_filter(&made, avfilter_get_by_name("buffer"), name, about.c_str(), nullptr, graph_.get()),
      kDoing);
  return made;
}

void FilmGraph::add(const QImage& picture, std::int64_t time) {
  const Owned<AVFrame> frame = frameOf(picture, transparent_);
  frame->pts = time;
  checked(av_buffersrc_add_frame(in_, frame.get()), kDoing);
}

void FilmGraph::end() { checked(av_buffersrc_add_frame(in_, nullptr), kDoing); }

AVFrame* FilmGraph::next() {
  av_frame_unref(frame_.get());
  const int got = av_buffersink_get_frame(out_, frame_.get());
  if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return nullptr;
  checked(got, kDoing);
  return frame_.get();
}

QImage coloursOf(const std::vector<QImage>& pictures) {
  // So many pixels are enough, and whole pictures take their time.
  constexpr double kPixels = 120'000;
  const QSize size = pictures.at(0).size();
  const double each = kPixels / static_cast<double>(pictures.size());
  const QSize few = size * std::min(1.0, std::sqrt(each / (1.0 * size.width() * size.height())));
  FilmGraph graph("[in]palettegen=stats_mode=full[out]", few, true);
  for (size_t i = 0; i < pictures.size(); ++i)
    graph.add(pictures[i].scaled(few, Qt::IgnoreAspectRatio, Qt::FastTransformation), static_cast<std::int64_t>(i));
  graph.end();
  const AVFrame* found = graph.next();
  if (found == nullptr) checked(AVERROR(EINVAL), kDoing);
  QImage colours(found->width, found->height, QImage::Format_ARGB32);
  for (int y = 0; y < found->height; ++y)
    std::memcpy(colours.scanLine(y), found->data[0] + y * found->linesize[0], 4 * static_cast<size_t>(found->width));
  return colours;
}

}  // namespace app
