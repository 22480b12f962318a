#version 450
#extension GL_GOOGLE_include_directive : require
// Sums the slices of all workgroups, always in the same order. Where the work is but a copy of theta, the sums are the
// gradient of theta, and a sum of its squares is left for each workgroup; else finish.comp has to see to that.

#include "sizes.glsl"

layout(local_size_x = SUM_GROUP) in;

layout(std430, binding = 0) readonly buffer Slices { float slices[]; };
layout(std430, binding = 1) writeonly buffer GWork { float gWork[]; };
layout(std430, binding = 2) writeonly buffer Gradient { float gradient[]; };
layout(std430, binding = 3) readonly buffer Owners { int owners[]; };  // the parameter that a number of the work copies

layout(push_constant) uniform Push {
  uint workSize;
  uint sliceCount;
  uint parameters;  // in `gradient` the loss comes after them, then the sums of squares
  uint copied;
};

shared float sums[SUM_GROUP];

void main() {
  uint stride = workSize + 1u;
  uint lane = gl_LocalInvocationIndex;
  float squares = 0.0;
  for (uint first = gl_WorkGroupID.x * SUM_COLUMNS; first < stride; first += gl_NumWorkGroups.x * SUM_COLUMNS) {
    uint column = first + lane % SUM_COLUMNS;
    float sum = 0.0;  // of every SUM_PARTS-th slice
    if (column < stride) {
      uint slice = lane / SUM_COLUMNS;
      for (; slice + 7u * SUM_PARTS < sliceCount; slice += 8u * SUM_PARTS) {
        float given[8];
        for (uint i = 0u; i < 8u; ++i) given[i] = slices[(slice + i * SUM_PARTS) * stride + column];
        sum += ((given[0] + given[1]) + (given[2] + given[3])) + ((given[4] + given[5]) + (given[6] + given[7]));
      }
      for (; slice < sliceCount; slice += SUM_PARTS) sum += slices[slice * stride + column];
    }
    barrier();
    sums[lane] = sum;
    barrier();
    if (lane < SUM_COLUMNS && column < stride) {
      for (uint part = 1u; part < SUM_PARTS; ++part) sum += sums[lane + part * SUM_COLUMNS];
      if (column == workSize) {
        gradient[parameters] = sum;
      } else if (copied == 0u) {
        gWork[column] = sum;
      } else if (owners[column] >= 0) {
        gradient[owners[column]] = sum;
        squares += sum * sum;
      }
    }
  }
  if (copied == 0u) return;
  barrier();
  sums[lane] = squares;
  for (uint reach = SUM_COLUMNS / 2u; reach > 0u; reach /= 2u) {
    barrier();
    if (lane < reach) sums[lane] += sums[lane + reach];
  }
  if (lane == 0u) gradient[parameters + 1u + gl_WorkGroupID.x] = sums[0];
}
