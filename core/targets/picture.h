#pragma once
// A picture as brightness: what an image file, a painting or a word becomes before it is a density.

#include <memory>
#include <string>
#include <vector>

#include "core/util/setting.h"

namespace core {

/// Sides are at most this after reading; larger ones are reduced by averaging.
inline constexpr int kMaxPictureSide = 512;
/// Files that say they have more pixels are refused before they are decoded.
inline constexpr int kMaxPixelsRead = 64'000'000;

struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> brightness;  ///< [height][width], row 0 on top; 0 black, 255 white
  bool operator==(const Picture&) const = default;
};

/// The picture, averaged down until no side is longer than `side`; itself if none is.
Picture reduced(const Picture& picture, int side = kMaxPictureSide);

/// PNG (what is transparent is white) or JPEG (turned as its camera was held), told apart by their first bytes. Throws InputError that names the file and
/// says what is wrong with it.
Picture readPicture(const std::string& path);
/// The same from memory; `name` is for errors.
Picture decodePicture(const std::string& bytes, const std::string& name);

/// Ink of each pixel, in [0, 1], row 0 on top, as the settings of the target `image` say: which end is dense, threshold,
/// blur, crop.
struct Ink {
  int width = 0, height = 0;
  std::vector<float> values;
};
Ink inkOf(const Picture& picture, const Settings& settings);

}  // namespace core
