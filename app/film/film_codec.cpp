#include "app/film/film_codec.h"

#include <algorithm>
#include <cmath>

namespace app {

namespace {

const std::map<std::string, FilmCodec> kCodecs = {
    {"webm", {{"libvpx-vp9"}, "VP9 encoder", "webm", {"scale", "format"}}},
    {"mp4", {{"libx264", "libopenh264"}, "H.264 encoder", "mp4", {"scale", "format"}}},
    {"webp", {{"libwebp_anim"}, "encoder for animated WebP", "webp", {"format"}}},
    {"gif", {{"gif"}, "GIF encoder", "gif", {"palettegen", "paletteuse", "split"}}},
};

std::string number(double value) { return std::to_string(static_cast<int>(std::lround(value))); }

/// A number from `worst` at quality 0 to `best` at 100.
std::string graded(const FilmSettings& s, double worst, double best) {
  return number(worst + (best - worst) * s.quality / 100);
}

}  // namespace

const FilmCodec* filmCodec(const std::string& format) {
  const auto found = kCodecs.find(format);
  return found == kCodecs.end() ? nullptr : &found->second;
}

const AVCodec* encoderOf(const FilmCodec& codec) {
  for (const std::string& name : codec.encoders) {
    if (const AVCodec* found = avcodec_find_encoder_by_name(name.c_str())) return found;
  }
  return nullptr;
}

AVRational ticks(const FilmSettings& s) {
  if (s.format == "gif") return {1, 100};
  if (s.format == "webp") return {1, 1000};
  return {1, s.fps};
}

std::string filterChain(const FilmSettings& s, bool coloursGiven) {
  // Ordered dither stands still where the picture does: errors that are spread would boil, and cost bytes.
  const std::string use = "paletteuse=dither=bayer:bayer_scale=4";
  if (s.format == "gif" && coloursGiven) return "[in][colours]" + use + "[out]";
  if (s.format == "gif")
    return "[in]split[a][b];[a]palettegen=stats_mode=single[colours];[b][colours]" + use + ":new=1[out]";
  if (s.format == "webp") return std::string("[in]format=") + av_get_pix_fmt_name(AV_PIX_FMT_RGB32) + "[out]";
  const std::string pixels = s.transparent ? "yuva420p" : "yuv420p";
  return "[in]scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_inp,format=" + pixels +
         "[out]";
}

Options encoderOptions(const FilmSettings& s, const std::string& encoder) {
  const std::string apart = number(keyFramesApart(s));
  // VP9 "realtime" took a fifth of the time of "good" (12 s for ten seconds of 1920x1080 on two cores, not 60), at the
  // same likeness and half as many bytes again.
  if (encoder == "libvpx-vp9")
    return {{"crf", graded(s, 52, 18)},
            {"b", "0"},
            {"deadline", "realtime"},
            {"cpu-used", "5"},
            {"row-mt", "1"},
            {"tile-columns", s.size.width() >= 1024 ? "2" : "0"},
            {"g", apart}};
  if (encoder == "libx264") return {{"crf", graded(s, 40, 14)}, {"preset", "veryfast"}, {"g", apart}};
  if (encoder == "libopenh264") {
    const double rate = 1.0 * s.size.width() * s.size.height() * s.fps / s.step;
    return {{"b", number(std::min(5e7, rate * (.02 + .002 * s.quality)))}, {"g", apart}};
  }
  if (encoder == "libwebp_anim") return {{"quality", number(s.quality)}, {"compression_level", "2"}};
  return {};
}

Options containerOptions(const FilmSettings& s) {
  if (s.format == "mp4") return {{"movflags", "+faststart"}};
  if (s.format == "gif") return {{"loop", s.loop ? "0" : "-1"}};
  if (s.format == "webp") return {{"loop", s.loop ? "0" : "1"}};
  return {};
}

}  // namespace app
