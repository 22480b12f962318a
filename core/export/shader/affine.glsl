@FN@float affine(float x, bool onward, float bound, @RAW@, @REF@ logDet) {
  float s = bound * tanh(raw[0] / bound);
  logDet += onward ? s : -s;
  return onward ? x * exp(s) + raw[1] : (x - raw[1]) * exp(-s);
}
