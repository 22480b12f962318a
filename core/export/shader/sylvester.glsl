@FN@vec2 sylvester(vec2 x, bool onward, float c, float s, float r1, float r12, float r2, float slope1, float slope2,
                   float p11, float p12, float p22, float b1, float b2, @REF@ logDet) {
  float v1 = c * x.x + s * x.y;
  float v2 = c * x.y - s * x.x;
  float t2 = p22 * v2 + b2;
  t2 = tanh(onward ? t2 : tanhRoot(slope2, t2));
  float t1 = onward ? p11 * v1 + p12 * v2 + b1
                    : tanhRoot(slope1, p11 * (v1 - r12 * t2) + p12 * (v2 - r2 * t2) + b1);
  t1 = tanh(t1);
  float side = onward ? 1.0 : -1.0;
  logDet += side * (log(t1 * t1 + slope1 * (1.0 - t1 * t1)) + log(t2 * t2 + slope2 * (1.0 - t2 * t2)));
  float d1 = side * (r1 * t1 + r12 * t2);
  float d2 = side * r2 * t2;
  return vec2(x.x + c * d1 - s * d2, x.y + s * d1 + c * d2);
}
