// y = x + beta h (x - z0), h = 1/(alpha + r), r = |x - z0|. Parameters: z0, a, b; alpha = softplus(a), alpha + beta =
// softplus(b). Rezende, Mohamed 2015, equation 14. With s = alpha + beta the Jacobian stretches by (r + s) h across the
// ray from z0 and by (r^2 + 2 alpha r + alpha s) h^2 along it.

#include "functions.glsl"
#include "gradient.glsl"

const bool radial_isCoupling = false;

struct Radial {
  vec2 centre;
  float alpha, s, beta;
};

Radial radial_of(Program p) {
  Radial f;
  f.centre = vec2(work[p.first], work[p.first + 1]);
  // Floors: the product of the two must not be rounded to 0.
  f.alpha = max(softplusOf(work[p.first + 2]), 1e-18);
  f.s = max(softplusOf(work[p.first + 3]), 1e-18);
  f.beta = f.s - f.alpha;
  return f;
}

float radial_along(Radial f, float r) { return r * (r + 2.0 * f.alpha) + f.alpha * f.s; }

float radial_log(Radial f, float r) {
  return logOf(r + f.s) + logOf(radial_along(f, r)) - 3.0 * logOf(f.alpha + r);
}

void radial_apply(Program p) {
  Radial f = radial_of(p);
  vec2 d = point - f.centre;
  float r = sqrt(dot(d, d));
  point += f.beta / (f.alpha + r) * d;
  logDet += radial_log(f, r);
}

void radial_invert(Program p) {
  Radial f = radial_of(p);
  vec2 d = point - f.centre;
  float far = sqrt(dot(d, d));
  // The positive root of r^2 - B r - alpha far, without cancellation.
  float B = far - f.s;
  float root = sqrt(B * B + 4.0 * f.alpha * far);
  float r = B < 0.0 ? 2.0 * f.alpha * far / (root - B) : 0.5 * (B + root);
  point -= f.beta / (r + f.s) * d;
  logDet -= radial_log(f, r);
}

void radial_backward(Program p, bool applied) {
  Radial f = radial_of(p);
  vec2 d = x - f.centre;
  float r = sqrt(dot(d, d));
  vec2 n = r > 1e-18 ? d / r : vec2(0);  // at the centre no direction is preferred
  float h = 1.0 / (f.alpha + r);
  float N = radial_along(f, r);
  float across = (r + f.s) * h;
  float radial = N * h * h;
  float excess = -f.beta * r * h * h;  // radial - across
  // Derivatives of the log-det by r, s and alpha.
  float dR = 1.0 / (r + f.s) + 2.0 * (r + f.alpha) / N - 3.0 * h;
  float dS = 1.0 / (r + f.s) + f.alpha / N;
  float dAlpha = (2.0 * r + f.s) / N - 3.0 * h;
  vec2 gy = g;
  float gl = gLogDet;
  if (!applied) {
    // J = across I + excess n n^T.
    vec2 G = g - gLogDet * dR * n;
    vec2 solved = (G - n * (excess / radial * dot(n, G))) / across;
    gy = -solved;
    gl = -gLogDet;
    g = solved;
  }
  vec2 moved = across * gy + (excess * dot(n, gy) + gl * dR) * n;
  if (applied) g = moved;
  float byBeta = h * dot(d, gy);
  vec4 total = tileSum(vec4(gy - moved, gl * dAlpha - across * byBeta, byBeta + gl * dS));
  if (lane() == 0u) {
    addGradient(p.first, total.x);
    addGradient(p.first + 1, total.y);
    addGradient(p.first + 2, total.z * sigmoidOf(work[p.first + 2]));
    addGradient(p.first + 3, total.w * sigmoidOf(work[p.first + 3]));
  }
}
