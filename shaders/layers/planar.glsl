// y = x + v tanh(w.x + b), v = u + (m(w.u) - w.u) w/|w|^2, m(a) = softplus(a) - 1. Parameters: w, u, b.
// Rezende, Mohamed 2015, equations 10 to 12. det J = 1 + m (1 - t^2) = t^2 + softplus(w.u) (1 - t^2), t the tanh.

#include "functions.glsl"
#include "gradient.glsl"
#include "tanh_root.glsl"

const bool planar_isCoupling = false;

struct Planar {
  vec2 w, u, v;
  float b;
  float a, n;  // w.u, |w|^2
  float s;     // softplus(a) = 1 + w.v
};

Planar planar_of(Program p) {
  Planar f;
  f.w = vec2(work[p.first], work[p.first + 1]);
  f.u = vec2(work[p.first + 2], work[p.first + 3]);
  f.b = work[p.first + 4];
  f.a = dot(f.w, f.u);
  f.n = max(dot(f.w, f.w), 1e-12);
  f.s = softplusOf(f.a);
  f.v = f.u + ((f.s - 1.0 - f.a) / f.n) * f.w;
  return f;
}

float planar_det(Planar f, float t) { return t * t + f.s * (1.0 - t * t); }

void planar_apply(Program p) {
  Planar f = planar_of(p);
  float t = tanhOf(dot(f.w, point) + f.b);
  point += f.v * t;
  logDet += logOf(planar_det(f, t));
}

void planar_invert(Program p) {
  Planar f = planar_of(p);
  float t = tanhOf(tanhRoot(f.s, dot(f.w, point) + f.b));
  point -= f.v * t;
  logDet -= logOf(planar_det(f, t));
}

void planar_backward(Program p, bool applied) {
  Planar f = planar_of(p);
  float m = f.s - 1.0;
  float t = tanhOf(dot(f.w, x) + f.b);
  float dt = 1.0 - t * t;
  float det = planar_det(f, t);
  float dLog = -2.0 * m * t * dt / det;  // d(log det)/d(w.x + b)
  vec2 gy = g;
  float gl = gLogDet;
  if (!applied) {
    // x was solved for: with G = g - gLogDet d(log det)/dx, the loss's derivative by y is J^-T G. J = I + dt v w^T.
    vec2 G = g - gLogDet * dLog * f.w;
    vec2 solved = G - f.w * (dt * dot(f.v, G) / det);
    gy = -solved;
    gl = -gLogDet;
    g = solved;
  }
  float gArgument = dt * dot(f.v, gy) + gl * dLog;
  if (applied) g += gArgument * f.w;
  vec4 first = tileSum(vec4(gArgument * x, gy * t));
  vec4 second = tileSum(vec4(gArgument, gl * dt / det, 0.0, 0.0));
  // v = u + k w with k = (m(a) - a)/n.
  vec2 gv = first.zw;
  float k = (m - f.a) / f.n;
  float gk = dot(gv, f.w);
  float slope = sigmoidOf(f.a);  // dm/da
  float ga = second.y * slope + gk * (slope - 1.0) / f.n;
  vec2 gw = first.xy + k * gv + ga * f.u - (2.0 * gk * k / f.n) * f.w;
  vec2 gu = gv + ga * f.w;
  if (lane() == 0u) {
    addGradient(p.first, gw.x);
    addGradient(p.first + 1, gw.y);
    addGradient(p.first + 2, gu.x);
    addGradient(p.first + 3, gu.y);
    addGradient(p.first + 4, second.x);
  }
}
