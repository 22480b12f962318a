#include "core/util/quotes.h"

#include <algorithm>

namespace core {

namespace {

// Bytes of the UTF-8 character at the start of `text`; 0 if there is none (RFC 3629, section 4).
size_t characterLength(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const size_t length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  const bool outOfPlace = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                          (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
  return outOfPlace ? 0 : length;
}

}  // namespace

std::string inQuotes(std::string_view found) {
  constexpr size_t kLongest = 40;
  std::string text;
  while (!found.empty()) {
    const size_t length = characterLength(found);
    if (text.size() + std::max<size_t>(length, 1) > kLongest) {
      text += "...";
      break;
    }
    const bool printable = length > 1 || (length == 1 && found[0] >= ' ' && found[0] != 127);
    text += printable ? found.substr(0, length) : "?";
    found.remove_prefix(std::max<size_t>(length, 1));
  }
  return "'" + text + "'";
}

std::string_view firstCharacter(std::string_view text) {
  return text.substr(0, std::max<size_t>(characterLength(text), 1));
}

}  // namespace core
