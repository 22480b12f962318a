// y2 = x2 e^s + t, s = c tanh(raw0 / c), t = raw1. Dinh, Sohl-Dickstein, Bengio 2016, equations 4 to 8.
// Program word d: c.

#ifndef AFFINE_GLSL
#define AFFINE_GLSL

#include "coupling.glsl"

const bool affine_isCoupling = true;

struct Affine {
  float s, t, squash;  // squash = ds/draw0
};

Affine affine_of(Program p) {
  int raw = rawCells(p);
  float bound = intBitsToFloat(p.d);
  float h = tanhOf(cell(raw, spot()) / bound);
  return Affine(bound * h, cell(raw + 1, spot()), 1.0 - h * h);
}

void affine_apply(Program p) {
  Affine f = affine_of(p);
  point = joined(p, passed(p, point), changed(p, point) * expOf(f.s) + f.t);
  logDet += f.s;
}

void affine_invert(Program p) {
  Affine f = affine_of(p);
  point = joined(p, passed(p, point), (changed(p, point) - f.t) * expOf(-f.s));
  logDet -= f.s;
}

void affine_backward(Program p, bool applied) {
  Affine f = affine_of(p);
  float scale = expOf(f.s);
  vec2 carried = carryBack(p, applied, scale, 0.0);
  sync();
  if (role() == 0u) {
    int raw = rawCells(p);
    setCell(raw, spot(), (carried.x * changed(p, x) * scale + carried.y) * f.squash);
    setCell(raw + 1, spot(), carried.x);
  }
}

#endif
