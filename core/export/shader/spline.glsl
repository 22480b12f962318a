// A monotone rational-quadratic spline on [-bound, bound]: raw widths, heights and inner slopes.
@FN@float splineSlope(int knot, int bins, @RAW@) {
  return knot == 0 || knot == bins ? 1.0 : 0.001 + softplus(raw[2 * bins + knot - 1] + 0.5397423);
}

@FN@float spline(float v, bool onward, int bins, float bound, @RAW@, @REF@ logDet) {
  if (!(abs(v) < bound)) return v;
  float topX = raw[0];
  float topY = raw[bins];
  for (int k = 1; k < bins; ++k) {
    topX = max(topX, raw[k]);
    topY = max(topY, raw[bins + k]);
  }
  float sumX = 0.0;
  float sumY = 0.0;
  for (int k = 0; k < bins; ++k) {
    sumX += exp(raw[k] - topX);
    sumY += exp(raw[bins + k] - topY);
  }
  float share = 1.0 - 0.001 * float(bins);
  float x0 = -bound;
  float y0 = -bound;
  float w = 1.0;
  float h = 1.0;
  int bin = 0;
  for (int k = 0; k < bins; ++k) {
    w = 2.0 * bound * (0.001 + share * (exp(raw[k] - topX) / sumX));
    h = 2.0 * bound * (0.001 + share * (exp(raw[bins + k] - topY) / sumY));
    bin = k;
    if (k == bins - 1 || v < (onward ? x0 + w : y0 + h)) break;
    x0 += w;
    y0 += h;
  }
  float d0 = splineSlope(bin, bins, raw);
  float d1 = splineSlope(bin + 1, bins, raw);
  float s = h / w;
  float xi = (v - x0) / w;
  if (!onward) {
    float up = v - y0;
    float bow = up * (d0 + d1 - 2.0 * s);
    float a = h * (s - d0) + bow;
    float b = h * d0 - bow;
    float c = -s * up;
    float below = b + sqrt(max(b * b - 4.0 * a * c, 0.0));
    xi = below == 0.0 ? 0.0 : -2.0 * c / below;
  }
  xi = clamp(xi, 0.0, 1.0);
  float t = xi * (1.0 - xi);
  float denominator = s + (d0 + d1 - 2.0 * s) * t;
  float q = d1 * xi * xi + 2.0 * s * t + d0 * (1.0 - xi) * (1.0 - xi);
  float logSlope = 2.0 * log(s) + log(q) - 2.0 * log(denominator);
  logDet += onward ? logSlope : -logSlope;
  return onward ? y0 + h * (s * xi * xi + d0 * t) / denominator : x0 + w * xi;
}
