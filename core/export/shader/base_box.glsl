// A uniform square with half side @BASE_0@ and logistic edges of scale @BASE_1@: along one axis.
@FN@float logBoxAlong(float z) {
  float u = @BASE_0@ / @BASE_1@;
  float v = abs(z) / @BASE_1@;
  return log(1.0 - exp(-2.0 * u)) - softplus(v - u) - logOnePlus(exp(-u - v)) - log(2.0 * @BASE_0@);
}

@FN@float baseLogDensity(vec2 z) { return logBoxAlong(z.x) + logBoxAlong(z.y); }
