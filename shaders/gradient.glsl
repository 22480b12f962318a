// How layers give their share of dL/dwork; where it goes is nobody's concern but gradient.comp's and reduce.comp's.

#ifndef GRADIENT_GLSL
#define GRADIENT_GLSL

#include "tile.glsl"

#ifdef WITH_GRADIENT

// One slice a workgroup: its share of dL/dwork, then that of the loss.
layout(std430, binding = 3) buffer Slices { float slices[]; };
uint sliceBase;

// Adds to dL/dwork[index]. Always from the same invocation for the same index: sums are made in a fixed order.
void addGradient(int index, float value) { slices[sliceBase + uint(index)] += value; }

#else

void addGradient(int index, float value) {}

#endif

// Sum of what the tile's points hold, in a fixed order, for all invocations. In uniform control flow only.
vec4 tileSum(vec4 value) {
#ifdef WITH_SUBGROUPS
  return groupSum(role() == 0u ? value : vec4(0.0));
#else
  sync();
  if (lane() < TILE) terms[lane()] = value;
  sync();
  vec4 sum = terms[0];
  for (int i = 1; i < TILE; ++i) sum += terms[i];
  return sum;
#endif
}
float tileSum(float value) { return tileSum(vec4(value)).x; }

#endif
