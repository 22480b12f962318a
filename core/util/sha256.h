#pragma once
// SHA-256 (FIPS 180-4), to tell whether a file holds the same bytes as before; `sha256sum` says the same.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace core {

class Sha256 {
 public:
  void add(std::string_view bytes);
  /// 64 hexadecimal digits; no more can be added after it.
  std::string digits();

 private:
  void block(const unsigned char* bytes);

  std::array<std::uint32_t, 8> h_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::string rest_;  // fewer than 64 bytes
  std::uint64_t size_ = 0;
};

}  // namespace core
