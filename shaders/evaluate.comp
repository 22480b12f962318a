#version 450
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_control_flow_attributes : require
// Pulls points back or pushes them forward through the first entries of the program.

#include "flow.glsl"

layout(std430, binding = 3) readonly buffer From { vec2 from[]; };
layout(std430, binding = 4) writeonly buffer To { float to[]; };  // three numbers a point: the point, the log-det

layout(push_constant) uniform Push {
  uint count;
  int entries;
  uint towardsBase;
  uint wideStride;
};

void main() {
  wideBase = gl_WorkGroupID.x * wideStride;
  uint tiles = (count + TILE - 1u) / TILE;
  for (uint tile = gl_WorkGroupID.x; tile < tiles; tile += gl_NumWorkGroups.x) {
    uint i = tile * TILE + spot();
    point = from[min(i, count - 1u)];
    logDet = 0.0;
    for (int n = 0; n < entries; ++n) passLayer(towardsBase != 0u ? entries - 1 - n : n, towardsBase != 0u);
    if (lane() < TILE && i < count) {
      to[3u * i] = point.x;
      to[3u * i + 1u] = point.y;
      // Always that of toBase.
      to[3u * i + 2u] = towardsBase != 0u ? logDet : -logDet;
    }
  }
}
