// y = R(phi) x. Parameter: phi.

#include "functions.glsl"
#include "gradient.glsl"

const bool rotation_isCoupling = false;

mat2 rotation_of(Program p, float sense) {
  vec2 sc = sinCosOf(work[p.first]) * vec2(sense, 1.0);
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
