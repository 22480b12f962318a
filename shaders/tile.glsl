// A tile: the points that a workgroup works on at a time, and the memory that its invocations share.
//
// Invocation i holds point i % TILE, so four invocations hold the same point and compute the same; where work can be
// shared out among the four, role() says which one this is. No invocation ever leaves early.

#ifndef TILE_GLSL
#define TILE_GLSL

#include "functions.glsl"
#include "sizes.glsl"

layout(local_size_x = GROUP) in;

// Whether the conditioners of this flow are too large for shared memory: their activations then lie in a buffer.
layout(constant_id = 0) const bool kWide = false;

// What passes read in place of theta; prepare.glsl says how it is made.
#ifdef WITH_PREPARE
layout(std430, binding = 0) coherent buffer Work { float work[]; };
#else
layout(std430, binding = 0) readonly buffer Work { float work[]; };
#endif
layout(std430, binding = 1) readonly buffer Programs { int programs[]; };
layout(std430, binding = 2) coherent buffer WideCells { float wideCells[]; };

shared float narrowCells[SHARED_UNITS * TILE];
shared vec4 terms[TILE];

// What an invocation knows of its point. A pass towards either end moves `point` and adds to `logDet`.
vec2 point;
float logDet;
// A backward pass turns (g, gLogDet), the loss's derivatives by a pass's output, into those by its input. x and y are
// then the input and output of the layer's textbook map.
vec2 x, y;
vec2 g;
float gLogDet;

// Where this workgroup's wide cells begin.
uint wideBase;

uint lane() { return gl_LocalInvocationIndex; }
uint spot() { return gl_LocalInvocationIndex % TILE; }
uint role() { return gl_LocalInvocationIndex / TILE; }

// Everything written before is seen by the whole workgroup after. In uniform control flow only.
void sync() {
  if (kWide) memoryBarrierBuffer();
  barrier();
}

#ifdef WITH_SUBGROUPS
// Sum of what all invocations of the workgroup hold, for all of them. In uniform control flow only. A subgroup's sum is
// made by the hardware, in an order that is the device's own but always the same; terms has room for a subgroup's size
// from GROUP / TILE on.
vec4 groupSum(vec4 value) {
  vec4 part = subgroupAdd(value);
  sync();
  if (subgroupElect()) terms[gl_SubgroupID] = part;
  sync();
  vec4 sum = terms[0];
  for (uint i = 1u; i < gl_NumSubgroups; ++i) sum += terms[i];
  return sum;
}
#endif

// Cell `unit` of point `at`: a small array a point, for activations. A kind may use as many as its C++ twin says in
// cellCount().
float cell(int unit, uint at) {
  uint i = uint(unit) * TILE + at;
  if (kWide) return wideCells[wideBase + i];
  return narrowCells[i];
}
void setCell(int unit, uint at, float value) {
  uint i = uint(unit) * TILE + at;
  if (kWide) {
    wideCells[wideBase + i] = value;
  } else {
    narrowCells[i] = value;
  }
}

// One unit of all points of the tile at once; TILE is 16.
vec4 cells(int unit, uint quarter) {
  uint i = uint(unit) * TILE + 4u * quarter;
  if (kWide) {
    uint j = wideBase + i;
    return vec4(wideCells[j], wideCells[j + 1u], wideCells[j + 2u], wideCells[j + 3u]);
  }
  return vec4(narrowCells[i], narrowCells[i + 1u], narrowCells[i + 2u], narrowCells[i + 3u]);
}
mat4 cells(int unit) { return mat4(cells(unit, 0u), cells(unit, 1u), cells(unit, 2u), cells(unit, 3u)); }
void setCells(int unit, uint quarter, vec4 values) {
  setCell(unit, 4u * quarter, values.x);
  setCell(unit, 4u * quarter + 1u, values.y);
  setCell(unit, 4u * quarter + 2u, values.z);
  setCell(unit, 4u * quarter + 3u, values.w);
}
void setCells(int unit, mat4 values) {
  setCells(unit, 0u, values[0]);
  setCells(unit, 1u, values[1]);
  setCells(unit, 2u, values[2]);
  setCells(unit, 3u, values[3]);
}
mat4 tanhOf(mat4 m) { return mat4(tanhOf(m[0]), tanhOf(m[1]), tanhOf(m[2]), tanhOf(m[3])); }
mat4 sigmoidOf(mat4 m) { return mat4(sigmoidOf(m[0]), sigmoidOf(m[1]), sigmoidOf(m[2]), sigmoidOf(m[3])); }
// Sum over the tile's points, in a fixed order.
float total(mat4 m) { return dot((m[0] + m[1]) + (m[2] + m[3]), vec4(1)); }
float inner(mat4 a, mat4 b) { return dot(a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3], vec4(1)); }

// A layer as the program buffer describes it: core::LayerProgram.
struct Program {
  int kind;      // line of core/layers/layers.def
  int first;     // where its part of the work begins
  bool toBase;   // towards the base the textbook map is applied, not inverted
  bool enabled;  // a disabled layer is the identity
  bool learns;   // training changes its parameters
  int theta;     // where its part of theta begins
  int a, b, c, d, e, f;  // words 4 to 9: the kind's own
  int parameterCount;    // size of its part of theta
  int workSize;          // and of the work
};
Program programOf(int k) {
  int i = 12 * k;
  int flags = programs[i + 2];
  return Program(programs[i], programs[i + 1], (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, programs[i + 3], programs[i + 4],
                 programs[i + 5], programs[i + 6], programs[i + 7], programs[i + 8], programs[i + 9], programs[i + 10],
                 programs[i + 11]);
}

#endif
