// One move of Runge and Kutta from (x, t), of length h.
@FN@Push rungeKutta(vec2 x, float t, float h, int at, int width1, int width2, int width3) {
  Push sum;
  sum.way = vec2(0.0, 0.0);
  sum.along1 = vec2(0.0, 0.0);
  sum.along2 = vec2(0.0, 0.0);
  Push k = sum;
  for (int stage = 0; stage < 4; ++stage) {
    float reach = stage == 0 ? 0.0 : stage == 3 ? h : 0.5 * h;
    float share = (stage == 0 || stage == 3 ? 1.0 : 2.0) * h / 6.0;
    k = field(vec2(x.x + reach * k.way.x, x.y + reach * k.way.y),
              vec2(1.0 + reach * k.along1.x, reach * k.along1.y), vec2(reach * k.along2.x, 1.0 + reach * k.along2.y),
              t + reach, true, at, width1, width2, width3);
    sum.way = vec2(sum.way.x + share * k.way.x, sum.way.y + share * k.way.y);
    sum.along1 = vec2(sum.along1.x + share * k.along1.x, sum.along1.y + share * k.along1.y);
    sum.along2 = vec2(sum.along2.x + share * k.along2.x, sum.along2.y + share * k.along2.y);
  }
  return sum;
}

@FN@vec2 cnf(vec2 x, bool onward, int steps, float h, float last, int at, int width1, int width2, int width3,
             @REF@ logDet) {
  for (int n = 0; n < steps; ++n) {
    int i = onward ? n : steps - 1 - n;
    float size = i == steps - 1 ? last : h;
    float t = float(i) * h;
    if (onward) {
      Push p = rungeKutta(x, t, size, at, width1, width2, width3);
      x = vec2(x.x + p.way.x, x.y + p.way.y);
      logDet += logOnePlus(excess(p));
      continue;
    }
    // A move back, and Newton's steps to undo exactly the one that led here.
    vec2 y = x;
    Push p = rungeKutta(y, t + size, -size, at, width1, width2, width3);
    x = vec2(y.x + p.way.x, y.y + p.way.y);
    for (int k = 0; k < 3; ++k) {
      p = rungeKutta(x, t, size, at, width1, width2, width3);
      vec2 move = solved(p, x.x + p.way.x - y.x, x.y + p.way.y - y.y);
      x = vec2(x.x - move.x, x.y - move.y);
    }
    p = rungeKutta(x, t, size, at, width1, width2, width3);
    logDet -= logOnePlus(excess(p));
  }
  return x;
}
