// The log-density of the base and its gradient, by the base's place in core/bases/bases.def; the formulas are those of
// core/bases/<kind>.cpp.

#ifndef BASE_GLSL
#define BASE_GLSL

#include "functions.glsl"

const float kLog2Pi = 1.8378770664093453;

float logBoxAlong(float z, float halfSide, float edge, out float slope) {
  float u = halfSide / edge;
  float v = z / edge;
  slope = (sigmoidOf(-u - v) - sigmoidOf(v - u)) / edge;
  v = abs(v);
  return log1pOf(-expOf(-2.0 * u)) - softplusOf(v - u) - log1pOf(expOf(-u - v)) - logOf(2.0 * halfSide);
}

float logMixture(vec2 z, int modes, float radius, float sd, out vec2 score) {
  float nearest = 1e30;
  for (int k = 0; k < modes; ++k) {
    vec2 d = radius * sinCosOf(6.2831853071795865 * float(k) / float(modes)).yx - z;
    nearest = min(nearest, dot(d, d));
  }
  float total = 0.0;
  vec2 pull = vec2(0);
  for (int k = 0; k < modes; ++k) {
    vec2 d = radius * sinCosOf(6.2831853071795865 * float(k) / float(modes)).yx - z;
    float w = expOf((nearest - dot(d, d)) / (2.0 * sd * sd));
    total += w;
    pull += w * d;
  }
  score = pull / (total * sd * sd);
  return logOf(total) - nearest / (2.0 * sd * sd) - logOf(float(modes) * sd * sd) - kLog2Pi;
}

float logBase(int kind, vec4 numbers, vec2 z, out vec2 score) {
  if (kind == 1) {
    float across = logBoxAlong(z.x, numbers.x, numbers.y, score.x);
    return across + logBoxAlong(z.y, numbers.x, numbers.y, score.y);
  }
  if (kind == 2) return logMixture(z, int(numbers.x), numbers.y, numbers.z, score);
  if (kind == 3) {
    float squared = dot(z, z);
    score = -(numbers.x + 2.0) / (numbers.x + squared) * z;
    return -0.5 * (numbers.x + 2.0) * log1pOf(squared / numbers.x) - kLog2Pi;
  }
  score = -z;
  return -0.5 * dot(z, z) - kLog2Pi;
}

#endif
