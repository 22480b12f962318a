#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
#ifdef WITH_SUBGROUPS
#extension GL_KHR_shader_subgroup_arithmetic : require
#endif
// gWork -> the gradient of theta, and one sum of its squares a workgroup, always in the same order. See prepare.glsl.

#define WITH_PREPARE
#include "coupling.glsl"
#include "layers.glsl"
#include "table_prepare.glsl"

layout(push_constant) uniform Push {
  uint wideStride;
  uint parameterCount;  // of the flow; behind them in `gradient` the loss, then the sums of squares
};

#ifndef WITH_SUBGROUPS
shared float sums[GROUP];
#endif

// Sum of `value` over the workgroup, for its first invocation.
float workgroupSum(float value) {
#ifdef WITH_SUBGROUPS
  return groupSum(vec4(value)).x;
#else
  sums[lane()] = value;
  for (uint reach = GROUP / 2u; reach > 0u; reach /= 2u) {
    barrier();
    if (lane() < reach) sums[lane()] += sums[lane() + reach];
  }
  return sums[0];
#endif
}

void main() {
  Program p = programOf(ownLayer());
  wideBase = uint(ownLayer()) * wideStride;
  bool tabulated = isCoupling(p.kind) && isTabulated(p);
  bool grid = isCoupling(p.kind) && isGrid(p);
  bool alsoFree = (tabulated || grid) && isAutoregressive(p);
  if (!p.learns) {
    for (int i = share() * GROUP + int(lane()); i < p.parameterCount; i += PREPARE_SHARES * GROUP)
      setGradient(p.theta + i, 0.0);
  } else if (tabulated || isPrepared(p.kind)) {
    if (share() == 0) {
      for (int i = int(lane()); i < p.parameterCount; i += GROUP) gradient[p.theta + i] = 0.0;
      syncBuffers();
      if (tabulated) {
        tabulateBackward(p);
      } else {
        prepareLayerBackward(p);
      }
      if (alsoFree) {
        for (int j = int(lane()); j < p.c; j += GROUP) gradient[freeParameters(p) + j] = gWork[freeFirst(p) + j];
      }
      syncBuffers();
      for (int i = int(lane()); i < p.parameterCount; i += GROUP) {
        float value = gradient[p.theta + i];
        squares += value * value;
      }
    }
  } else if (grid) {
    prepareGridBackward(p);
    if (alsoFree && share() == 0) {
      for (int j = int(lane()); j < p.c; j += GROUP) setGradient(freeParameters(p) + j, gWork[freeFirst(p) + j]);
    }
  } else {
    for (int i = share() * GROUP + int(lane()); i < p.parameterCount; i += PREPARE_SHARES * GROUP)
      setGradient(p.theta + i, gWork[p.first + i]);
  }
  float sum = workgroupSum(squares);
  if (lane() == 0u) gradient[parameterCount + 1u + gl_WorkGroupID.x] = sum;
}
