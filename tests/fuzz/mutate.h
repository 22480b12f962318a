#pragma once
// Bytes that a reader must survive: valid ones, damaged at random, the same for the same seed.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

/// A source of small decisions. The distributions of the standard library differ between its makers; these do not.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t bits() { return engine_(); }
  /// In [0, count); 0 if there is none.
  size_t below(size_t count) { return count == 0 ? 0 : static_cast<size_t>(engine_() % count); }

 private:
  std::mt19937_64 engine_;
};

/// Numbers at the edges of what readers count with, as `width` bytes in either order.
inline std::string edge(Dice& dice, size_t width) {
  static constexpr std::uint64_t kEdges[] = {0,      1,      0x7f,       0x80,       0xff,           0x7fff,
                                             0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffffffff, ~std::uint64_t{0}};
  const std::uint64_t value = kEdges[dice.below(std::size(kEdges))];
  std::string bytes;
  for (size_t i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i));
  if (dice.below(2) == 1) std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

/// `bytes` after one accident, or up to six. `words` are what the format is made of.
inline std::string mutated(std::string bytes, const std::vector<std::string>& words, Dice& dice) {
  constexpr size_t kLongest = 1 << 16;
  for (size_t accidents = 1 + dice.below(dice.below(2) == 0 ? 1 : 6); accidents-- > 0;) {
    const size_t at = dice.below(bytes.size() + 1);
    const size_t length = std::min(1 + dice.below(dice.below(4) == 0 ? bytes.size() + 1 : 16), bytes.size() - at);
    switch (dice.below(9)) {
      case 0:  // a bit
        if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << dice.below(8)));
        break;
      case 1:  // a byte
        if (at < bytes.size()) bytes[at] = static_cast<char>(dice.bits());
        break;
      case 2: bytes.resize(dice.below(8) == 0 ? at : bytes.size() - std::min(bytes.size(), dice.below(8))); break;
      case 3: bytes.erase(at, length); break;
      case 4: {  // new bytes
        std::string inserted;
        for (size_t i = 0; i < 1 + length % 16; ++i) inserted += static_cast<char>(dice.bits());
        bytes.insert(at, inserted);
        break;
      }
      case 5: {  // the same again, once or often
        const std::string span = bytes.substr(at, length);
        for (size_t times = 1 + dice.below(dice.below(8) == 0 ? 200 : 3); times-- > 0;) bytes.insert(at, span);
        break;
      }
      case 6: {  // a number at an edge
        const std::string number = edge(dice, size_t{1} << dice.below(4));
        bytes.replace(at, std::min(number.size(), bytes.size() - at), number);
        break;
      }
      case 7:  // a number at an edge, as text
        bytes.insert(at, std::to_string(static_cast<std::int64_t>(dice.bits() >> dice.below(64))));
        break;
      default:
        if (!words.empty()) bytes.insert(at, words[dice.below(words.size())]);
    }
    if (bytes.size() > kLongest) bytes.resize(kLongest);
  }
  return bytes;
}

}  // namespace fuzz
