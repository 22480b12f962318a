#pragma once
// Lanes: as many numbers as one vector register of the processor holds, and the elementary functions on them. Only for
// .cpp files of core: the width is that of the level being compiled (SSE2, AVX2, AVX-512), so a Lanes never crosses the
// library's border.

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#include "core/math/types.h"

namespace core {

#if defined(__AVX512F__)
inline constexpr int kLaneBytes = 64;
#elif defined(__AVX__)
inline constexpr int kLaneBytes = 32;
#else
inline constexpr int kLaneBytes = 16;
#endif
inline constexpr int kLanes = kLaneBytes / static_cast<int>(sizeof(Real));

using Lanes = Real __attribute__((vector_size(kLaneBytes)));
// The integer type of the same width; comparisons of Lanes give one, all bits set where true.
#ifdef PUSHFORWARD_DOUBLE
using LaneInt = std::int64_t;
#else
using LaneInt = std::int32_t;
#endif
using LaneInts = LaneInt __attribute__((vector_size(kLaneBytes)));

inline Lanes load(const Real* p) {
  Lanes v;
  std::memcpy(&v, p, sizeof v);
  return v;
}
inline void store(Real* p, Lanes v) { std::memcpy(p, &v, sizeof v); }
/// x in every lane. Less 0, which is x to the last bit and so costs nothing; plus 0 would turn -0 into 0.
inline Lanes lanes(Real x) { return x - Lanes{}; }
inline LaneInts asInts(Lanes v) {
  LaneInts i;
  std::memcpy(&i, &v, sizeof i);
  return i;
}
inline Lanes asLanes(LaneInts i) {
  Lanes v;
  std::memcpy(&v, &i, sizeof v);
  return v;
}
inline Lanes select(LaneInts mask, Lanes yes, Lanes no) { return mask ? yes : no; }
// The smaller and the greater, b where one is not a number, and roots: the compiler makes two or three instructions of a
// comparison and a choice, and takes roots lane by lane.
#if defined(PUSHFORWARD_DOUBLE) || !defined(__SSE2__)
inline Lanes min(Lanes a, Lanes b) { return select(a < b, a, b); }
inline Lanes max(Lanes a, Lanes b) { return select(a > b, a, b); }
inline Lanes sqrt(Lanes v) {
  for (int i = 0; i < kLanes; ++i) v[i] = std::sqrt(v[i]);
  return v;
}
#elif defined(__AVX512F__)
constexpr __mmask16 kEach = 0xffff;  // the ones without a mask trip a warning of GCC 12 (its bug 105593)
inline Lanes min(Lanes a, Lanes b) { return _mm512_maskz_min_ps(kEach, a, b); }
inline Lanes max(Lanes a, Lanes b) { return _mm512_maskz_max_ps(kEach, a, b); }
inline Lanes sqrt(Lanes v) { return _mm512_maskz_sqrt_ps(kEach, v); }
#elif defined(__AVX__)
inline Lanes min(Lanes a, Lanes b) { return _mm256_min_ps(a, b); }
inline Lanes max(Lanes a, Lanes b) { return _mm256_max_ps(a, b); }
inline Lanes sqrt(Lanes v) { return _mm256_sqrt_ps(v); }
#else
inline Lanes min(Lanes a, Lanes b) { return _mm_min_ps(a, b); }
inline Lanes max(Lanes a, Lanes b) { return _mm_max_ps(a, b); }
inline Lanes sqrt(Lanes v) { return _mm_sqrt_ps(v); }
#endif
/// All but the sign bit.
inline Lanes abs(Lanes a) { return asLanes(asInts(a) & std::numeric_limits<LaneInt>::max()); }
inline Lanes clamp(Lanes a, Real low, Real high) { return min(max(a, lanes(low)), lanes(high)); }
inline bool any(LaneInts mask) {
  LaneInts zero{};
  return std::memcmp(&mask, &zero, sizeof mask) != 0;
}
/// In how many lanes a comparison came true.
inline int count(LaneInts mask) {
#if defined(__AVX512DQ__)
  __m512i m;
  std::memcpy(&m, &mask, sizeof m);
  return std::popcount(static_cast<unsigned>(kLanes == 16 ? _mm512_movepi32_mask(m) : _mm512_movepi64_mask(m)));
#else
  int n = 0;
  for (int i = 0; i < kLanes; ++i) n -= static_cast<int>(mask[i]);
  return n;
#endif
}
/// The sum of all lanes, always in the same order.
inline Real sum(Lanes v) {
  Real total = 0;
  for (int i = 0; i < kLanes; ++i) total += v[i];
  return total;
}
/// Two registers read as blocks of `size` numbers, a0 a1 a2 ... and b0 b1 b2 ...: the even blocks, a0 b0 a2 b2 ..., or
/// the odd ones, a1 b1 a3 b3 ...
template <int size, bool odd, size_t... i>
inline Lanes blocksOf(Lanes a, Lanes b, std::index_sequence<i...>) {
  return __builtin_shufflevector(
      a, b,
      ((i & size) != 0 ? kLanes + static_cast<int>(i) - (odd ? 0 : size) : static_cast<int>(i) + (odd ? size : 0))...);
}
template <int size>
inline Lanes evenBlocks(Lanes a, Lanes b) {
  return blocksOf<size, false>(a, b, std::make_index_sequence<kLanes>());
}
template <int size>
inline Lanes oddBlocks(Lanes a, Lanes b) {
  return blocksOf<size, true>(a, b, std::make_index_sequence<kLanes>());
}

/// Rows become columns: v[i][j] and v[j][i] are exchanged.
template <int size = 1>
inline void transpose(Lanes (&v)[kLanes]) {
  if constexpr (size < kLanes) {
    for (int i = 0; i < kLanes; ++i) {
      if ((i & size) != 0) continue;
      const Lanes a = v[i], b = v[i + size];
      v[i] = evenBlocks<size>(a, b);
      v[i + size] = oddBlocks<size>(a, b);
    }
    transpose<2 * size>(v);
  }
}

/// Lane i is the sum of all lanes of v[i], which is lost.
template <int size = 1>
inline Lanes sums(Lanes (&v)[kLanes]) {
  if constexpr (size < kLanes) {
    for (int i = 0; i < kLanes; i += 2 * size)
      v[i] = evenBlocks<size>(v[i], v[i + size]) + oddBlocks<size>(v[i], v[i + size]);
    return sums<2 * size>(v);
  } else {
    return v[0];
  }
}

#ifdef PUSHFORWARD_DOUBLE

inline Lanes eachLane(Lanes v, double (*f)(double)) {
  for (int i = 0; i < kLanes; ++i) v[i] = f(v[i]);
  return v;
}
inline Lanes exp(Lanes v) { return eachLane(v, std::exp); }
inline Lanes log(Lanes v) { return eachLane(v, std::log); }
inline Lanes log1p(Lanes v) { return eachLane(v, std::log1p); }

/// Like that of single precision Cephes', to a few units in the last place: where double precision spends its time.
inline Lanes tanh(Lanes v) {
  const Lanes a = min(abs(v), lanes(20));
  // a + a^3 top/bottom near 0, else 1 - 2/(e^2a + 1) with e^2a = 2^n (q + r)/(q - r): one division for both.
  const Lanes shifted = a * 2.8853900817779268 + 6755399441055744.0;  // its low bits are n
  const Lanes n = shifted - 6755399441055744.0;
  const Lanes x = (2 * a - n * 6.93145751953125e-1) - n * 1.42860682030941723212e-6;
  const Lanes xx = x * x;
  const Lanes r = x * ((1.26177193074810590878e-4 * xx + 3.02994407707441961300e-2) * xx + 9.99999999999999999910e-1);
  const Lanes q =
      ((3.00198505138664455042e-6 * xx + 2.52448340349684104192e-3) * xx + 2.27265548208155028766e-1) * xx + 2;
  const Lanes power = asLanes((asInts(shifted) + 1023) << 52);
  const Lanes z = a * a;
  const Lanes top = (-9.64399179425052238628e-1 * z - 9.92877231001918586564e1) * z - 1.61468768441708447952e3;
  const Lanes bottom = ((z + 1.12811678491632931402e2) * z + 2.23548839060100448583e3) * z + 4.84406305325125486048e3;
  const LaneInts near = a < 0.625;
  const Lanes size = select(near, a, lanes(1)) +
                     select(near, a * z * top, 2 * (r - q)) / select(near, bottom, power * (q + r) + (q - r));
  return select(v != v, v, select(v < 0, -size, size));
}

#else

// Single precision polynomials, those of Cephes (Moshier) and of Eigen's tanh: a few units in the last place, and the
// same formulas as shaders/functions.glsl, where the driver's own may err by 2^-11.

inline Lanes exp(Lanes x) {
  x = clamp(x, -87.0f, 88.0f);
  // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer.
  const Lanes n = (x * 1.44269504088896341f + 12582912.0f) - 12582912.0f;
  const Lanes r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
  Lanes p = lanes(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  const LaneInts i = __builtin_convertvector(n, LaneInts);
  return p * asLanes((i + 127) << 23);
}

/// For x > 0.
inline Lanes log(Lanes x) {
  x = max(x, lanes(1.17549435e-38f));
  const LaneInts bits = asInts(x);
  Lanes e = __builtin_convertvector((bits >> 23) - 126, Lanes);
  Lanes m = asLanes((bits & 0x007fffff) | 0x3f000000);
  const LaneInts low = m < 0.70710678118654752f;
  e = select(low, e - 1.0f, e);
  m = select(low, m + m, m) - 1.0f;
  const Lanes z = m * m;
  Lanes p = lanes(7.0376836292e-2f);
  p = p * m + -1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m + -1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m + -1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m + -2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  Lanes y = p * m * z;
  y = y + e * -2.12194440e-4f - 0.5f * z;
  return m + y + e * 0.693359375f;
}

/// log(1 + x) for x > -1, exact near 0 (Kahan's correction).
inline Lanes log1p(Lanes x) {
  const Lanes u = x + 1.0f;
  const Lanes d = u - 1.0f;
  return select(d == 0.0f, x, log(u) * (x / select(d == 0.0f, lanes(1.0f), d)));
}

inline Lanes tanh(Lanes x) {
  // The bounds first, so that what is not a number stays so.
  const Lanes c = min(lanes(7.90531110763549805f), max(lanes(-7.90531110763549805f), x));
  const Lanes z = c * c;
  Lanes p = lanes(-2.76076847742355e-16f);
  p = p * z + 2.00018790482477e-13f;
  p = p * z + -8.60467152213735e-11f;
  p = p * z + 5.12229709037114e-08f;
  p = p * z + 1.48572235717979e-05f;
  p = p * z + 6.37261928875436e-04f;
  p = p * z + 4.89352518554385e-03f;  // the last of both are equal: exact near 0
  Lanes q = lanes(1.19825839466702e-06f);
  q = q * z + 1.18534705686654e-04f;
  q = q * z + 2.26843463243900e-03f;
  q = q * z + 4.89352518554385e-03f;
  return c * p / q;
}

#endif

/// log(1 + e^x) without overflow.
inline Lanes softplus(Lanes x) { return max(x, lanes(0)) + log1p(exp(-abs(x))); }
inline Lanes sigmoid(Lanes x) {
  const Lanes e = exp(-abs(x));
  const Lanes small = e / (e + 1);
  return select(x < 0, small, 1 - small);
}

}  // namespace core
