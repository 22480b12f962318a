// The scalar equation that planar and Sylvester flows are inverted by.

#ifndef TANH_ROOT_GLSL
#define TANH_ROOT_GLSL

#include "functions.glsl"

// The root of a + m tanh(a) = c, given slope = 1 + m > 0. By symmetry c >= 0. Newton's steps then never pass the root:
// for m > 0 the function is concave and they climb from c/(1 + m), for m < 0 it is convex and they descend from c - m.
float tanhRoot(float slope, float c) {
  float goal = abs(c);
  bool climbs = slope > 1.0;
  float a = climbs ? goal / slope : goal + 1.0 - slope;
  for (int i = 0; i < 100; ++i) {
    float t = tanhOf(a);
    float step = ((a - t) + slope * t - goal) / max(t * t + slope * (1.0 - t * t), 1e-30);
    a -= step;
    if (abs(step) <= 1e-7 * a || (climbs ? step > 0.0 : step < 0.0)) break;
  }
  return c < 0.0 ? -a : a;
}

#endif
