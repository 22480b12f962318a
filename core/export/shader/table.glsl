// A uniform B-spline over [-5, 5], constant outside; its rows of `outputs` coefficients from weight(at) on.
@FN@void table(float x, int at, int intervals, int order, int outputs, @RAW@) {
  float u = (clamp(x, -5.0, 5.0) + 5.0) * (float(intervals) / 10.0);
  int row = int(min(floor(u), float(intervals - 1)));
  float t = u - float(row);
  float s = 1.0 - t;
  float w0 = 0.5 * s * s;
  float w1 = 0.5 + t * s;
  float w2 = 0.5 * t * t;
  float w3 = 0.0;
  if (order == 3) {
    w0 = s * s * s / 6.0;
    w1 = ((3.0 * t - 6.0) * t * t + 4.0) / 6.0;
    w2 = (((3.0 - 3.0 * t) * t + 3.0) * t + 1.0) / 6.0;
    w3 = t * t * t / 6.0;
  }
  for (int o = 0; o < outputs; ++o) {
    int i = at + row * outputs + o;
    raw[o] = w0 * weight(i) + w1 * weight(i + outputs) + w2 * weight(i + 2 * outputs);
    if (order == 3) raw[o] += w3 * weight(i + 3 * outputs);
  }
}
