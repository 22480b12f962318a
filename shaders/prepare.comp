#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
// theta -> work, once per theta: what the passes read. See prepare.glsl.

#define WITH_PREPARE
#include "coupling.glsl"
#include "layers.glsl"
#include "table_prepare.glsl"

// Of every parameter that is copied, where to in the work, and where to in its second half.
layout(std430, binding = 4) readonly buffer Homes { ivec2 homes[]; };

layout(push_constant) uniform Push {
  uint wideStride;
};

void main() {
  Program p = programOf(ownLayer());
  wideBase = uint(ownLayer()) * wideStride;
  if (!p.enabled) return;
  bool coupling = isCoupling(p.kind);
  if (isPrepared(p.kind)) {
    if (share() == 0) prepareLayer(p);
  } else if (coupling && isTable(p)) {
    if (isGrid(p)) {
      prepareGrid(p);
    } else if (share() == 0) {
      tabulate(p);
    }
    if (share() == 0 && isAutoregressive(p)) {
      for (int j = int(lane()); j < p.c; j += GROUP) work[freeFirst(p) + j] = parameters[freeParameters(p) + j];
    }
  } else {
    for (int i = share() * GROUP + int(lane()); i < p.parameterCount; i += PREPARE_SHARES * GROUP) {
      ivec2 home = homes[p.theta + i];
      work[home.x] = work[home.y] = parameters[p.theta + i];
    }
  }
}
