// @BASE_0@ Gaussians of standard deviation @BASE_2@, evenly on a circle of radius @BASE_1@.
@FN@float squaredFrom(vec2 z, float k) {
  float x = z.x - @BASE_1@ * cos(6.283185307 * k / @BASE_0@);
  float y = z.y - @BASE_1@ * sin(6.283185307 * k / @BASE_0@);
  return x * x + y * y;
}

@FN@float baseLogDensity(vec2 z) {
  float nearest = squaredFrom(z, 0.0);
  for (float k = 1.0; k < @BASE_0@; k += 1.0) nearest = min(nearest, squaredFrom(z, k));
  float total = 0.0;
  float variance = @BASE_2@ * @BASE_2@;
  for (float k = 0.0; k < @BASE_0@; k += 1.0) total += exp((nearest - squaredFrom(z, k)) / (2.0 * variance));
  return log(total) - nearest / (2.0 * variance) - log(@BASE_0@ * variance) - 1.8378770664;
}
