#pragma once
// How large a film will be, told from a few of its pictures; and settings with which a GIF stays under its limit.

#include <QImage>
#include <QString>
#include <functional>
#include <vector>

#include "app/film/film_settings.h"

namespace app {

/// Gives the pictures of a film by number, from 0; may be asked for any, and more than once.
using FilmSource = std::function<QImage(int frame)>;

/// Runs of consecutive pictures from all over a film: what moves costs by its differences.
using FilmSample = std::vector<std::vector<QImage>>;
/// The numbers of those pictures; of a short film they are one run, and the forecast is exact.
std::vector<std::vector<int>> sampledFrames(const FilmSettings& settings);
FilmSample sampleOf(const FilmSettings& settings, const FilmSource& source);
/// What openFilm wants of a GIF; no picture for other formats.
QImage coloursOf(const FilmSettings& settings, const FilmSample& sample);

/// Bytes of the film. `sample` may be of the same film at another size or step. Throws InputError.
/// `cuts`: how often the picture becomes quite another.
std::int64_t forecast(const FilmSettings& settings, const FilmSample& sample, int cuts = 0);

/// With which a GIF keeps to settings.limit: fewer frames a second first (not under 12), then smaller pictures. Other
/// formats stay as they are.
FilmSettings fitted(const FilmSettings& settings, const FilmSample& sample);
/// The same, by the same rules, for a film that should take `share` of its bytes; as it was if there is no such way.
FilmSettings tightened(const FilmSettings& settings, double share);

/// "480 × 270 at 15 frames a second, 10 s, about 6.2 MB"
QString described(const FilmSettings& settings, std::int64_t bytes);

}  // namespace app
