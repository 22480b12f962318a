#include "app/film/webp_durations.h"

#include <algorithm>

namespace app {

namespace {

std::uint32_t little(const std::string& bytes, size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = count - 1; i >= 0; --i)
    value = value << 8 | static_cast<std::uint8_t>(bytes[at + static_cast<size_t>(i)]);
  return value;
}

}  // namespace

void lastWebpDuration(std::string& film, std::int64_t whole) {
  // RIFF, size, WEBP, and then chunks: name, size, content, padded to even. Of ANMF: x, y, width, height, duration, each
  // of three bytes.
  constexpr size_t kFirst = 12, kHead = 8, kDuration = 12;
  size_t last = 0;
  std::int64_t before = 0, shown = 0;
  for (size_t at = kFirst; at + kHead + kDuration + 3 <= film.size();) {
    if (film.compare(at, 4, "ANMF") == 0) {
      last = at + kHead + kDuration;
      before += shown;
      shown = little(film, last, 3);
    }
    at += kHead + ((size_t{little(film, at + 4, 4)} + 1) & ~size_t{1});
  }
  if (last == 0) return;
  const std::int64_t left = std::clamp<std::int64_t>(whole - before, 1, 0xffffff);
  for (int i = 0; i < 3; ++i) film[last + static_cast<size_t>(i)] = static_cast<char>(left >> (8 * i) & 0xff);
}

}  // namespace app
