@FN@vec2 affineMap(vec2 x, float a11, float a12, float a21, float a22, float b1, float b2) {
  return vec2(a11 * x.x + a12 * x.y + b1, a21 * x.x + a22 * x.y + b2);
}
