// The flow: runs the program, an entry a time. The kinds themselves are dispatched by the generated layers.glsl.

#ifndef FLOW_GLSL
#define FLOW_GLSL

#include "coupling.glsl"
#include "field.glsl"
#include "layers.glsl"

// A coupling is run once; an autoregressive layer twice, for the coordinate that its conditioner governs and for the
// other one, whose map is free: applied in this order, since the conditioner looks at what enters, inverted in the
// other one.
int stagesOf(Program p) { return isCoupling(p.kind) && isAutoregressive(p) ? 2 : 1; }

// Moves the tile through entry k, towards the base or towards the data.
void passLayer(int k, bool towardsBase) {
  Program p = programOf(k);
  if (!p.enabled) return;
  bool applied = p.toBase == towardsBase;
  if (isField(p.kind)) {
    fieldPass(p, applied);
    return;
  }
  int stages = stagesOf(p);
  for (int stage = 0; stage < stages; ++stage) {
    bool isFree = stages == 2 && (stage == 0) != applied;
    if (isFree) {
      freeForward(p);
    } else if (isCoupling(p.kind)) {
      conditionerForward(p, k, passed(p, point));
    }
    Program q = p;
    if (isFree) q = flipped(p);
    if (applied) {
      applyLayer(q);
    } else {
      invertLayer(q);
    }
  }
}

#ifdef WITH_GRADIENT
// Back through entry k of a pass towards the base; `near` is the point on the base's side, `far` on the data's.
void passLayerBack(int k, vec2 near, vec2 far) {
  Program p = programOf(k);
  if (!p.enabled) return;
  x = p.toBase ? far : near;
  y = p.toBase ? near : far;
  if (isField(p.kind)) {
    fieldFlowBackward(p, p.toBase);
    return;
  }
  int stages = stagesOf(p);
  for (int stage = 0; stage < stages; ++stage) {
    bool isFree = stages == 2 && (stage == 0) == p.toBase;
    if (isFree) {
      freeForward(p);
    } else if (isCoupling(p.kind)) {
      conditionerAgain(p, k, passed(p, x));
    }
    Program q = p;
    if (isFree) q = flipped(p);
    backwardLayer(q, p.toBase);
    if (isFree) {
      freeBackward(p);
    } else if (isCoupling(p.kind)) {
      g += joined(p, conditionerBackward(p), 0.0);
    }
  }
}
#endif

#endif
