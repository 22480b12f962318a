// y = R(phi) S x, S = exp(L), L = [p q; q r]. Parameters: phi, p, q, r. With L = mean I + gap N, N = [n1 n2; n2 -n1]:
// S = e^mean (cosh(gap) I + sinh(gap) N).

#include "functions.glsl"
#include "gradient.glsl"

const bool linear_isCoupling = false;

struct Linear {
  mat2 R, S, iS;
  vec2 n;
  float logDet;
  float high, low;         // eigenvalues of S
  bool highFree, lowFree;  // whether they move with those of L
  float mixed;             // (high - low) / (difference of L's eigenvalues)
};

Linear linear_of(Program p) {
  Linear f;
  vec2 sc = sinCosOf(work[p.first]);
  f.R = mat2(sc.y, sc.x, -sc.x, sc.y);  // columns
  vec3 L = vec3(work[p.first + 1], work[p.first + 2], work[p.first + 3]);
  float mean = 0.5 * (L.x + L.z);
  vec2 d = vec2(0.5 * (L.x - L.z), L.y);
  float gap = sqrt(dot(d, d));
  bool round = gap < 1e-18;  // any direction is as good as another
  f.n = round ? vec2(1.0, 0.0) : d / gap;
  // The logarithms of the eigenvalues count up to 30 only, as on the CPU.
  f.highFree = abs(mean + gap) <= 30.0;
  f.lowFree = abs(mean - gap) <= 30.0;
  float w = gap;
  if (!f.highFree || !f.lowFree) {
    float high = clamp(mean + gap, -30.0, 30.0);
    float low = clamp(mean - gap, -30.0, 30.0);
    mean = 0.5 * (high + low);
    w = 0.5 * (high - low);
  }
  float e = expOf(mean);
  float more = expm1Of(w);
  float sinhW = 0.5 * (more + more / (1.0 + more));
  float coshW = 0.5 * (1.0 + more + 1.0 / (1.0 + more));
  mat2 N = mat2(f.n.x, f.n.y, f.n.y, -f.n.x);
  f.S = e * (mat2(coshW) + sinhW * N);
  f.iS = (mat2(coshW) - sinhW * N) / e;
  f.logDet = 2.0 * mean;
  f.high = expOf(mean + w);
  f.low = expOf(mean - w);
  f.mixed = round ? e : e * sinhW / gap;
  return f;
}

void linear_apply(Program p) {
  Linear f = linear_of(p);
  point = f.R * (f.S * point);
  logDet += f.logDet;
}

void linear_invert(Program p) {
  Linear f = linear_of(p);
  point = f.iS * (transpose(f.R) * point);
  logDet -= f.logDet;
}

void linear_backward(Program p, bool applied) {
  Linear f = linear_of(p);
  vec2 h;  // the loss's derivative by S x, x held
  if (applied) {
    h = transpose(f.R) * g;
    g = f.S * h;
  } else {
    h = -(f.iS * g);
    g = -(f.R * h);
  }
  vec2 u = f.S * x;
  vec4 total = tileSum(vec4(h.x * x.x, h.x * x.y + h.y * x.x, h.y * x.y, h.y * u.x - h.x * u.y));
  float byLogDet = tileSum(applied ? gLogDet : -gLogDet);
  // From S to L: in the basis of eigenvectors the diagonal is multiplied by the derivatives of exp, the rest by its
  // divided difference.
  float trace = 0.5 * (total.x + total.z);
  vec2 d = 0.5 * vec2(total.x - total.z, total.y);
  float alongN = dot(f.n, d);
  float turned = f.mixed * (f.n.x * d.y - f.n.y * d.x);
  float high = f.highFree ? f.high * (trace + alongN) + byLogDet : 0.0;
  float low = f.lowFree ? f.low * (trace - alongN) + byLogDet : 0.0;
  float mean = 0.5 * (high + low);
  vec2 gap = 0.5 * (high - low) * f.n + turned * vec2(-f.n.y, f.n.x);
  if (lane() == 0u) {
    addGradient(p.first, total.w);
    addGradient(p.first + 1, mean + gap.x);
    addGradient(p.first + 2, 2.0 * gap.y);
    addGradient(p.first + 3, mean - gap.x);
  }
}
