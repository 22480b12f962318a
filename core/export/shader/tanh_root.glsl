// The root a of a + (slope - 1) tanh(a) = c: Newton inside a bracket, every third time a bisection.
@FN@float tanhRoot(float slope, float c) {
  float low = c - abs(slope - 1.0);
  float high = c + abs(slope - 1.0);
  float a = clamp(slope > 1.0 ? c / slope : c, low, high);
  for (int i = 0; i < 40; ++i) {
    float t = tanh(a);
    float miss = (a - t) + slope * t - c;
    if (miss == 0.0) break;
    if (miss < 0.0) low = a; else high = a;
    float next = a - miss / (t * t + slope * (1.0 - t * t));
    a = next > low && next < high && i % 3 != 2 ? next : 0.5 * (low + high);
  }
  return a;
}
