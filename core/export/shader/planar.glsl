@FN@vec2 planar(vec2 x, bool onward, float w1, float w2, float u1, float u2, float b, float slope, @REF@ logDet) {
  float a = w1 * x.x + w2 * x.y + b;
  float t = tanh(onward ? a : tanhRoot(slope, a));
  float side = onward ? 1.0 : -1.0;
  logDet += side * log(t * t + slope * (1.0 - t * t));
  return vec2(x.x + side * u1 * t, x.y + side * u2 * t);
}
