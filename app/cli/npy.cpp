#include "app/cli/npy.h"

#include <bit>
#include <cstdint>

namespace app::cli {

std::string toNpy(std::span<const float> values, int rows, int columns) {
  constexpr size_t kAlignment = 64;
  const std::string magic = std::string("\x93NUMPY\x01", 7) + '\0';
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                       std::to_string(columns) + "), }";
  while ((magic.size() + 2 + header.size() + 1) % kAlignment != 0) header += ' ';
  header += '\n';
  std::string bytes = magic;
  bytes += static_cast<char>(header.size() & 255u);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  bytes.reserve(bytes.size() + 4 * values.size());
  for (const float value : values) {
    const auto word = std::bit_cast<std::uint32_t>(value);
    for (int i = 0; i < 4; ++i) bytes += static_cast<char>(word >> (8 * i) & 255u);
  }
  return bytes;
}

}  // namespace app::cli
