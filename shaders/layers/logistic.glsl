// y2 = logit(F(x2)) e^a + t, F = sum over k of pi_k sigmoid(u_k), u_k = (x2 - mu_k) e^(-s_k): the distribution function
// of a mixture of M logistics, that x1 shapes. Ho, Chen, Srinivas, Duan, Abbeel 2019, section 3.2.
// Program words: d = M, e = bound of a. Raw outputs: M weights, M means, M log-scales, a, t. Bounded: s = 3 tanh(raw/3),
// a = bound tanh(raw/bound).

#include "coupling.glsl"

const bool logistic_isCoupling = true;

const float kLogisticScale = 3.0;    // bound of a component's log-scale
const float kLogisticOffset = 0.25;  // weights start unequal: equal components would have equal gradients for ever

// Everything in logarithms, so that no tail is ever rounded to nothing: log F and log(1 - F) each as top + rest, where
// top is the largest term and rest the logarithm of the others' sum relative to it.
struct Logistic {
  float topF, restF, topG, restG;
  float v;         // logit F = log F - log(1 - F)
  float logSlope;  // of v by x: log f - log F - log(1 - F)
};

// Cells of the numbers of component k, after logistic_shape: log pi, mu, s.
int logistic_weights(Program p) { return rawCells(p); }
int logistic_means(Program p) { return rawCells(p) + p.d; }
int logistic_scales(Program p) { return rawCells(p) + 2 * p.d; }
// And of a and t.
int logistic_last(Program p) { return rawCells(p) + 3 * p.d; }

// Raw outputs -> log pi, mu, s, a, t; the invocations of a point share the work.
void logistic_shape(Program p) {
  int first = logistic_weights(p);
  if (role() == 0u) {
    float top = cell(first, spot());
    for (int k = 1; k < p.d; ++k) top = max(top, cell(first + k, spot()) - kLogisticOffset * float(k));
    float sum = 0.0;
    for (int k = 0; k < p.d; ++k) sum += expOf(cell(first + k, spot()) - kLogisticOffset * float(k) - top);
    float norm = top + logOf(sum);
    for (int k = 0; k < p.d; ++k)
      setCell(first + k, spot(), cell(first + k, spot()) - kLogisticOffset * float(k) - norm);
  } else {
    for (int k = int(role()) - 1; k <= p.d; k += ROLES - 1) {
      int at = k < p.d ? logistic_scales(p) + k : logistic_last(p);
      float bound = k < p.d ? kLogisticScale : intBitsToFloat(p.e);
      setCell(at, spot(), bound * tanhOf(cell(at, spot()) / bound));
    }
  }
  sync();
}

// u of component k, and log sigmoid of u and of -u.
vec3 logistic_component(Program p, int k, float x) {
  float u = (x - cell(logistic_means(p) + k, spot())) * expOf(-cell(logistic_scales(p) + k, spot()));
  float rest = log1pOf(expOf(-abs(u)));
  return vec3(u, min(u, 0.0) - rest, min(-u, 0.0) - rest);
}

// v and its slope at x. Leaves the log-slope out unless `all`.
Logistic logistic_at(Program p, float x, bool all) {
  Logistic f;
  f.topF = f.topG = -1e30;
  float sumF = 0.0, sumG = 0.0;
  for (int k = 0; k < p.d; ++k) {
    vec3 c = logistic_component(p, k, x);
    float logPi = cell(logistic_weights(p) + k, spot());
    float termF = logPi + c.y;
    float termG = logPi + c.z;
    sumF = termF > f.topF ? sumF * expOf(f.topF - termF) + 1.0 : sumF + expOf(termF - f.topF);
    sumG = termG > f.topG ? sumG * expOf(f.topG - termG) + 1.0 : sumG + expOf(termG - f.topG);
    f.topF = max(f.topF, termF);
    f.topG = max(f.topG, termG);
  }
  f.restF = logOf(sumF);
  f.restG = logOf(sumG);
  f.v = (f.topF - f.topG) + (f.restF - f.restG);
  f.logSlope = 0.0;
  if (!all) return f;
  // f/(F (1 - F)), f = sum of pi e^-s sigmoid(u) sigmoid(-u). Divided, term by term, by the smaller one of F and 1 - F,
  // it loses no digits in the tails.
  bool byF = f.v < 0.0;
  float top = -1e30, sum = 0.0;
  for (int k = 0; k < p.d; ++k) {
    vec3 c = logistic_component(p, k, x);
    float logPi = cell(logistic_weights(p) + k, spot());
    float s = cell(logistic_scales(p) + k, spot());
    float term = (logPi + (byF ? c.y - f.topF : c.z - f.topG)) + ((byF ? c.z : c.y) - s);
    sum = term > top ? sum * expOf(top - term) + 1.0 : sum + expOf(term - top);
    top = max(top, term);
  }
  f.logSlope = (top + logOf(sum)) - (byF ? f.restF + (f.topG + f.restG) : f.restG + (f.topF + f.restF));
  return f;
}

