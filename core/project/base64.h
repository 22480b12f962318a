#pragma once
// Base64 (RFC 4648, section 4): bytes as text, strict when read: no line breaks, padding required.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace core {

std::string toBase64(std::string_view bytes);
/// The bytes, or nothing if the text is not exactly what toBase64 writes.
std::optional<std::string> fromBase64(std::string_view text);
/// Length of the text that `bytes` bytes give.
constexpr std::uint64_t base64Length(std::uint64_t bytes) { return (bytes + 2) / 3 * 4; }

}  // namespace core
