@FN@float softplus(float a) { return max(a, 0.0) + log(1.0 + exp(-abs(a))); }

// log(1 + e), with the digits of a small e.
@FN@float logOnePlus(float e) {
  float sum = 1.0 + e;
  float rounded = sum - 1.0;
  return rounded == 0.0 ? e : log(sum) * (e / rounded);
}
