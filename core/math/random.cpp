#include "core/math/random.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/util/parallel.h"

namespace core {

namespace {

// Counter words that keep the uses of one seed apart.
std::array<std::uint32_t, 2> keyOf(std::uint64_t seed) {
  return {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
}

std::array<std::uint32_t, 4> draw(std::uint64_t seed, Stream stream, std::uint32_t step, std::uint32_t i) {
  return philox({i, step, static_cast<std::uint32_t>(stream), 0}, keyOf(seed));
}

// Natural logarithm for x in (0, 1), Cephes' logf. Every product and sum is rounded by itself: this file is compiled
// with -ffp-contract=off, and the GLSL twin says `precise`.
inline float logOf(float x) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
  int exponent = static_cast<int>(bits >> 23) - 126;
  float m = std::bit_cast<float>((bits & 0x007fffffu) | 0x3f000000u);  // [0.5, 1)
  const bool low = m < 0.70710678118654752f;
  exponent -= low ? 1 : 0;
  m = low ? m + m : m;
  m = m - 1.0f;
  const float z = m * m;
  float p = 7.0376836292e-2f;
  p = p * m + -1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m + -1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m + -1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m + -2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  float y = p * m;
  y = y * z;
  const float e = static_cast<float>(exponent);
  y = y + e * -2.12194440e-4f;
  y = y - 0.5f * z;
  float r = m + y;
  r = r + e * 0.693359375f;
  return r;
}

// sin and cos of pi/4 * t for t in [-1, 1].
inline float sinOf(float t) {
  const float x = t * 0.78539816339744831f;
  const float z = x * x;
  float p = -1.9515295891e-4f;
  p = p * z + 8.3321608736e-3f;
  p = p * z + -1.6666654611e-1f;
  p = p * z;
  p = p * x;
  return p + x;
}
inline float cosOf(float t) {
  const float x = t * 0.78539816339744831f;
  const float z = x * x;
  float p = 2.443315711809948e-5f;
  p = p * z + -1.388731625493765e-3f;
  p = p * z + 4.166664568298827e-2f;
  p = p * z;
  p = p * z;
  p = p - 0.5f * z;
  return p + 1.0f;
}

// One round for a counter's words a, b, c, d; the key moves on by itself.
inline void mixOnce(std::uint32_t& a, std::uint32_t& b, std::uint32_t& c, std::uint32_t& d, std::uint32_t k0,
                    std::uint32_t k1) {
  const std::uint64_t p0 = std::uint64_t{0xD2511F53u} * a;
  const std::uint64_t p1 = std::uint64_t{0xCD9E8D57u} * c;
  a = static_cast<std::uint32_t>(p1 >> 32) ^ b ^ k0;
  b = static_cast<std::uint32_t>(p1);
  c = static_cast<std::uint32_t>(p0 >> 32) ^ d ^ k1;
  d = static_cast<std::uint32_t>(p0);
}
constexpr int kRounds = 10;
constexpr std::uint32_t kKeySteps[2] = {0x9E3779B9u, 0xBB67AE85u};

inline void normalPair(std::uint32_t a, std::uint32_t b, float& first, float& second) {
  const float r = std::sqrt(-2.0f * logOf(uniformFrom(a)));
  // The angle 2 pi u as a quarter turn (two bits) and a rest in [-1, 1] eighths of a turn: exact reduction.
  const std::uint32_t quarter = b >> 30;
  const float t = (static_cast<float>(static_cast<std::int32_t>((b >> 7) & 0x7fffffu)) + 0.5f) * 0x1p-22f - 1.0f;
  const float s = sinOf(t);
  const float c = cosOf(t);
  const bool odd = (quarter & 1u) != 0u;
  const float x = odd ? -s : c;
  const float y = odd ? c : s;
  const float sign = (quarter & 2u) != 0u ? -1.0f : 1.0f;
  first = sign * (r * x);
  second = sign * (r * y);
}

// Points first, first + 1, ... of a stream: the same numbers as one by one, in loops that run as vectors.
constexpr int kRow = 64;
void drawRow(std::uint64_t seed, Stream stream, std::uint32_t first, float* z1, float* z2) {
  std::uint32_t a[kRow], b[kRow], c[kRow], d[kRow];
  for (std::uint32_t i = 0; i < kRow; ++i) {
    a[i] = first + i;
    b[i] = 0;
    c[i] = static_cast<std::uint32_t>(stream);
    d[i] = 0;
  }
  std::array<std::uint32_t, 2> k = keyOf(seed);
  for (int round = 0; round < kRounds; ++round) {
    for (int i = 0; i < kRow; ++i) mixOnce(a[i], b[i], c[i], d[i], k[0], k[1]);
    k[0] += kKeySteps[0];
    k[1] += kKeySteps[1];
  }
  for (int i = 0; i < kRow; ++i) normalPair(a[i], b[i], z1[i], z2[i]);
}

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> k) {
  for (int round = 0; round < kRounds; ++round) {
    mixOnce(c[0], c[1], c[2], c[3], k[0], k[1]);
    k[0] += kKeySteps[0];
    k[1] += kKeySteps[1];
  }
  return c;
}

std::array<float, 2> normalPairFrom(std::uint32_t a, std::uint32_t b) {
  std::array<float, 2> z{};
  normalPair(a, b, z[0], z[1]);
  return z;
}

std::uint32_t batchIndex(std::uint64_t seed, std::uint32_t step, std::uint32_t i, std::uint32_t poolSize) {
  return indexFrom(draw(seed, Stream::batch, step, i)[0], poolSize);
}

std::array<float, 2> basePoint(std::uint64_t seed, std::uint32_t step, std::uint32_t i) {
  const auto words = draw(seed, Stream::base, step, i);
  return normalPairFrom(words[0], words[1]);
}

namespace {

BaseNumbers numbersFrom(const std::array<std::uint32_t, 4>& words) {
  const auto z = normalPairFrom(words[0], words[1]);
  return {z[0], z[1], uniformFrom(words[2])};
}

}  // namespace

BaseNumbers baseNumbers(std::uint64_t seed, std::uint32_t step, std::uint32_t i) {
  return numbersFrom(draw(seed, Stream::base, step, i));
}

BaseNumbers cloudNumbers(std::uint64_t seed, std::uint32_t i) {
  return numbersFrom(draw(seed, Stream::particles, 0, i));
}

Points baseCloud(int n, std::uint64_t seed) {
  constexpr int kPart = 16384;
  Points points(n, 2);
  const auto fill = [&](int part) {
    for (int first = part * kPart; first < std::min(n, (part + 1) * kPart); first += kRow) {
      float z1[kRow], z2[kRow];
      drawRow(seed, Stream::particles, static_cast<std::uint32_t>(first), z1, z2);
      const int count = std::min(kRow, n - first);
      for (int i = 0; i < count; ++i) points(first + i, 0) = z1[i];
      for (int i = 0; i < count; ++i) points(first + i, 1) = z2[i];
    }
  };
  const int parts = (n + kPart - 1) / kPart;
  if (parts == 1) {
    fill(0);
  } else {
    inParallel(parts, fill);
  }
  return points;
}

float batchTime(std::uint64_t seed, std::uint32_t step, std::uint32_t i) {
  return uniformFrom(draw(seed, Stream::time, step, i)[0]);
}

std::uint32_t Rng::bits() {
  if (left_ == 0) {
    words_ = philox({static_cast<std::uint32_t>(block_), static_cast<std::uint32_t>(block_ >> 32),
                     static_cast<std::uint32_t>(stream_), 1 + part_},
                    keyOf(seed_));
    ++block_;
    left_ = 4;
  }
  return words_[static_cast<size_t>(4 - left_--)];
}

double Rng::uniform() {
  const std::uint64_t high = bits();
  const std::uint64_t low = bits();
  return (static_cast<double>(((high << 32) | low) >> 12) + 0.5) * 0x1p-52;
}

double Rng::normal() {
  if (hasSpare_) {
    hasSpare_ = false;
    return spare_;
  }
  // Marsaglia's polar method: no trigonometric function of the system's library, so the same everywhere.
  double u = 0, v = 0, s = 0;
  do {
    u = 2 * uniform() - 1;
    v = 2 * uniform() - 1;
    s = u * u + v * v;
  } while (s >= 1 || s == 0);
  const double f = std::sqrt(-2 * std::log(s) / s);
  spare_ = v * f;
  hasSpare_ = true;
  return u * f;
}

}  // namespace core
