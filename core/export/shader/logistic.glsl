// logit F(x) of a mixture of logistics, and the logarithm of its slope: raw weights, means, log-scales.
@FN@vec2 mixtureLogit(float x, int components, float norm, @RAW@) {
  float F = 0.0;
  float G = 0.0;
  float slope = 0.0;
  float topF = -1e30;
  float topG = -1e30;
  float topSlope = -1e30;
  // Sums of exponentials, each beside its largest term.
  for (int pass = 0; pass < 2; ++pass) {
    for (int k = 0; k < components; ++k) {
      float logScale = 3.0 * tanh(raw[2 * components + k] / 3.0);
      float u = (x - raw[components + k]) * exp(-logScale);
      float rest = log(1.0 + exp(-abs(u)));
      float below = min(u, 0.0) - rest;
      float above = min(-u, 0.0) - rest;
      float weightOf = raw[k] - 0.25 * float(k) - norm;
      float inF = weightOf + below;
      float inG = weightOf + above;
      float inSlope = inF + above - logScale;
      if (pass == 0) {
        topF = max(topF, inF);
        topG = max(topG, inG);
        topSlope = max(topSlope, inSlope);
      } else {
        F += exp(inF - topF);
        G += exp(inG - topG);
        slope += exp(inSlope - topSlope);
      }
    }
  }
  float logF = topF + log(F);
  float logG = topG + log(G);
  return vec2(logF - logG, topSlope + log(slope) - logF - logG);
}

@FN@float logistic(float v, bool onward, int components, float bound, @RAW@, @REF@ logDet) {
  float top = raw[0];
  for (int k = 1; k < components; ++k) top = max(top, raw[k] - 0.25 * float(k));
  float total = 0.0;
  for (int k = 0; k < components; ++k) total += exp(raw[k] - 0.25 * float(k) - top);
  float norm = top + log(total);
  float a = bound * tanh(raw[3 * components] / bound);
  float shift = raw[3 * components + 1];
  if (onward) {
    vec2 at = mixtureLogit(v, components, norm, raw);
    logDet += at.y + a;
    return at.x * exp(a) + shift;
  }
  // The root lies between mean + scale wanted of all components.
  float wanted = (v - shift) * exp(-a);
  float low = 1e30;
  float high = -1e30;
  for (int k = 0; k < components; ++k) {
    float edge = raw[components + k] + exp(3.0 * tanh(raw[2 * components + k] / 3.0)) * wanted;
    low = min(low, edge);
    high = max(high, edge);
  }
  float x = 0.5 * (low + high);
  for (int i = 0; i < 60; ++i) {
    vec2 at = mixtureLogit(x, components, norm, raw);
    float miss = at.x - wanted;
    if (abs(miss) <= 2e-7 * (1.0 + abs(wanted))) break;
    if (miss < 0.0) low = x; else high = x;
    float next = x - miss * exp(-at.y);
    bool trusted = next > low && next < high && (i % 3 != 2 || abs(next - x) < 1e-3 * (1.0 + abs(x)));
    x = trusted ? next : 0.5 * (low + high);
  }
  logDet -= mixtureLogit(x, components, norm, raw).y + a;
  return x;
}
