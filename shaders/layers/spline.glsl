// y2 = g(x2), g a monotone rational-quadratic spline of K bins on [-B, B], the identity outside; K widths, K heights
// and K - 1 inner slopes come from x1. Durkan, Bekasov, Murray, Papamakarios 2019, equations 4 to 8.
// Program words: d = K, e = B.

#ifndef SPLINE_GLSL
#define SPLINE_GLSL

#include "coupling.glsl"

const bool spline_isCoupling = true;

const float kSplineSize = 1e-3;                 // least width and height of a bin, as a share of 2B
const float kSplineSlope = 1e-3;                // least derivative at a knot
const float kSplineShift = 0.539742417236952;  // ln(e^(1 - kSplineSlope) - 1): slope 1 at raw 0

// The bin of a point and the place xi in [0, 1] in it; the map there is y_k + h N / D.
struct Spline {
  bool inside;
  int bin;
  float left, low;       // x_k, y_k
  float width, height;
  float d0, d1;          // slopes at its ends
  float xi;
  float s, N, D, q;      // s = h / w; slope = s^2 q / D^2
};

float spline_bound(Program p) { return intBitsToFloat(p.e); }

// Cells of the raw outputs: widths, heights, slopes.
int spline_widths(Program p) { return rawCells(p); }
int spline_heights(Program p) { return rawCells(p) + p.d; }
int spline_slopes(Program p) { return rawCells(p) + 2 * p.d; }

void spline_softmax(int first, int count) {
  float top = cell(first, spot());
  for (int k = 1; k < count; ++k) top = max(top, cell(first + k, spot()));
  float sum = 0.0;
  for (int k = 0; k < count; ++k) {
    float e = expOf(cell(first + k, spot()) - top);
    setCell(first + k, spot(), e);
    sum += e;
  }
  for (int k = 0; k < count; ++k) setCell(first + k, spot(), cell(first + k, spot()) / sum);
}

// Raw outputs -> shares of widths and heights, slopes; the invocations of a point share the work.
void spline_shape(Program p) {
  if (role() < 2u) {
    spline_softmax(role() == 0u ? spline_widths(p) : spline_heights(p), p.d);
  } else {
    for (int k = int(role()) - 2; k < p.d - 1; k += ROLES - 2) {
      int at = spline_slopes(p) + k;
      setCell(at, spot(), kSplineSlope + softplusOf(cell(at, spot()) + kSplineShift));
    }
  }
  sync();
}

float spline_size(Program p, int unit) {
  return 2.0 * spline_bound(p) * (kSplineSize + (1.0 - kSplineSize * float(p.d)) * cell(unit, spot()));
}

float spline_knot(Program p, int k) {  // the slope at knot k = 0..K
  return k == 0 || k == p.d ? 1.0 : cell(spline_slopes(p) + k - 1, spot());
}

// The bin that holds v, an x2 or (byY) a y2, and the map at that place.
Spline spline_find(Program p, float v, bool byY) {
  Spline f;
  float bound = spline_bound(p);
  f.inside = abs(v) < bound;
  v = clamp(v, -bound, bound);
  f.bin = 0;
  f.left = f.low = -bound;
  float left = -bound, low = -bound;
  for (int k = 1; k < p.d; ++k) {
    left += spline_size(p, spline_widths(p) + k - 1);
    low += spline_size(p, spline_heights(p) + k - 1);
    if (v >= (byY ? low : left)) {
      f.bin = k;
      f.left = left;
      f.low = low;
    }
  }
  f.width = spline_size(p, spline_widths(p) + f.bin);
  f.height = spline_size(p, spline_heights(p) + f.bin);
  f.d0 = spline_knot(p, f.bin);
  f.d1 = spline_knot(p, f.bin + 1);
  f.s = f.height / f.width;
  float bend = f.d0 + f.d1 - 2.0 * f.s;
  if (byY) {
    // y_k + h N / D = v is a quadratic in xi; its root in the form that loses no digits, the discriminant kept >= 0.
    float rise = v - f.low;
    float qa = f.height * (f.s - f.d0) + rise * bend;
    float qb = f.height * f.d0 - rise * bend;
    float qc = -f.s * rise;
    float below = qb + sqrt(max(qb * qb - 4.0 * qa * qc, 0.0));
    f.xi = below == 0.0 ? 0.0 : -2.0 * qc / below;
  } else {
    f.xi = (v - f.left) / f.width;
  }
  f.xi = clamp(f.xi, 0.0, 1.0);
  float hump = f.xi * (1.0 - f.xi);
  f.N = f.s * f.xi * f.xi + f.d0 * hump;
  f.D = f.s + bend * hump;
  f.q = f.d1 * f.xi * f.xi + 2.0 * f.s * hump + f.d0 * (1.0 - f.xi) * (1.0 - f.xi);
  return f;
}

