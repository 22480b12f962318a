// How layers give their share of dL/dwork; where it goes is nobody's concern but gradient.comp's and reduce.comp's.

#ifndef GRADIENT_GLSL
#define GRADIENT_GLSL

#include "tile.glsl"

#ifdef WITH_GRADIENT

// One slice a workgroup: its share of dL/dwork, then that of the loss.
layout(std430, binding = 3) coherent buffer Slices { float slices[]; };
uint sliceBase;

// Whether the tile is the workgroup's first, when the part of the slice that belongs to networks holds nothing yet.
bool firstTile;

// Adds to dL/dwork[index]. Always from the same invocation for the same index: sums are made in a fixed order.
void addGradient(int index, float value) { slices[sliceBase + uint(index)] += value; }
// For networks, which give each number once a tile: what the tiles before gave, and what is to stand there.
float givenBefore(int index) { return firstTile ? 0.0 : slices[sliceBase + uint(index)]; }
void setGradientOf(int index, float value) { slices[sliceBase + uint(index)] = value; }

#else

void addGradient(int index, float value) {}
float givenBefore(int index) { return 0.0; }
void setGradientOf(int index, float value) {}

#endif

// Sum of what the tile's points hold, in a fixed order, for all invocations. In uniform control flow only. For so few
// points subgroup operations, one after the other for each component, would take longer.
vec4 tileSum(vec4 value) {
  sync();
  if (lane() < TILE) terms[lane()] = value;
  sync();
  vec4 sum = terms[0];
  [[unroll]] for (int i = 1; i < TILE; ++i) sum += terms[i];
  return sum;
}
float tileSum(float value) { return tileSum(vec4(value)).x; }

#endif
