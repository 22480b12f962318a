// Random numbers from a counter, bit for bit those of core/math/random.cpp.

#ifndef RNG_GLSL
#define RNG_GLSL

// What a stream is drawn for: numbers of core::Stream.
const uint kBatchStream = 1u;
const uint kBaseStream = 2u;

// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
uvec4 philox(uvec4 counter, uvec2 key) {
  for (int turn = 0; turn < 10; ++turn) {
    uvec2 high, low;
    umulExtended(uvec2(0xD2511F53u, 0xCD9E8D57u), counter.xz, high, low);
    counter = uvec4(high.y ^ counter.y ^ key.x, low.y, high.x ^ counter.w ^ key.y, low.x);
    key += uvec2(0x9E3779B9u, 0xBB67AE85u);
  }
  return counter;
}

// Row of the data pool that point i of the batch of this step takes.
uint batchIndex(uvec2 seed, uint step, uint i, uint poolSize) {
  uint high, low;
  umulExtended(philox(uvec4(i, step, kBatchStream, 0u), seed).x, poolSize, high, low);
  return high;
}

float uniformFrom(uint bits) { return (float(bits >> 9) + 0.5) * 1.1920928955078125e-7; }

// Correctly rounded, which the built-in root need not be: a root of 24 bits, digit by digit. For normal x > 0.
float exactRoot(float x) {
  int bits = floatBitsToInt(x);
  int e = (bits >> 23) - 127;
  uint m = (uint(bits & 0x007fffff) | 0x00800000u) << 1;
  if ((e & 1) != 0) {
    m <<= 1;
    e -= 1;
  }
  // x = m * 2^(e - 24) with e even. The root of m * 2^24 has 25 bits; each takes two bits of m, then zeros.
  uint root = 0u, rest = 0u;
  for (int i = 0; i < 25; ++i) {
    uint pair = i < 13 ? (m >> (24 - 2 * i)) & 3u : 0u;
    rest = (rest << 2) | pair;
    root <<= 1;
    uint trial = (root << 1) | 1u;
    if (rest >= trial) {
      rest -= trial;
      root |= 1u;
    }
  }
  // The lowest bit is half of a place: it rounds. A root is never a tie, as its square would need more bits than x has.
  root = (root >> 1) + (root & 1u);
  return intBitsToFloat(int(root) + (((e >> 1) + 126) << 23));
}

// Natural logarithm for x in (0, 1).
float logOfUniform(float x) {
  int bits = floatBitsToInt(x);
  int exponent = (bits >> 23) - 126;
  precise float m = intBitsToFloat((bits & 0x007fffff) | 0x3f000000);
  if (m < 0.70710678118654752) {
    exponent -= 1;
    m = m + m;
  }
  m = m - 1.0;
  precise float z = m * m;
  precise float p = 7.0376836292e-2;
  p = p * m + -1.1514610310e-1;
  p = p * m + 1.1676998740e-1;
  p = p * m + -1.2420140846e-1;
  p = p * m + 1.4249322787e-1;
  p = p * m + -1.6668057665e-1;
  p = p * m + 2.0000714765e-1;
  p = p * m + -2.4999993993e-1;
  p = p * m + 3.3333331174e-1;
  precise float y = p * m;
  y = y * z;
  precise float e = float(exponent);
  y = y + e * -2.12194440e-4;
  y = y - 0.5 * z;
  precise float r = m + y;
  r = r + e * 0.693359375;
  return r;
}

// Two independent normals by Box and Muller; sin and cos of a quarter turn (two bits) and a rest in [-1, 1] eighths.
vec2 normalPairFrom(uint a, uint b) {
  precise float square = -2.0 * logOfUniform(uniformFrom(a));
  float radius = exactRoot(square);
  uint quarter = b >> 30;
  precise float t = (float((b >> 7) & 0x7fffffu) + 0.5) * 2.384185791015625e-7 - 1.0;
  precise float x = t * 0.78539816339744831;
  precise float z = x * x;
  precise float s = -1.9515295891e-4;
  s = s * z + 8.3321608736e-3;
  s = s * z + -1.6666654611e-1;
  s = s * z;
  s = s * x;
  s = s + x;
  precise float c = 2.443315711809948e-5;
  c = c * z + -1.388731625493765e-3;
  c = c * z + 4.166664568298827e-2;
  c = c * z;
  c = c * z;
  c = c - 0.5 * z;
  c = c + 1.0;
  vec2 turned = (quarter & 1u) != 0u ? vec2(-s, c) : vec2(c, s);
  float signOf = (quarter & 2u) != 0u ? -1.0 : 1.0;
  return signOf * (radius * turned);
}

// Base point i of the batch of this step.
vec2 basePoint(uvec2 seed, uint step, uint i) {
  uvec4 words = philox(uvec4(i, step, kBaseStream, 0u), seed);
  return normalPairFrom(words.x, words.y);
}

#endif
