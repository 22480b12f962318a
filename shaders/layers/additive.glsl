// y2 = x2 + m(x1). Dinh, Krueger, Bengio 2014, equations 5 to 7.

#include "coupling.glsl"

const bool additive_isCoupling = true;

void additive_apply(Program p) {
  point = joined(p, passed(p, point), changed(p, point) + cell(rawCells(p), spot()));
}

void additive_invert(Program p) {
  point = joined(p, passed(p, point), changed(p, point) - cell(rawCells(p), spot()));
}

void additive_backward(Program p, bool applied) {
  vec2 carried = carryBack(p, applied, 1.0, 0.0);
  sync();
  if (role() == 0u) setCell(rawCells(p), spot(), carried.x);
}
