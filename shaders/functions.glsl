// Elementary functions in single precision, to a few units in the last place: the polynomials of Cephes (Moshier) and
// of Eigen's tanh, those of core/math/lanes.h. The built-in ones may err by 2^-11, and differ between drivers.

#ifndef FUNCTIONS_GLSL
#define FUNCTIONS_GLSL

bool finite(float x) { return (floatBitsToUint(x) & 0x7f800000u) != 0x7f800000u; }
bool finite(vec2 v) { return finite(v.x) && finite(v.y); }

vec4 expOf(vec4 x) {
  x = clamp(x, -87.0, 88.0);
  vec4 n = floor(x * 1.44269504088896341 + 0.5);
  vec4 r = (x - n * 0.693359375) - n * -2.12194440e-4;
  vec4 p = vec4(1.9875691500e-4);
  p = p * r + 1.3981999507e-3;
  p = p * r + 8.3334519073e-3;
  p = p * r + 4.1665795894e-2;
  p = p * r + 1.6666665459e-1;
  p = p * r + 5.0000001201e-1;
  p = p * r * r + r + 1.0;
  return p * intBitsToFloat((ivec4(n) + 127) << 23);
}
float expOf(float x) { return expOf(vec4(x)).x; }

// For x > 0.
float logOf(float x) {
  int bits = floatBitsToInt(max(x, 1.17549435e-38));
  float e = float((bits >> 23) - 126);
  float m = intBitsToFloat((bits & 0x007fffff) | 0x3f000000);  // [0.5, 1)
  if (m < 0.70710678118654752) {
    e -= 1.0;
    m += m;
  }
  m -= 1.0;
  float z = m * m;
  float p = 7.0376836292e-2;
  p = p * m - 1.1514610310e-1;
  p = p * m + 1.1676998740e-1;
  p = p * m - 1.2420140846e-1;
  p = p * m + 1.4249322787e-1;
  p = p * m - 1.6668057665e-1;
  p = p * m + 2.0000714765e-1;
  p = p * m - 2.4999993993e-1;
  p = p * m + 3.3333331174e-1;
  float y = p * m * z + e * -2.12194440e-4 - 0.5 * z;
  return m + y + e * 0.693359375;
}

// log(1 + x) for x > -1, exact near 0 (Kahan's correction).
float log1pOf(float x) {
  precise float u = 1.0 + x;
  precise float d = u - 1.0;
  return d == 0.0 ? x : logOf(u) * (x / d);
}

// log(1 + e^x) without overflow, and its derivative.
float softplusOf(float x) { return max(x, 0.0) + log1pOf(expOf(-abs(x))); }
vec4 sigmoidOf(vec4 x) {
  vec4 e = expOf(-abs(x));
  return mix(vec4(1), e, lessThan(x, vec4(0))) / (1.0 + e);
}
float sigmoidOf(float x) { return sigmoidOf(vec4(x)).x; }

vec4 tanhOf(vec4 x) {
  vec4 c = clamp(x, -7.90531110763549805, 7.90531110763549805);
  vec4 z = c * c;
  vec4 p = vec4(-2.76076847742355e-16);
  p = p * z + 2.00018790482477e-13;
  p = p * z - 8.60467152213735e-11;
  p = p * z + 5.12229709037114e-08;
  p = p * z + 1.48572235717979e-05;
  p = p * z + 6.37261928875436e-04;
  p = p * z + 4.89352455891786e-03;
  vec4 q = vec4(1.19825839466702e-06);
  q = q * z + 1.18534705686654e-04;
  q = q * z + 2.26843463243900e-03;
  q = q * z + 4.89352518554385e-03;
  return mix(c * p / q, x, lessThan(abs(x), vec4(4e-4)));
}
float tanhOf(float x) { return tanhOf(vec4(x)).x; }

// e^x - 1, exact near 0.
float expm1Of(float x) { return tanhOf(0.5 * x) * (expOf(x) + 1.0); }

// (sin x, cos x) for |x| up to some thousand turns: reduced by quarter turns in three parts (Cody and Waite).
vec2 sinCosOf(float x) {
  float n = floor(x * 0.63661977236758134 + 0.5);
  precise float r = x - n * 1.5703125;
  r = r - n * 4.837512969970703125e-4;
  r = r - n * 7.54978995489188216e-8;
  float z = r * r;
  float s = r + r * z * (-1.6666654611e-1 + z * (8.3321608736e-3 + z * -1.9515295891e-4));
  float c = 1.0 - 0.5 * z +
            z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
  int quarter = int(n) & 3;
  vec2 turned = (quarter & 1) != 0 ? vec2(c, -s) : vec2(s, c);
  return (quarter & 2) != 0 ? -turned : turned;
}

#endif
