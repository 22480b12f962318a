#include "tests/support/film_reader.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}
#include <webp/demux.h>

#include <QDir>
#include <QFile>
#include <QImageReader>
#include <cmath>
#include <memory>
#include <stdexcept>

namespace {

void expect(bool so, const std::string& what) {
  if (!so) throw std::runtime_error("cannot read the film: " + what);
}

struct Free {
  void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
  void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
  void operator()(AVPacket* p) const { av_packet_free(&p); }
  void operator()(AVFrame* p) const { av_frame_free(&p); }
  void operator()(SwsContext* p) const { sws_freeContext(p); }
  void operator()(WebPAnimDecoder* p) const { WebPAnimDecoderDelete(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

QImage toImage(const AVFrame& f) {
  const auto pixels = static_cast<AVPixelFormat>(f.format);
  Owned<SwsContext> scaler(sws_getContext(f.width, f.height, pixels, f.width, f.height, AV_PIX_FMT_RGB32,
                                          SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr, nullptr,
                                          nullptr));
  expect(scaler != nullptr, "its pixels");
  sws_setColorspaceDetails(scaler.get(), sws_getCoefficients(f.colorspace), f.color_range == AVCOL_RANGE_JPEG,
                           sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16);
  QImage image(f.width, f.height, QImage::Format_ARGB32);
  std::uint8_t* rows[] = {image.bits()};
  const int bytes[] = {static_cast<int>(image.bytesPerLine())};
  sws_scale(scaler.get(), f.data, f.linesize, 0, f.height, rows, bytes);
  return image;
}

ReadFilm readVideo(const std::string& path) {
  ReadFilm film;
  AVFormatContext* opened = nullptr;
  expect(avformat_open_input(&opened, path.c_str(), nullptr, nullptr) >= 0, path);
  const Owned<AVFormatContext> file(opened);
  expect(avformat_find_stream_info(opened, nullptr) >= 0 && opened->nb_streams == 1, "its streams");
  const AVStream& stream = *opened->streams[0];
  // libav's own decoder of VP9 leaves out transparency.
  const AVCodec* codec = stream.codecpar->codec_id == AV_CODEC_ID_VP9 ? avcodec_find_decoder_by_name("libvpx-vp9")
                                                                      : avcodec_find_decoder(stream.codecpar->codec_id);
  const Owned<AVCodecContext> decoder(avcodec_alloc_context3(codec));
  expect(avcodec_parameters_to_context(decoder.get(), stream.codecpar) >= 0, "its parameters");
  decoder->pkt_timebase = stream.time_base;
  expect(avcodec_open2(decoder.get(), codec, nullptr) >= 0, "no decoder");
  const Owned<AVPacket> packet(av_packet_alloc());
  const Owned<AVFrame> frame(av_frame_alloc());
  film.duration = static_cast<double>(opened->duration) / AV_TIME_BASE;
  film.hd = stream.codecpar->color_space == AVCOL_SPC_BT709 && stream.codecpar->color_range == AVCOL_RANGE_MPEG;
  for (bool more = true; more;) {
    more = av_read_frame(opened, packet.get()) >= 0;
    expect(avcodec_send_packet(decoder.get(), more ? packet.get() : nullptr) >= 0, "a broken packet");
    av_packet_unref(packet.get());
    while (avcodec_receive_frame(decoder.get(), frame.get()) >= 0) {
      film.frames.push_back(toImage(*frame));
      film.starts.push_back(static_cast<double>(frame->pts) * av_q2d(stream.time_base));
    }
  }
  return film;
}

ReadFilm readGif(const std::string& path) {
  ReadFilm film;
  QImageReader reader(QString::fromStdString(path), "gif");
  film.loops = reader.loopCount() == -1;
  for (QImage image; reader.read(&image);) {
    film.frames.push_back(image.convertToFormat(QImage::Format_ARGB32));
    film.starts.push_back(film.duration);
    film.duration += reader.nextImageDelay() / 1000.0;
  }
  return film;
}

ReadFilm readWebp(const std::string& path) {
  ReadFilm film;
  QFile file(QString::fromStdString(path));
  expect(file.open(QIODevice::ReadOnly), path);
  const QByteArray bytes = file.readAll();
  const WebPData data = {reinterpret_cast<const std::uint8_t*>(bytes.constData()), static_cast<size_t>(bytes.size())};
  const Owned<WebPAnimDecoder> decoder(WebPAnimDecoderNew(&data, nullptr));
  expect(decoder != nullptr, "not an animated WebP");
  WebPAnimInfo info;
  WebPAnimDecoderGetInfo(decoder.get(), &info);
  film.loops = info.loop_count == 0;
  while (WebPAnimDecoderHasMoreFrames(decoder.get())) {
    std::uint8_t* pixels = nullptr;
    int end = 0;
    expect(WebPAnimDecoderGetNext(decoder.get(), &pixels, &end) != 0, "a broken frame");
    const QImage image(pixels, static_cast<int>(info.canvas_width), static_cast<int>(info.canvas_height),
                       QImage::Format_RGBA8888);
    film.frames.push_back(image.convertToFormat(QImage::Format_ARGB32));
    film.starts.push_back(film.duration);
    film.duration = end / 1000.0;
  }
  return film;
}

ReadFilm readFolder(const std::string& path) {
  ReadFilm film;
  const QDir folder(QString::fromStdString(path));
  for (int i = 1;; ++i) {
    const QImage image(folder.filePath(QString("frame_%1.png").arg(i, 4, 10, QChar('0'))));
    if (image.isNull()) break;
    film.frames.push_back(image.convertToFormat(QImage::Format_ARGB32));
  }
  expect(static_cast<size_t>(folder.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size()) ==
             film.frames.size(),
         "the folder holds something else");
  return film;
}

}  // namespace

ReadFilm readFilm(const std::string& format, const std::string& path) {
  if (format == "png") return readFolder(path);
  if (format == "gif") return readGif(path);
  if (format == "webp") return readWebp(path);
  return readVideo(path);
}

double likeness(const QImage& a, const QImage& b) {
  double sum = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int x = 0; x < a.width(); ++x) {
      const QRgb p = a.pixel(x, y), q = b.pixel(x, y);
      for (const int d : {qRed(p) - qRed(q), qGreen(p) - qGreen(q), qBlue(p) - qBlue(q)}) sum += d * d;
    }
  }
  return sum == 0 ? INFINITY : 10 * std::log10(255.0 * 255.0 * 3 * a.width() * a.height() / sum);
}
