@FN@vec2 residual(vec2 x, bool onward, int at, int width1, int width2, int width3, @REF@ logDet) {
  vec2 e1 = vec2(1.0, 0.0);
  vec2 e2 = vec2(0.0, 1.0);
  vec2 y = x;
  Push p = field(x, e1, e2, 0.0, false, at, width1, width2, width3);
  if (onward) {
    logDet += logOnePlus(excess(p));
    return vec2(x.x + p.way.x, x.y + p.way.y);
  }
  x = vec2(y.x - p.way.x, y.y - p.way.y);
  // Newton's move; where that gains nothing, Banach's, which always does.
  p = field(x, e1, e2, 0.0, false, at, width1, width2, width3);
  float m1 = x.x + p.way.x - y.x;
  float m2 = x.y + p.way.y - y.y;
  for (int i = 0; i < 60; ++i) {
    if (m1 * m1 + m2 * m2 <= 1e-13 * (1.0 + y.x * y.x + y.y * y.y)) break;
    vec2 move = solved(p, m1, m2);
    vec2 next = vec2(x.x - move.x, x.y - move.y);
    Push there = field(next, e1, e2, 0.0, false, at, width1, width2, width3);
    float n1 = next.x + there.way.x - y.x;
    float n2 = next.y + there.way.y - y.y;
    if (!(n1 * n1 + n2 * n2 < m1 * m1 + m2 * m2)) {
      next = vec2(x.x - m1, x.y - m2);
      there = field(next, e1, e2, 0.0, false, at, width1, width2, width3);
      n1 = next.x + there.way.x - y.x;
      n2 = next.y + there.way.y - y.y;
    }
    x = next;
    p = there;
    m1 = n1;
    m2 = n2;
  }
  logDet -= logOnePlus(excess(p));
  return x;
}
