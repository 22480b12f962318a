// The round Student t distribution with @BASE_0@ degrees of freedom.
@FN@float baseLogDensity(vec2 z) {
  return -0.5 * (@BASE_0@ + 2.0) * logOnePlus((z.x * z.x + z.y * z.y) / @BASE_0@) - 1.8378770664;
}
