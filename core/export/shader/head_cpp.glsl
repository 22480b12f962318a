// @TITLE@
//
// Written by Pushforward, for C++17, with nothing but the standard library:
//   @NAME@::vec2 x = @NAME@::toData({0.5f, -1.0f});  a point of the base, carried to the data
//   float p = std::exp(@NAME@::logp(x));             the density there
//   toBase(x, logDet) and toData(z, logDet) add log|det| of their maps to logDet.

#pragma once

#include <cmath>

namespace @NAME@ {

using std::abs, std::cos, std::exp, std::floor, std::log, std::sin, std::sqrt, std::tanh;

constexpr int WIDEST = @WIDEST@;
constexpr int OUTPUTS = @OUTPUTS@;

struct vec2 {
  float x = 0, y = 0;
  vec2() = default;
  vec2(float first, float second) : x(first), y(second) {}
};

inline float min(float a, float b) { return a < b ? a : b; }
inline float max(float a, float b) { return a > b ? a : b; }
inline float clamp(float a, float low, float high) { return min(max(a, low), high); }

inline constexpr float weights[@COUNT@] = {
@WEIGHTS@};

inline float weight(int i) { return weights[i]; }
