#pragma once
// What libav is told for each format: encoder, container, pixels, options.

#include <map>
#include <string>
#include <vector>

#include "app/film/film_settings.h"
#include "app/film/libav.h"

namespace app {

struct FilmCodec {
  std::vector<std::string> encoders;  ///< the first that is there is taken
  std::string needed;                 ///< what they are, for the sentence: "H.264 encoder"
  std::string container;
  std::vector<std::string> filters;  ///< that must be there
};

/// nullptr for a format that is not written by libav.
const FilmCodec* filmCodec(const std::string& format);
/// nullptr if none is there.
const AVCodec* encoderOf(const FilmCodec& codec);

/// The unit of the times in the film, in seconds: the time of each picture is rounded to it, so errors do not add up.
AVRational ticks(const FilmSettings& settings);
/// From pictures as Qt has them to what the encoder takes; of a GIF, with the 256 colours at a second input.
std::string filterChain(const FilmSettings& settings, bool coloursGiven);

using Options = std::map<std::string, std::string>;
Options encoderOptions(const FilmSettings& settings, const std::string& encoder);
Options containerOptions(const FilmSettings& settings);

}  // namespace app
