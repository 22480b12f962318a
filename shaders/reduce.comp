#version 450
#extension GL_GOOGLE_include_directive : require
// Sums the slices of all workgroups, always in the same order. Leaves the slices at zero for the next step.

#include "sizes.glsl"

layout(local_size_x = SUM_GROUP) in;

layout(std430, binding = 0) buffer Slices { float slices[]; };
layout(std430, binding = 1) writeonly buffer GWork { float gWork[]; };
layout(std430, binding = 2) writeonly buffer Gradient { float gradient[]; };

layout(push_constant) uniform Push {
  uint workSize;
  uint sliceCount;
  uint lossAt;  // where in `gradient` the loss belongs
};

void main() {
  uint stride = workSize + 1u;
  for (uint i = gl_GlobalInvocationID.x; i < stride; i += gl_NumWorkGroups.x * SUM_GROUP) {
    float sum = 0.0;
    for (uint slice = 0u; slice < sliceCount; ++slice) {
      sum += slices[slice * stride + i];
      slices[slice * stride + i] = 0.0;
    }
    if (i < workSize) {
      gWork[i] = sum;
    } else {
      gradient[lossAt] = sum;
    }
  }
}
