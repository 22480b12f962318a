#version 450
#extension GL_GOOGLE_include_directive : require
// Sums the slices of all workgroups, always in the same order, and the squares of the sums. Leaves the slices at zero
// for the next step.

#include "sizes.glsl"

layout(local_size_x = SUM_GROUP) in;

layout(std430, binding = 0) buffer Slices { float slices[]; };
// The gradient, the loss, then one sum of squares a workgroup of this kernel.
layout(std430, binding = 1) writeonly buffer Gradient { float gradient[]; };

layout(push_constant) uniform Push {
  uint parameters;
  uint sliceCount;
};

shared float squares[SUM_GROUP];

void main() {
  float square = 0.0;
  uint stride = parameters + 1u;
  for (uint i = gl_GlobalInvocationID.x; i < stride; i += gl_NumWorkGroups.x * SUM_GROUP) {
    float sum = 0.0;
    for (uint slice = 0u; slice < sliceCount; ++slice) {
      sum += slices[slice * stride + i];
      slices[slice * stride + i] = 0.0;
    }
    gradient[i] = sum;
    if (i < parameters) square += sum * sum;
  }
  uint lane = gl_LocalInvocationIndex;
  squares[lane] = square;
  for (uint reach = SUM_GROUP / 2u; reach > 0u; reach /= 2u) {
    barrier();
    if (lane < reach) squares[lane] += squares[lane + reach];
  }
  if (lane == 0u) gradient[stride + gl_WorkGroupID.x] = squares[0];
}
