// How far a map moves a point, and the derivatives of that along both axes.
struct Push {
  vec2 way;
  vec2 along1;
  vec2 along2;
};

// A perceptron R^2 -> R^2, with time as a third input if `timed`, that carries the tangents v1 and v2 along.
@FN@Push field(vec2 x, vec2 v1, vec2 v2, float time, bool timed, int at, int width1, int width2, int width3) {
  float h[WIDEST];
  float p[WIDEST];
  float q[WIDEST];
  float nextH[WIDEST];
  float nextP[WIDEST];
  float nextQ[WIDEST];
  h[0] = x.x;
  h[1] = x.y;
  p[0] = v1.x;
  p[1] = v1.y;
  q[0] = v2.x;
  q[1] = v2.y;
  int inputs = 2;
  if (timed) {
    h[2] = time;
    p[2] = 0.0;
    q[2] = 0.0;
    inputs = 3;
  }
  for (int layer = 0; layer < 4; ++layer) {
    int width = layer == 0 ? width1 : layer == 1 ? width2 : layer == 2 ? width3 : 2;
    if (width == 0) continue;
    for (int o = 0; o < width; ++o) {
      float a = weight(at + inputs * width + o);
      float b = 0.0;
      float c = 0.0;
      for (int i = 0; i < inputs; ++i) {
        float w = weight(at + o * inputs + i);
        a += w * h[i];
        b += w * p[i];
        c += w * q[i];
      }
      float t = layer == 3 ? a : tanh(a);
      float slope = layer == 3 ? 1.0 : 1.0 - t * t;
      nextH[o] = t;
      nextP[o] = slope * b;
      nextQ[o] = slope * c;
    }
    for (int o = 0; o < width; ++o) {
      h[o] = nextH[o];
      p[o] = nextP[o];
      q[o] = nextQ[o];
    }
    at += (inputs + 1) * width;
    inputs = width;
  }
  Push push;
  push.way = vec2(h[0], h[1]);
  push.along1 = vec2(p[0], p[1]);
  push.along2 = vec2(q[0], q[1]);
  return push;
}

// det of the identity plus the derivatives, less 1.
@FN@float excess(Push p) {
  return p.along1.x + p.along2.y + (p.along1.x * p.along2.y - p.along1.y * p.along2.x);
}

// J^-1 (r1, r2).
@FN@vec2 solved(Push p, float r1, float r2) {
  float det = 1.0 + excess(p);
  return vec2((r1 + p.along2.y * r1 - p.along2.x * r2) / det, (r2 + p.along1.x * r2 - p.along1.y * r1) / det);
}
