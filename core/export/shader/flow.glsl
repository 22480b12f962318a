// From data to base; adds log|det dz/dx| to logDet.
@FN@vec2 toBase(vec2 x, @REF@ logDet) {
@TO_BASE@
  return x;
}

// From base to data; adds log|det dx/dz| to logDet.
@FN@vec2 toData(vec2 x, @REF@ logDet) {
@TO_DATA@
  return x;
}

@FN@vec2 toData(vec2 z) {
  float logDet = 0.0;
  return toData(z, logDet);
}

// The log-density at x, in nats.
@FN@float logp(vec2 x) {
  float logDet = 0.0;
  vec2 z = toBase(x, logDet);
  return baseLogDensity(z) + logDet;
}
