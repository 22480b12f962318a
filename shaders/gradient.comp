#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
// The gradient of one step: draws a batch, pulls it back, and carries the derivative of the loss back through all
// layers. Loss: mean of -log pi(z) - logDet, pi the base's density. Each workgroup sums into its own slice, tile after tile.

#define WITH_GRADIENT
#include "base.glsl"
#include "flow.glsl"
#include "rng.glsl"
#include "training.glsl"

layout(std430, binding = 4) readonly buffer Pool { vec2 pool[]; };
// The points between the entries of the tile at work, [workgroup][place][invocation]; an invocation reads only its own.
layout(std430, binding = 5) buffer Trace { vec2 trace[]; };
layout(std430, binding = 6) readonly buffer Statuses { Status status[]; };

layout(push_constant) uniform Push {
  uvec2 seed;
  uint batch;
  uint poolSize;
  int entries;
  int workSize;
  uint wideStride;
  uint slot;     // number of the step in the submission
  float weight;  // 1 / batch
  uint tapeEntry;
  int baseKind;
  float baseNumbers[4];
};

// Nothing is left in the workgroup's slice from the step before: networks set their part, others add to theirs.
void clearSlice() {
  for (int k = 0; k < entries; ++k) {
    Program p = programOf(k);
    int from = isCoupling(p.kind) && !isTable(p) && p.enabled ? p.workSize - (isAutoregressive(p) ? outputsOf(p) : 0) : 0;
    for (int i = from + int(lane()); i < p.workSize; i += GROUP) slices[sliceBase + uint(p.first + i)] = 0.0;
  }
  memoryBarrierBuffer();
  barrier();
}

void main() {
  wideBase = gl_WorkGroupID.x * wideStride;
  sliceBase = gl_WorkGroupID.x * uint(workSize + 1);
  tapeBase = gl_WorkGroupID.x * uint(entries) * tapeEntry;
  tapeStride = tapeEntry;
  uint own = gl_WorkGroupID.x * uint(entries + 1) * GROUP + lane();
  uint step = uint(status[slot].step);
  clearSlice();
  float loss = 0.0;
  uint tiles = (batch + TILE - 1u) / TILE;
  for (uint tile = gl_WorkGroupID.x; tile < tiles; tile += gl_NumWorkGroups.x) {
    firstTile = tile == gl_WorkGroupID.x;
    uint i = tile * TILE + spot();
    placeInBatch = i;
    bool counts = i < batch;  // the last tile is filled up with copies that weigh nothing
    vec2 drawn = pool[batchIndex(seed, step, min(i, batch - 1u), poolSize)];
    point = drawn;
    logDet = 0.0;
    trace[own + uint(entries) * GROUP] = point;
    for (int k = entries - 1; k >= 0; --k) {
      passLayer(k, true);
      trace[own + uint(k) * GROUP] = point;
    }
    vec2 score;
    vec4 numbers = vec4(baseNumbers[0], baseNumbers[1], baseNumbers[2], baseNumbers[3]);
    float term = -logBase(baseKind, numbers, point, score) - logDet;
    // Said in bits, since a driver may reckon that there are no NaNs.
    if (!finite(drawn) || !finite(point) || !finite(logDet)) term = uintBitsToFloat(0x7fc00000u);
    loss += tileSum(counts ? term : 0.0);
    g = counts ? -weight * score : vec2(0);
    gLogDet = counts ? -weight : 0.0;
    for (int k = 0; k < entries; ++k) passLayerBack(k, trace[own + uint(k) * GROUP], trace[own + uint(k + 1) * GROUP]);
  }
  if (lane() == 0u) slices[sliceBase + uint(workSize)] = weight * loss;
}
