#version 450
#extension GL_GOOGLE_include_directive : require
// gWork -> the gradient of theta, and one sum of its squares a workgroup, always in the same order. See prepare.glsl.

#define WITH_PREPARE
#include "coupling.glsl"
#include "layers.glsl"

layout(push_constant) uniform Push {
  uint wideStride;
  uint parameterCount;  // of the flow; behind them in `gradient` the loss, then the sums of squares
};

shared float sums[GROUP];

void main() {
  Program p = programOf(ownLayer());
  wideBase = uint(ownLayer()) * wideStride;
  if (isPrepared(p.kind)) {
    if (share() == 0) {
      for (int i = int(lane()); i < p.parameterCount; i += GROUP) gradient[p.theta + i] = 0.0;
      syncBuffers();
      if (p.enabled) prepareLayerBackward(p);
      syncBuffers();
      for (int i = int(lane()); i < p.parameterCount; i += GROUP) {
        float value = gradient[p.theta + i];
        squares += value * value;
      }
    }
  } else {
    for (int i = share() * GROUP + int(lane()); i < p.parameterCount; i += PREPARE_SHARES * GROUP)
      setGradient(p.theta + i, gWork[p.first + i]);
  }
  sums[lane()] = squares;
  for (uint reach = GROUP / 2u; reach > 0u; reach /= 2u) {
    barrier();
    if (lane() < reach) sums[lane()] += sums[lane() + reach];
  }
  if (lane() == 0u) gradient[parameterCount + 1u + gl_WorkGroupID.x] = sums[0];
}
