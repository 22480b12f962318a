@FN@vec2 radial(vec2 x, bool onward, float z1, float z2, float alpha, float total, @REF@ logDet) {
  float d1 = x.x - z1;
  float d2 = x.y - z2;
  float r = sqrt(d1 * d1 + d2 * d2);
  float beta = total - alpha;
  float side = onward ? 1.0 : -1.0;
  if (!onward) {
    float B = r - total;
    float root = sqrt(B * B + 4.0 * alpha * r);
    r = B < 0.0 ? 2.0 * alpha * r / (root - B) : 0.5 * (B + root);
  }
  float pull = side * beta / (onward ? alpha + r : r + total);
  logDet += side * (log(r + total) + log(r * (r + 2.0 * alpha) + alpha * total) - 3.0 * log(alpha + r));
  return vec2(x.x + pull * d1, x.y + pull * d2);
}
