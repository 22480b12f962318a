// y = R(phi + n pi/2) x. Parameters: phi and, if the program says so, n, which is whole except on the way from the
// identity. Whole quarter turns exchange coordinates exactly.

#include "functions.glsl"
#include "gradient.glsl"

const bool rotation_isCoupling = false;

mat2 rotation_of(Program p, float sense) {
  float quarters = p.a != 0 ? work[p.first + 1] : 0.0;
  float whole = floor(quarters + 0.5);
  vec2 sc = sinCosOf(work[p.first] + (quarters - whole) * 1.57079632679489662);
  int n = int(whole);
  if ((n & 1) != 0) sc = vec2(sc.y, -sc.x);
  if ((n & 2) != 0) sc = -sc;
  sc.x *= sense;
  return mat2(sc.y, sc.x, -sc.x, sc.y);  // columns
}

void rotation_apply(Program p) { point = rotation_of(p, 1.0) * point; }
void rotation_invert(Program p) { point = rotation_of(p, -1.0) * point; }

void rotation_backward(Program p, bool applied) {
  // d(output)/d(phi) is the output turned by a quarter in the sense of the pass.
  vec2 outcome = applied ? y : x;
  float sense = applied ? 1.0 : -1.0;
  float turn = sense * tileSum(dot(g, vec2(-outcome.y, outcome.x)));
  g = transpose(rotation_of(p, sense)) * g;
  if (lane() == 0u) addGradient(p.first, turn);
}
