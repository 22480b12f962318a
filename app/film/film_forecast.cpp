#include "app/film/film_forecast.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "app/film/film_encoder.h"
#include "app/film/film_picture.h"

namespace app {

namespace {

constexpr int kRuns = 4;         // twice as many of a long film
constexpr double kLong = 40;     // seconds
constexpr int kLeastRate = 12;   // frames a second: below, what moves stutters
constexpr int kLeastSide = 64;   // pixels of the shorter side
constexpr double kMargin = .93;  // of the limit: a forecast errs

/// The largest step that still has kLeastRate frames a second.
int coarsestStep(const FilmSettings& s) { return std::max({1, s.step, s.fps / kLeastRate}); }

/// The same film at a size at which it takes `share` of the bytes, more or less.
FilmSettings smaller(const FilmSettings& settings, double share) {
  FilmSettings s = settings;
  const double least = static_cast<double>(kLeastSide) / std::min(s.size.width(), s.size.height());
  const double scale = std::min(1.0, std::max(std::sqrt(share), least));
  s.size = QSize(static_cast<int>(std::lround(scale * s.size.width())),
                 static_cast<int>(std::lround(scale * s.size.height())));
  return s;
}

std::int64_t encodedBytes(FilmSettings s, const std::vector<QImage>& pictures, const QImage& colours) {
  if (s.format == "png") {
    std::int64_t bytes = 0;
    for (const QImage& picture : pictures)
      bytes += static_cast<std::int64_t>(pngOf(filmPicture(picture, s.size, s.transparent)).size());
    return bytes;
  }
  s.frames = static_cast<int>(pictures.size()) * s.step;
  FilmEncoder encoder(s, colours);
  for (const QImage& picture : pictures) encoder.add(picture);
  return static_cast<std::int64_t>(encoder.finish().size());
}

bool isVideo(const FilmSettings& s) { return s.format == "webm" || s.format == "mp4"; }

std::int64_t forecast(const FilmSettings& s, const FilmSample& sample, const QImage& colours, int cuts) {
  check(s);
  double first = 0, others = 0;
  int count = 0;
  for (const auto& run : sample) {
    std::vector<QImage> kept;
    for (size_t i = 0; i < run.size(); i += static_cast<size_t>(s.step)) kept.push_back(run[i]);
    const auto all = encodedBytes(s, kept, colours);
    if (sample.size() == 1 && static_cast<int>(kept.size()) == keptFrames(s)) return all;
    const auto alone = kept.size() == 1 ? all : encodedBytes(s, {kept[0]}, colours);
    first += static_cast<double>(alone) / static_cast<double>(sample.size());
    others += static_cast<double>(all - alone);
    count += static_cast<int>(kept.size()) - 1;
  }
  // Pictures that do not build on the one before: after a cut, and where one can jump to.
  const int whole = isVideo(s) ? cuts + (keptFrames(s) - 1) / keyFramesApart(s) : 0;
  return std::llround((1 + whole) * first +
                      std::max(0, keptFrames(s) - 1 - whole) * (count > 0 ? others / count : first));
}

}  // namespace

std::vector<std::vector<int>> sampledFrames(const FilmSettings& s) {
  // Each run has a pair at every step that may come to be. Encoders of video need some pictures to get going.
  const int length = std::max(isVideo(s) ? 12 : 4, coarsestStep(s) + 1);
  const int many = seconds(s) > kLong ? 2 * kRuns : kRuns;
  const int runs = s.frames <= 2 * length * many ? 1 : many;
  std::vector<std::vector<int>> numbers(static_cast<size_t>(runs), std::vector<int>(static_cast<size_t>(length)));
  if (runs == 1) numbers[0].resize(static_cast<size_t>(s.frames));
  for (int run = 0; run < runs; ++run) {
    auto& n = numbers[static_cast<size_t>(run)];
    std::iota(n.begin(), n.end(), runs == 1 ? 0 : (2 * run + 1) * s.frames / (2 * runs) - length / 2);
  }
  return numbers;
}

FilmSample sampleOf(const FilmSettings& settings, const FilmSource& source) {
  FilmSample sample;
  for (const auto& run : sampledFrames(settings)) {
    sample.emplace_back();
    for (const int frame : run) sample.back().push_back(source(frame));
  }
  return sample;
}

QImage coloursOf(const FilmSettings& s, const FilmSample& sample) {
  if (s.format != "gif") return {};
  std::vector<QImage> all;
  for (const auto& run : sample) {
    for (const QImage& picture : run) all.push_back(filmPicture(picture, picture.size(), s.transparent));
  }
  return coloursOf(all);
}

std::int64_t forecast(const FilmSettings& s, const FilmSample& sample, int cuts) {
  return forecast(s, sample, coloursOf(s, sample), cuts);
}

FilmSettings tightened(const FilmSettings& settings, double share) {
  FilmSettings s = settings;
  for (; share < 1 && s.step < coarsestStep(s) && s.step < s.frames; ++s.step) share *= (s.step + 1.0) / s.step;
  return smaller(s, share);
}

FilmSettings fitted(const FilmSettings& settings, const FilmSample& sample) {
  FilmSettings s = settings;
  if (s.format != "gif") return s;
  while (s.fps > 50 * s.step) ++s.step;
  if (s.limit == 0) return s;
  const QImage colours = coloursOf(s, sample);
  const double room = kMargin * static_cast<double>(s.limit);
  double bytes = static_cast<double>(forecast(s, sample, colours, 0));
  for (const int coarsest = coarsestStep(s); bytes > room && s.step < coarsest && s.step < s.frames;) {
    ++s.step;
    bytes *= (s.step - 1.0) / s.step;  // at best: only then it is worth the time to look
    if (bytes <= room) bytes = static_cast<double>(forecast(s, sample, colours, 0));
  }
  while (bytes > room) {
    const FilmSettings next = smaller(s, std::min(.9, room / bytes));
    if (next.size == s.size) break;
    s = next;
    bytes = static_cast<double>(forecast(s, sample, colours, 0));
  }
  return s;
}

QString described(const FilmSettings& s, std::int64_t bytes) {
  const auto number = [](double value) { return QString::number(value, 'g', value < 10 ? 2 : 3); };
  const double size = static_cast<double>(bytes);
  return QString::fromUtf8("%1 × %2 at %3 frames a second, %4 s, about %5")
      .arg(s.size.width())
      .arg(s.size.height())
      .arg(number(static_cast<double>(s.fps) / s.step), number(seconds(s)),
           size < 1e6 ? QString("%1 kB").arg(std::max(1.0, std::round(size / 1e3))) : number(size / 1e6) + " MB");
}

}  // namespace app
