// What all couplings share: y1 = x1, y2 = g(x2; h(x1)) or with the halves exchanged, h a function of one scalar, the
// conditioner. Twin of core/layers/coupling.cpp.
//
// Program words: a bit 0 = the second coordinate is changed, bit 1 = autoregressive, bits 2-3 = how the conditioner is
// made: 0 a network, 1 a table that a network fills, 2 a table of several levels; for the other bits, b and f see
// network.glsl and table.glsl; c = outputs P of h; d and e the kind's own.
//
// An autoregressive layer also maps the other coordinate, y1 = g(x1; r), by P numbers r of its own: the last ones of
// its theta and of its work.
//
// A kind says `const bool <kind>_isCoupling = true`. Its three functions then find the outputs of h in the cells from
// rawCells(p) on, and its backward function leaves dL/doutput there: flow.glsl runs the conditioner before and after
// them.

#ifndef COUPLING_GLSL
#define COUPLING_GLSL

#include "functions.glsl"
#include "gradient.glsl"
#include "network.glsl"
#include "table.glsl"

// The coordinate that passes and the one that is changed.
bool changesSecond(Program p) { return (p.a & 1) != 0; }
float passed(Program p, vec2 v) { return changesSecond(p) ? v.x : v.y; }
float changed(Program p, vec2 v) { return changesSecond(p) ? v.y : v.x; }
vec2 joined(Program p, float passed, float changed) {
  return changesSecond(p) ? vec2(passed, changed) : vec2(changed, passed);
}

bool isAutoregressive(Program p) { return some(SOME_AUTOREGRESSIVE) && (p.a & 2) != 0; }
bool isTabulated(Program p) { return (p.a & 12) == 4; }
bool isGrid(Program p) { return (p.a & 12) == 8; }
bool isTable(Program p) { return some(SOME_TABLES) && (!some(SOME_NETWORKS) || isTabulated(p) || isGrid(p)); }

// First cell of the outputs.
int rawCells(Program p) { return isTable(p) ? 1 : networkOutputs(p); }

#ifdef WITH_GRADIENT
// The cells of networks of the tile at work, [workgroup][entry][cell].
layout(std430, binding = 7) buffer Tape { vec4 tape[]; };
uint tapeBase;    // of the workgroup
uint tapeStride;  // of an entry
#endif

// Runs the conditioner at `given` of every point; on return all see the outputs. Entry k of the program.
void conditionerForward(Program p, int k, float given) {
  sync();
  if (lane() < TILE) setCell(0, lane(), given);
  if (!isTable(p)) stageNetwork(p, false);
  sync();
  if (isTable(p)) {
    tableForward(p);
    return;
  }
  networkForward(p);
#ifdef WITH_GRADIENT
  if (kTape) {
    uint count = uint(networkOutputs(p) + outputsOf(p)) * QUADS;
    for (uint i = lane(); i < count; i += GROUP) tape[tapeBase + uint(k) * tapeStride + i] = narrowCells[i];
    sync();  // what comes next may change them
  }
#endif
}

#ifdef WITH_GRADIENT
// On the way back: leaves everything as conditionerForward did at `given`.
void conditionerAgain(Program p, int k, float given) {
  if (!kTape || isTable(p)) {
    conditionerForward(p, k, given);
    sync();
    if (!isTable(p)) stageNetwork(p, true);
    sync();
    return;
  }
  sync();
  stageNetwork(p, true);
  uint count = uint(networkOutputs(p) + outputsOf(p)) * QUADS;
  for (uint i = lane(); i < count; i += GROUP) narrowCells[i] = tape[tapeBase + uint(k) * tapeStride + i];
  sync();
}
#endif

// After conditionerForward, and after the kind has put dL/doutput in place of the outputs: adds dL/dwork and returns
// dL/dgiven.
float conditionerBackward(Program p) {
  sync();
  if (isTable(p)) return tableBackward(p);
  networkBackward(p);
  return networkInputBackward(p);
}

// --- the numbers r of an autoregressive layer

int freeFirst(Program p) { return p.first + p.workSize - outputsOf(p); }
int freeParameters(Program p) { return p.theta + p.parameterCount - outputsOf(p); }
// As the kind's functions are to see the layer while it maps the other coordinate.
Program flipped(Program p) {
  p.a ^= 1;
  return p;
}

// Puts r where the outputs of the conditioner would be, for every point.
void freeForward(Program p) {
  sync();
  for (int j = int(lane()); j < outputsOf(p); j += GROUP) fillCells(rawCells(p) + j, work[freeFirst(p) + j]);
  sync();
}

void freeBackward(Program p) {
  sync();
  for (int j = int(lane()); j < outputsOf(p); j += GROUP) addGradient(freeFirst(p) + j, total(rawCells(p) + j));
}

// Cotangents (of g's output, of its log-slope) that the kind is to carry on to the outputs of h, from those of the
// pass. Turns g's changed coordinate. slope = dg/dx2, dLogSlope = d(log slope)/dx2; where x2 was solved for, by implicit
// differentiation.
vec2 carryBack(Program p, bool applied, float slope, float dLogSlope) {
  float gOut = changed(p, g);
  float a, b, gIn;
  if (applied) {
    a = gOut;
    b = gLogDet;
    gIn = gOut * slope + gLogDet * dLogSlope;
  } else {
    gIn = (gOut - gLogDet * dLogSlope) / slope;
    a = -gIn;
    b = -gLogDet;
  }
  g = joined(p, passed(p, g), gIn);
  return vec2(a, b);
}

#endif