float spline_logSlope(Spline f) { return f.inside ? 2.0 * logOf(f.s) + logOf(f.q) - 2.0 * logOf(f.D) : 0.0; }

void spline_apply(Program p) {
  spline_shape(p);
  float v = changed(p, point);
  Spline f = spline_find(p, v, false);
  point = joined(p, passed(p, point), f.inside ? f.low + f.height * (f.N / f.D) : v);
  logDet += spline_logSlope(f);
}

void spline_invert(Program p) {
  spline_shape(p);
  float v = changed(p, point);
  Spline f = spline_find(p, v, true);
  point = joined(p, passed(p, point), f.inside ? f.left + f.width * f.xi : v);
  logDet -= spline_logSlope(f);
}

// From dL/dsize of the bins, gEdge for those before `bin`, gSize for it and 0 for those after, through the softmax.
void spline_softmaxBackward(Program p, int first, int bin, float gEdge, float gSize) {
  float scale = 2.0 * spline_bound(p) * (1.0 - kSplineSize * float(p.d));
  float mean = gSize * cell(first + bin, spot());
  for (int k = 0; k < bin; ++k) mean += gEdge * cell(first + k, spot());
  for (int k = 0; k < p.d; ++k) {
    float gk = k < bin ? gEdge : k == bin ? gSize : 0.0;
    setCell(first + k, spot(), scale * cell(first + k, spot()) * (gk - mean));
  }
}

void spline_backward(Program p, bool applied) {
  spline_shape(p);
  Spline f = spline_find(p, changed(p, applied ? x : y), !applied);
  // Derivatives by xi of the parts, and with them of y and of the log-slope.
  float u = 1.0 - 2.0 * f.xi;
  float bend = f.d0 + f.d1 - 2.0 * f.s;
  float dD = bend * u;
  float dq = 2.0 * (f.d1 * f.xi + f.s * u - f.d0 * (1.0 - f.xi));
  float slope = f.inside ? f.s * f.s * f.q / (f.D * f.D) : 1.0;
  float dLogSlope = f.inside ? (dq / f.q - 2.0 * dD / f.D) / f.width : 0.0;
  vec2 carried = carryBack(p, applied, slope, dLogSlope);
  float a = f.inside ? carried.x : 0.0;
  float b = f.inside ? carried.y : 0.0;
  // Reverse through y = low + height N / D and log slope = 2 log s + log q - 2 log D ...
  float hump = f.xi * (1.0 - f.xi);
  float gN = a * f.height / f.D;
  float gD = -(gN * f.N + 2.0 * b) / f.D;
  float gq = b / f.q;
  // ... through N, D and q ...
  float gXi = gN * (2.0 * f.s * f.xi + f.d0 * u) + gD * dD + gq * dq;
  float gS = gN * f.xi * f.xi + gD * (1.0 - 2.0 * hump) + gq * 2.0 * hump + 2.0 * b / f.s;
  float g0 = (gN + gD) * hump + gq * (1.0 - f.xi) * (1.0 - f.xi);
  float g1 = gD * hump + gq * f.xi * f.xi;
  // ... and through s = height / width and xi = (x - left) / width.
  float gHeight = a * f.N / f.D + gS / f.width;
  float gWidth = -(gS * f.s + gXi * f.xi) / f.width;
  float gLeft = -gXi / f.width;
  sync();
  if (role() == 0u) {
    spline_softmaxBackward(p, spline_widths(p), f.bin, gLeft, gWidth);
  } else if (role() == 1u) {
    spline_softmaxBackward(p, spline_heights(p), f.bin, a, gHeight);
  } else {
    for (int k = int(role()) - 2; k < p.d - 1; k += ROLES - 2) {  // inner knot k lies between bins k and k + 1
      int at = spline_slopes(p) + k;
      float gk = k == f.bin ? g1 : k + 1 == f.bin ? g0 : 0.0;
      setCell(at, spot(), gk * (1.0 - expOf(kSplineSlope - cell(at, spot()))));
    }
  }
}

#endif