// The x at which logit F is v. It lies where the components alone would have theirs, between the first and the last of
// them; Newton inside that bracket, a bisection where it leaves it, and every third time unless Newton is about to
// arrive.
float logistic_solve(Program p, float v) {
  float low = 1e30, high = -1e30;
  for (int k = 0; k < p.d; ++k) {
    float at = cell(logistic_means(p) + k, spot()) + expOf(cell(logistic_scales(p) + k, spot())) * v;
    low = min(low, at);
    high = max(high, at);
  }
  float x = 0.5 * (low + high);
  for (int i = 0; i < 60; ++i) {
    Logistic f = logistic_at(p, x, true);
    float miss = f.v - v;
    if (miss < 0.0) {
      low = x;
    } else {
      high = x;
    }
    float next = x - miss * expOf(-f.logSlope);
    bool arrives = abs(next - x) < 1e-3 * (1.0 + abs(x));
    if (!(next > low && next < high) || (i % 3 == 2 && !arrives)) next = 0.5 * (low + high);
    bool done = abs(next - x) <= 1e-7 * (1.0 + abs(x)) || miss == 0.0;
    x = miss == 0.0 ? x : next;
    if (done) break;
  }
  return x;
}

void logistic_apply(Program p) {
  logistic_shape(p);
  float a = cell(logistic_last(p), spot());
  Logistic f = logistic_at(p, changed(p, point), true);
  point = joined(p, passed(p, point), f.v * expOf(a) + cell(logistic_last(p) + 1, spot()));
  logDet += f.logSlope + a;
}

void logistic_invert(Program p) {
  logistic_shape(p);
  float a = cell(logistic_last(p), spot());
  float v = (changed(p, point) - cell(logistic_last(p) + 1, spot())) * expOf(-a);
  float root = logistic_solve(p, v);
  point = joined(p, passed(p, point), root);
  logDet -= logistic_at(p, root, true).logSlope + a;
}

void logistic_backward(Program p, bool applied) {
  logistic_shape(p);
  float a = cell(logistic_last(p), spot());
  float scale = expOf(a);
  float at = changed(p, x);
  Logistic f = logistic_at(p, at, true);
  // A component's share of F, of 1 - F and of f; with them d(log slope)/dx = f'/f - f/F + f/(1 - F).
  float logF = f.topF + f.restF;
  float logG = f.topG + f.restG;
  float logf = f.logSlope + logF + logG;
  float bend = 0.0;
  for (int k = 0; k < p.d; ++k) {
    vec3 c = logistic_component(p, k, at);
    float logPi = cell(logistic_weights(p) + k, spot());
    float s = cell(logistic_scales(p) + k, spot());
    float ofF = expOf(logPi + c.y - logF);
    float ofG = expOf(logPi + c.z - logG);
    float off = expOf(logPi - s + c.y + c.z - logf);
    float below = expOf(c.y), above = expOf(c.z);  // sigmoid of u, of -u
    bend += expOf(-s) * (off * (above - below) - ofF * above + ofG * below);
  }
  vec2 carried = carryBack(p, applied, scale * expOf(f.logSlope), bend);
  float gv = carried.x * scale;  // dL/dv
  float b = carried.y;
  float bound = intBitsToFloat(p.e);
  sync();
  for (int k = int(role()); k < p.d; k += ROLES) {
    vec3 c = logistic_component(p, k, at);
    int weightAt = logistic_weights(p) + k;
    int scaleAt = logistic_scales(p) + k;
    float logPi = cell(weightAt, spot());
    float s = cell(scaleAt, spot());
    float ofF = expOf(logPi + c.y - logF);
    float ofG = expOf(logPi + c.z - logG);
    float off = expOf(logPi - s + c.y + c.z - logf);
    float below = expOf(c.y), above = expOf(c.z);
    float gU = (gv - b) * ofF * above + (gv + b) * ofG * below + b * off * (above - below);
    float squash = s / kLogisticScale;
    // Through the softmax: the shares' coefficients sum to -b.
    setCell(weightAt, spot(), gv * (ofF - ofG) + b * (off - ofF - ofG) + b * expOf(logPi));
    setCell(logistic_means(p) + k, spot(), -gU * expOf(-s));
    setCell(scaleAt, spot(), -(gU * c.x + b * off) * (1.0 - squash * squash));
  }
  if (role() == 0u) {
    setCell(logistic_last(p), spot(), (carried.x * f.v * scale + b) * (1.0 - (a / bound) * (a / bound)));
    setCell(logistic_last(p) + 1, spot(), carried.x);
  }
}
