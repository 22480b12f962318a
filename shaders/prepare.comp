#version 450
#extension GL_GOOGLE_include_directive : require
// theta -> work, once per theta: what the passes read. See prepare.glsl.

#define WITH_PREPARE
#include "coupling.glsl"
#include "layers.glsl"

layout(push_constant) uniform Push {
  uint wideStride;
};

void main() {
  Program p = programOf(ownLayer());
  wideBase = uint(ownLayer()) * wideStride;
  if (!p.enabled) return;
  if (isPrepared(p.kind)) {
    if (share() == 0) prepareLayer(p);
  } else {
    for (int i = share() * GROUP + int(lane()); i < p.workSize; i += PREPARE_SHARES * GROUP)
      work[p.first + i] = parameters[p.theta + i];
  }
}
