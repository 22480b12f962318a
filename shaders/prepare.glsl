// What kinds that prepare their parameters work with; twin of Layer::prepare and Layer::prepareBackward.
//
// Passes read `work`. For most kinds it is a copy of theta, and nothing need be said. In its second half, at
// transposed(index), weights of networks lie once more, [in][out]: who computes outputs reads neighbours there, who
// computes gradients of inputs finds them in the first half. A kind that makes something else
// of its theta defines both of these in its shaders/layers/<kind>.glsl, each found by its first line:
//
//   #ifdef WITH_PREPARE
//   void <kind>_prepare(Program p) { ... }          // parameters -> work
//   void <kind>_prepareBackward(Program p) { ... }  // adds to gradient, from gWork
//   #endif
//
// What they use, i counting from 0 within the layer:
//
//   parameters[p.theta + i]  theta, i < p.parameterCount; read only
//   work[p.first + i]        i < p.workSize; prepare writes all of it, prepareBackward reads it
//   gWork[p.first + i]       dL/dwork; read only, in prepareBackward
//   gradient[p.theta + i]    dL/dtheta, in prepareBackward: zero at the start, add to it with +=
//
// Each function is run once a layer, by one workgroup of GROUP invocations, lane() = 0 .. GROUP - 1; there are no
// points. What one invocation writes to `work` or `gradient`, others see after syncBuffers(), what it writes to cells
// after sync(); both in uniform control flow only. The cells are free for use: cell(unit, at), `at` from 0 to TILE - 1,
// as many units as the kind's C++ twin says in prepareCellCount(). Sums are to be made in a fixed order: always by the
// same invocation, no atomics. prepare.comp and finish.comp see to the rest, disabled layers included. What the
// conditioners of couplings want is in table_prepare.glsl.

#ifndef PREPARE_GLSL
#define PREPARE_GLSL

#ifdef WITH_PREPARE

#include "tile.glsl"

layout(std430, binding = 3) readonly buffer Parameters { float parameters[]; };
layout(std430, binding = 4) readonly buffer GWork { float gWork[]; };
layout(std430, binding = 5) coherent buffer Gradient { float gradient[]; };

// Everything written to buffers before is seen by the whole workgroup after. In uniform control flow only.
void syncBuffers() {
  memoryBarrierBuffer();
  barrier();
}

// PREPARE_SHARES workgroups stand by for a layer. Those whose numbers depend on nothing but their own, like copies, are
// shared out among all of them.
int ownLayer() { return int(gl_WorkGroupID.x) / PREPARE_SHARES; }
int share() { return int(gl_WorkGroupID.x) % PREPARE_SHARES; }

// Sum of the squares of the gradient as far as this invocation answers for it.
float squares = 0.0;
// Sets a gradient that no other invocation has a part in.
void setGradient(int index, float value) {
  gradient[index] = value;
  squares += value * value;
}

#endif

#endif
