#pragma once
// Small helpers of the exporters: texts from pieces, numbers as text, numbers as bytes.

#include <bit>
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace core {

/// The text of a file that the library was built with: "pytorch/planar.py".
std::string piece(const std::string& name);

/// `text` with every @NAME@ replaced.
std::string filled(std::string text, const std::vector<std::pair<std::string, std::string>>& values);

/// The shortest text that is read back as the same number; always with a point or an exponent.
template <class Number>
std::string literal(Number value) {
  char text[40];
  std::string out(text, std::to_chars(text, text + sizeof text, value).ptr);
  if (out.find_first_of(".en") == std::string::npos) out += ".0";
  return out;
}

/// Appends the bytes of `value`, least significant first.
template <class Word>
void appendLittleEndian(std::string& bytes, Word value) {
  for (size_t i = 0; i < sizeof(Word); ++i) bytes += static_cast<char>(value >> (8 * i) & 255u);
}
inline void appendFloat(std::string& bytes, double value) {
  appendLittleEndian(bytes, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
}
inline void appendDouble(std::string& bytes, double value) {
  appendLittleEndian(bytes, std::bit_cast<std::uint64_t>(value));
}

}  // namespace core
