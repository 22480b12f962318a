// Exif 2.3, section 4.5: a segment APP1 with "Exif\0\0" and then a TIFF file, whose first directory may have the tag
// Orientation. https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf

#include "core/targets/jpeg_segments.h"

#include <cstdint>

namespace core {

namespace {

constexpr std::string_view kExif("Exif\0\0", 6);
constexpr std::uint32_t kOrientation = 0x112, kShort = 3;

// `count` bytes of `bytes` as a number; 0 behind the end.
std::uint32_t numberAt(std::string_view bytes, size_t at, size_t count, bool bigEndian) {
  if (at > bytes.size() || bytes.size() - at < count) return 0;
  std::uint32_t number = 0;
  for (size_t i = 0; i < count; ++i)
    number = number << 8 | static_cast<unsigned char>(bytes[at + (bigEndian ? i : count - 1 - i)]);
  return number;
}

int orientationIn(std::string_view tiff) {
  const bool bigEndian = tiff.starts_with("MM");
  if (!bigEndian && !tiff.starts_with("II")) return 1;
  const auto number = [&](size_t at, size_t count) { return numberAt(tiff, at, count, bigEndian); };
  if (number(2, 2) != 42) return 1;
  const size_t directory = number(4, 4);
  const size_t entries = number(directory, 2);
  for (size_t i = 0; i < entries; ++i) {
    const size_t entry = directory + 2 + 12 * i;
    if (entry >= tiff.size()) break;
    if (number(entry, 2) != kOrientation) continue;
    const std::uint32_t value = number(entry + 8, 2);
    return number(entry + 2, 2) == kShort && value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

// Segments: FF, what it is, and, with itself, its length; up to where the picture's data begin, or `look` says stop.
template <class Look>
void eachSegment(std::string_view jpeg, const Look& look) {
  for (size_t at = 2; at + 4 <= jpeg.size() && jpeg[at] == '\xff';) {
    const auto kind = static_cast<unsigned char>(jpeg[at + 1]);
    if (kind == 0xff) {  // fills
      ++at;
      continue;
    }
    const size_t length = numberAt(jpeg, at + 2, 2, true);
    if (kind == 0xda || kind == 0xd9 || length < 2 || look(kind, jpeg.substr(at + 4).substr(0, length - 2))) return;
    at += 2 + length;
  }
}

}  // namespace

int orientationOf(std::string_view jpeg) {
  int orientation = 1;
  eachSegment(jpeg, [&](unsigned char kind, std::string_view segment) {
    if (kind != 0xe1 || !segment.starts_with(kExif)) return false;
    orientation = orientationIn(segment.substr(kExif.size()));
    return true;
  });
  return orientation;
}

bool isProgressive(std::string_view jpeg) {
  bool progressive = false;
  eachSegment(jpeg, [&](unsigned char kind, std::string_view) {
    progressive = kind == 0xc2 || kind == 0xca;  // SOF2, and SOF10 with arithmetic coding
    return progressive;
  });
  return progressive;
}

Picture upright(const Picture& picture, int orientation) {
  // 2: mirrored, 3: upside down, 4: both; from 5 on rows and columns have changed places too.
  const int w = picture.width, h = picture.height;
  const bool swapped = orientation >= 5;
  const bool fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool fromBelow = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  if (orientation <= 1 || orientation > 8) return picture;
  Picture out{swapped ? h : w, swapped ? w : h, {}};
  out.brightness.reserve(picture.brightness.size());
  for (int j = 0; j < out.height; ++j) {
    for (int i = 0; i < out.width; ++i) {
      const int column = swapped ? j : i, row = swapped ? i : j;
      const int x = fromRight ? w - 1 - column : column, y = fromBelow ? h - 1 - row : row;
      out.brightness.push_back(
          picture.brightness[static_cast<size_t>(y) * static_cast<size_t>(w) + static_cast<size_t>(x)]);
    }
  }
  return out;
}

}  // namespace core
