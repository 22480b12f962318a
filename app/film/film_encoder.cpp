#include "app/film/film_encoder.h"

#include <algorithm>
#include <thread>

#include "app/film/film_picture.h"
#include "app/film/webp_durations.h"

namespace app {

using libav::checked;

namespace {

const std::string kDoing = "encode the film";

AVDictionary* dictionary(const Options& options) {
  AVDictionary* made = nullptr;
  for (const auto& [key, value] : options) av_dict_set(&made, key.c_str(), value.c_str(), 0);
  return made;
}

}  // namespace

FilmEncoder::FilmEncoder(const FilmSettings& settings, const QImage& colours)
    : settings_(settings), size_(settings.size), packet_(checked(av_packet_alloc(), kDoing)) {
  const FilmCodec& codec = *filmCodec(settings.format);
  if (settings.format == "mp4") size_ = QSize((size_.width() + 1) & ~1, (size_.height() + 1) & ~1);
  graph_ = std::make_unique<FilmGraph>(filterChain(settings, !colours.isNull()), size_, settings.transparent, colours);
  openEncoder(codec);
  openContainer(codec);
}

void FilmEncoder::openEncoder(const FilmCodec& codec) {
  const AVCodec* kind = encoderOf(codec);
  encoder_.reset(checked(avcodec_alloc_context3(kind), kDoing));
  AVCodecContext& e = *encoder_;
  e.width = size_.width();
  e.height = size_.height();
  e.sample_aspect_ratio = {1, 1};
  e.pix_fmt = static_cast<AVPixelFormat>(av_buffersink_get_format(graph_->out()));
  e.time_base = ticks(settings_);
  e.framerate = {settings_.fps, settings_.step};
  e.thread_count = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 8u));
  if (settings_.format == "webm" || settings_.format == "mp4") {
    e.colorspace = AVCOL_SPC_BT709;
    e.color_primaries = AVCOL_PRI_BT709;
    e.color_trc = AVCOL_TRC_BT709;
    e.color_range = AVCOL_RANGE_MPEG;
    e.chroma_sample_location = AVCHROMA_LOC_LEFT;
  }
  if (codec.container == "mp4" || codec.container == "webm") e.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  AVDictionary* options = dictionary(encoderOptions(settings_, kind->name));
  const int opened = avcodec_open2(encoder_.get(), kind, &options);
  av_dict_free(&options);
  checked(opened, kDoing);
}

void FilmEncoder::openContainer(const FilmCodec& codec) {
  AVFormatContext* made = nullptr;
  checked(avformat_alloc_output_context2(&made, nullptr, codec.container.c_str(), nullptr), kDoing);
  container_.reset(made);
  memory_.serve(*container_);
  AVStream* stream = checked(avformat_new_stream(made, nullptr), kDoing);
  stream->time_base = encoder_->time_base;
  stream->avg_frame_rate = encoder_->framerate;
  checked(avcodec_parameters_from_context(stream->codecpar, encoder_.get()), kDoing);
  Options wanted = containerOptions(settings_);
  if (settings_.format == "gif") {
    const int last = keptFrames(settings_) - 1;
    wanted["final_delay"] = std::to_string(timeOf(last + 1) - timeOf(last));
  }
  AVDictionary* options = dictionary(wanted);
  const int written = avformat_write_header(made, &options);
  av_dict_free(&options);
  checked(written, kDoing);
}

std::int64_t FilmEncoder::timeOf(int picture) const {
  const AVRational tick = ticks(settings_);
  const int came = picture == keptFrames(settings_) ? settings_.frames : picture * settings_.step;
  return av_rescale_q(came, {1, settings_.fps}, tick);
}

QImage FilmEncoder::fitted(const QImage& picture) const {
  const QImage image = filmPicture(picture, settings_.size, settings_.transparent);
  if (settings_.transparent) return bled(image);
  return settings_.format == "mp4" ? evenSided(image) : image;
}

void FilmEncoder::add(const QImage& picture) {
  graph_->add(fitted(picture), timeOf(taken_));
  ++taken_;
  pass();
}

void FilmEncoder::pass() {
  while (AVFrame* frame = graph_->next()) {
    frame->pict_type = AV_PICTURE_TYPE_NONE;
    encode(frame);
  }
}

void FilmEncoder::encode(const AVFrame* frame) {
  checked(avcodec_send_frame(encoder_.get(), frame), kDoing);
  for (;;) {
    const int got = avcodec_receive_packet(encoder_.get(), packet_.get());
    if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return;
    checked(got, kDoing);
    if (packet_->duration == 0) {
      const std::int64_t step = timeOf(1), end = timeOf(keptFrames(settings_));
      packet_->duration = packet_->pts < end ? std::min(step, end - packet_->pts) : step;
    }
    const AVStream& stream = *container_->streams[0];
    av_packet_rescale_ts(packet_.get(), encoder_->time_base, stream.time_base);
    packet_->stream_index = 0;
    checked(av_write_frame(container_.get(), packet_.get()), kDoing);
    av_packet_unref(packet_.get());
  }
}

std::string FilmEncoder::finish() {
  graph_->end();
  pass();
  encode(nullptr);
  checked(av_write_trailer(container_.get()), kDoing);
  avio_flush(container_->pb);
  std::string bytes = memory_.take();
  if (settings_.format == "webp") lastWebpDuration(bytes, timeOf(taken_));
  return bytes;
}

}  // namespace app
