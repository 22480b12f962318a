// y = e^a x + b, coordinate by coordinate. Parameters: a, b, and whether they have been set from data.

#include "functions.glsl"
#include "gradient.glsl"

const bool actnorm_isCoupling = false;

// Log-scales count up to 30 only, as on the CPU.
vec2 actnorm_raw(Program p) { return vec2(work[p.first], work[p.first + 1]); }
vec2 actnorm_log(Program p) { return clamp(actnorm_raw(p), -30.0, 30.0); }
vec2 actnorm_shift(Program p) { return vec2(work[p.first + 2], work[p.first + 3]); }
vec2 actnorm_exp(vec2 a) { return vec2(expOf(a.x), expOf(a.y)); }

void actnorm_apply(Program p) {
  vec2 a = actnorm_log(p);
  point = actnorm_exp(a) * point + actnorm_shift(p);
  logDet += a.x + a.y;
}

void actnorm_invert(Program p) {
  vec2 a = actnorm_log(p);
  point = actnorm_exp(-a) * (point - actnorm_shift(p));
  logDet -= a.x + a.y;
}

void actnorm_backward(Program p, bool applied) {
  vec2 a = actnorm_log(p);
  vec2 e = actnorm_exp(a);
  vec2 gy = g;
  float gl = gLogDet;
  if (applied) {
    g *= e;
  } else {
    g /= e;
    gy = -g;
    gl = -gLogDet;
  }
  vec4 total = tileSum(vec4(gy * e * x + gl, gy));
  if (lane() == 0u) {
    bvec2 free = lessThanEqual(abs(actnorm_raw(p)), vec2(30.0));
    addGradient(p.first, free.x ? total.x : 0.0);
    addGradient(p.first + 1, free.y ? total.y : 0.0);
    addGradient(p.first + 2, total.z);
    addGradient(p.first + 3, total.w);
  }
}
