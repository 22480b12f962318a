// y = x + Q R tanh(P Q^T x + b), Q a rotation, R and P (the paper's R~) upper triangular. Van den Berg and others,
// 2018. Parameters: angle, R11, R12, R22, P11, P12, P22, b. The diagonal of R is raw: softplus(R_ii P_ii + ln(e - 1))
// - 1 is what its product with P's comes to, > -1. det J = product of t^2 + (1 + product)(1 - t^2).

#include "functions.glsl"
#include "gradient.glsl"
#include "tanh_root.glsl"

const bool sylvester_isCoupling = false;

const float sylvester_k = 0.63212055882855768;  // 1 - 1/e, the slope of the product by R_ii P_ii at 0
const float sylvester_shift = 0.54132485461291810;

struct Sylvester {
  mat2 Q;
  vec2 raw, r;   // diagonal of R, before and after
  float r12;
  vec2 p;        // diagonal of P
  float p12;
  vec2 b;
  vec2 m, slope;  // r p and 1 + r p
  vec2 rise;      // dm/d(raw p)
  vec2 byP;       // dr/dp
};

// log(1 - k + k e^a), exact near 0.
float sylvester_product(float a) {
  return a > 0.0 ? a + log1pOf((1.0 - sylvester_k) * expm1Of(-a)) : log1pOf(sylvester_k * expm1Of(a));
}

// m/a and its derivative, by the series of m where a is small: the cumulants of a coin that shows k.
vec2 sylvester_ratio(float a, float m, float rise) {
  const float k = sylvester_k;
  const float k2 = k * (1.0 - k);
  const float k3 = k2 * (1.0 - 2.0 * k);
  const float k4 = k2 * (1.0 - 6.0 * k2);
  const float k5 = k3 * (1.0 - 12.0 * k2);
  if (abs(a) < 0.1) {
    return vec2(k + a * (k2 / 2.0 + a * (k3 / 6.0 + a * (k4 / 24.0 + a * k5 / 120.0))),
                k2 / 2.0 + a * (k3 / 3.0 + a * (k4 / 8.0 + a * k5 / 30.0)));
  }
  return vec2(m / a, (rise - m / a) / a);
}

Sylvester sylvester_of(Program p) {
  Sylvester f;
  int i = p.first;
  vec2 sc = sinCosOf(work[i]);
  f.Q = mat2(sc.y, sc.x, -sc.x, sc.y);  // columns
  f.raw = vec2(work[i + 1], work[i + 3]);
  f.r12 = work[i + 2];
  f.p = vec2(work[i + 4], work[i + 6]);
  f.p12 = work[i + 5];
  f.b = vec2(work[i + 7], work[i + 8]);
  vec2 a = f.raw * f.p;
  f.m = vec2(sylvester_product(a.x), sylvester_product(a.y));
  f.slope = vec2(softplusOf(a.x + sylvester_shift), softplusOf(a.y + sylvester_shift));
  f.rise = vec2(sigmoidOf(a.x + sylvester_shift), sigmoidOf(a.y + sylvester_shift));
  vec2 first = sylvester_ratio(a.x, f.m.x, f.rise.x);
  vec2 second = sylvester_ratio(a.y, f.m.y, f.rise.y);
  f.r = f.raw * vec2(first.x, second.x);
  f.byP = f.raw * f.raw * vec2(first.y, second.y);
  return f;
}

vec2 sylvester_tanh(Sylvester f, vec2 u) {
  vec2 a = f.p * u + vec2(f.p12 * u.y, 0.0) + f.b;
  return vec2(tanhOf(a.x), tanhOf(a.y));
}
vec2 sylvester_det(Sylvester f, vec2 t) { return t * t + f.slope * (1.0 - t * t); }
float sylvester_log(Sylvester f, vec2 t) {
  vec2 det = sylvester_det(f, t);
  return logOf(det.x) + logOf(det.y);
}
// R t.
vec2 sylvester_way(Sylvester f, vec2 t) { return f.r * t + vec2(f.r12 * t.y, 0.0); }

void sylvester_apply(Program p) {
  Sylvester f = sylvester_of(p);
  vec2 t = sylvester_tanh(f, transpose(f.Q) * point);
  point += f.Q * sylvester_way(f, t);
  logDet += sylvester_log(f, t);
}

void sylvester_invert(Program p) {
  Sylvester f = sylvester_of(p);
  vec2 v = transpose(f.Q) * point;
  // The second coordinate depends on itself alone; given it, so does the first.
  vec2 t;
  t.y = tanhOf(tanhRoot(f.slope.y, f.p.y * v.y + f.b.y));
  float u2 = v.y - f.r.y * t.y;
  t.x = tanhOf(tanhRoot(f.slope.x, f.p.x * (v.x - f.r12 * t.y) + f.p12 * u2 + f.b.x));
  point -= f.Q * sylvester_way(f, t);
  logDet -= sylvester_log(f, t);
}

void sylvester_backward(Program p, bool applied) {
  Sylvester f = sylvester_of(p);
  // Everything in the frame of Q.
  vec2 u = transpose(f.Q) * x;
  vec2 gv = transpose(f.Q) * g;
  float gl = gLogDet;
  vec2 t = sylvester_tanh(f, u);
  vec2 e = 1.0 - t * t;
  vec2 det = sylvester_det(f, t);
  vec2 dLog = -2.0 * f.m * t * e / det;  // d(log det)/d(argument of tanh)
  vec2 solved;
  if (!applied) {
    // J = I + R diag(e) P is upper triangular.
    vec2 G = gv - gl * (f.p * dLog + vec2(0.0, f.p12 * dLog.x));
    solved.x = G.x / det.x;
    solved.y = (G.y - (f.r.x * e.x * f.p12 + f.r12 * e.y * f.p.y) * solved.x) / det.y;
    gv = -solved;
    gl = -gl;
  }
  vec2 gArgument = (f.r * gv + vec2(0.0, f.r12 * gv.x)) * e + gl * dLog;
  vec2 gu = gv + f.p * gArgument + vec2(0.0, f.p12 * gArgument.x);
  g = f.Q * (applied ? gu : solved);
  vec2 v = u + sylvester_way(f, t);
  float turn = gu.x * u.y - gu.y * u.x + gv.y * v.x - gv.x * v.y;
  vec2 gm = gl * e / det;
  vec4 first = tileSum(vec4(turn, gv * t, gv.x * t.y));
  vec4 second = tileSum(vec4(gArgument * u, gArgument.x * u.y, gm.x));
  vec4 third = tileSum(vec4(gArgument, gm.y, 0.0));
  vec2 gR = first.yz;
  vec2 gM = vec2(second.w, third.z) * f.rise;
  vec2 gRaw = gR * f.rise + gM * f.p;
  vec2 gP = second.xy + gR * f.byP + gM * f.raw;
  if (lane() == 0u) {
    addGradient(p.first, first.x);
    addGradient(p.first + 1, gRaw.x);
    addGradient(p.first + 2, first.w);
    addGradient(p.first + 3, gRaw.y);
    addGradient(p.first + 4, gP.x);
    addGradient(p.first + 5, second.z);
    addGradient(p.first + 6, gP.y);
    addGradient(p.first + 7, third.x);
    addGradient(p.first + 8, third.y);
  }
}
