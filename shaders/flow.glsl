// The flow: runs the program, a layer a time. The kinds themselves are dispatched by the generated layers.glsl.

#ifndef FLOW_GLSL
#define FLOW_GLSL

#include "coupling.glsl"
#include "layers.glsl"

// Moves the tile through layer k, towards the base or towards the data.
void passLayer(int k, bool towardsBase) {
  Program p = programOf(k);
  if (!p.enabled) return;
  if (isCoupling(p.kind)) conditionerForward(p, passed(p, point));
  if (p.toBase == towardsBase) {
    applyLayer(p);
  } else {
    invertLayer(p);
  }
}

#ifdef WITH_GRADIENT
// Back through layer k of a pass towards the base; `near` is the point on the base's side, `far` on the data's.
void passLayerBack(int k, vec2 near, vec2 far) {
  Program p = programOf(k);
  if (!p.enabled) return;
  x = p.toBase ? far : near;
  y = p.toBase ? near : far;
  bool coupling = isCoupling(p.kind);
  if (coupling) conditionerForward(p, passed(p, x));
  backwardLayer(p, p.toBase);
  if (coupling) g += joined(p, conditionerBackward(p), 0.0);
}
#endif

#endif
