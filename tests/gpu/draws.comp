#version 450
#extension GL_GOOGLE_include_directive : require
// What rng.glsl draws, for the test that compares it with core/math/random.cpp.

#include "rng.glsl"

layout(local_size_x = 64) in;

layout(std430, binding = 0) writeonly buffer Draws { uvec4 draws[]; };  // row, bits of the base point, root

layout(push_constant) uniform Push {
  uvec2 seed;
  uint step;
  uint poolSize;
};

void main() {
  uint i = gl_GlobalInvocationID.x;
  vec2 base = basePoint(seed, step, i);
  draws[i] = uvec4(batchIndex(seed, step, i, poolSize), floatBitsToUint(base),
                   floatBitsToUint(exactRoot(uintBitsToFloat(0x3f000000u + 16127u * i))));
}
