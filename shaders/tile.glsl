// A tile: the points that a workgroup works on at a time, and the memory that its invocations share.
//
// Invocation i holds point i % TILE, so ROLES invocations hold the same point and compute the same; where work can be
// shared out among them, role() says which one this is. No invocation ever leaves early.

#ifndef TILE_GLSL
#define TILE_GLSL

#include "functions.glsl"
#include "sizes.glsl"

layout(local_size_x = GROUP) in;

// Whether the conditioners of this flow are too large for shared memory: their activations then lie in a buffer.
layout(constant_id = 0) const bool kWide = false;
// What the driver may leave out or count on, since it holds for all layers of the flow that the kernel is made for:
// gpu::constantsOf. As they stand here they say nothing.
layout(constant_id = 1) const uint kKinds = ~0u;       // bit n: there are layers of kind n
layout(constant_id = 2) const int kWidths = 0;         // packed hidden widths of all networks; 0: they differ
layout(constant_id = 3) const int kOutputs = 0;        // outputs of all conditioners; 0: they differ
layout(constant_id = 4) const uint kTraits = ~0u;      // SOME_...: what conditioners there are
// Room for the largest network, if all are first brought into shared memory, where the wait for a number is short; else
// 1. A multiple of four.
layout(constant_id = 5) const int kStaged = 1;
// Whether what networks compute on the way to the base is kept for the way back.
layout(constant_id = 6) const bool kTape = false;

bool occurs(int kind) { return (kKinds >> kind & 1u) != 0u; }
bool some(uint trait) { return (kTraits & trait) != 0u; }

// What passes read in place of theta; prepare.glsl says how it is made.
#ifdef WITH_PREPARE
layout(std430, binding = 0) coherent buffer Work { float work[]; };
#else
layout(std430, binding = 0) readonly buffer Work { float work[]; };
layout(std430, binding = 0) readonly buffer WorkQuads { vec4 workQuads[]; };  // the same, four at a time
#endif
int transposed(int index) { return work.length() / 2 + index; }  // see prepare.glsl
layout(std430, binding = 1) readonly buffer Programs { int programs[]; };
layout(std430, binding = 2) coherent buffer WideCells { vec4 wideCells[]; };

#define ROLES (GROUP / TILE)
#define QUADS (TILE / 4)  // numbers of four points are read and written at once

shared vec4 narrowCells[SHARED_UNITS * QUADS];
shared vec4 terms[GROUP];  // what is to be summed up
shared float staged[kStaged];

// In kernels that are made for one flow, the layers of networks are worth unrolling: their widths are then known.
#ifdef WITH_TAILORED
#define UNROLL_IF_TAILORED [[unroll]]
#else
#define UNROLL_IF_TAILORED
#endif

// What an invocation knows of its point. A pass towards either end moves `point` and adds to `logDet`.
vec2 point;
float logDet;
// A backward pass turns (g, gLogDet), the loss's derivatives by a pass's output, into those by its input. x and y are
// then the input and output of the layer's textbook map.
vec2 x, y;
vec2 g;
float gLogDet;

// Its place in the batch, in training.
uint placeInBatch;

// Where this workgroup's wide cells begin, in fours.
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
// made by the hardware, in an order that is the device's own but always the same.
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

// Sum of what the first SUMMED roles of a point hold, for all of its invocations, in a fixed order. In uniform control
// flow only.
const uint SUMMED = min(uint(ROLES), 8u);
float roleSum(float value) {
  sync();
  if (role() < SUMMED) terms[lane()].x = value;
  sync();
  float sum = 0.0;
  [[unroll]] for (uint r = 0u; r < SUMMED; ++r) sum += terms[spot() + r * TILE].x;
  return sum;
}

// Cells: a small array a point, for activations. A kind may use as many as its C++ twin says in cellCount(). Those of
// unit `unit`, of four points at once.
vec4 cells(int unit, uint quad) {
  uint i = uint(unit) * QUADS + quad;
  if (kWide) return wideCells[wideBase + i];
  return narrowCells[i];
}
void setCells(int unit, uint quad, vec4 values) {
  uint i = uint(unit) * QUADS + quad;
  if (kWide) {
    wideCells[wideBase + i] = values;
  } else {
    narrowCells[i] = values;
  }
}
// And of point `at`.
float cell(int unit, uint at) {
  uint i = uint(unit) * QUADS + at / 4u;
  if (kWide) return wideCells[wideBase + i][at % 4u];
  return narrowCells[i][at % 4u];
}
void setCell(int unit, uint at, float value) {
  uint i = uint(unit) * QUADS + at / 4u;
  if (kWide) {
    wideCells[wideBase + i][at % 4u] = value;
  } else {
    narrowCells[i][at % 4u] = value;
  }
}
// The same value for all points.
void fillCells(int unit, float value) {
  [[unroll]] for (uint quad = 0u; quad < QUADS; ++quad) setCells(unit, quad, vec4(value));
}

// Sum over the tile's points, in a fixed order, of a unit and of the products of two.
float total(int unit) {
  vec4 sum = cells(unit, 0u);
  [[unroll]] for (uint quad = 1u; quad < QUADS; ++quad) sum += cells(unit, quad);
  return dot(sum, vec4(1));
}
float inner(int a, int b) {
  vec4 sum = cells(a, 0u) * cells(b, 0u);
  [[unroll]] for (uint quad = 1u; quad < QUADS; ++quad) sum += cells(a, quad) * cells(b, quad);
  return dot(sum, vec4(1));
}

// Sums for all units of a layer of a network, each at four points. A row of invocations takes neighbouring units, so
// that it reads neighbouring weights, at the same four points, so that it reads the same activations: both are what
// memory is fast at. Where there are more rows than that, several share the terms of a sum, but not in kernels for all
// flows: those add up in the order of the CPU. Nothing is divided by numbers that are not constants: that would take
// longer than the sums.
const int ROW = 32;
struct Share {
  int shift;  // 2^shift invocations share one sum
  int part;   // which of them this is
  int unit;   // may lie behind the last one: then there is nothing to do
  uint quad;
};
int rowsFor(int units) { return (units + ROW - 1) / ROW * QUADS; }
// How many times the workgroup has to go to work.
int roundsFor(int units) { return (rowsFor(units) + GROUP / ROW - 1) / (GROUP / ROW); }
Share shareOf(int units, int round) {
  Share s;
  s.shift = 0;
#ifdef WITH_TAILORED
  while (s.shift < 3 && rowsFor(units) << (s.shift + 1) <= GROUP / ROW) ++s.shift;
#endif
  int row = round * (GROUP / ROW) + int(lane()) / ROW;
  s.part = row & ((1 << s.shift) - 1);
  row >>= s.shift;
  s.quad = uint(row) % QUADS;
  s.unit = row / QUADS * ROW + int(lane()) % ROW;
  return s;
}
// What the invocations that share a sum have of it, added up for the first of them. In uniform control flow only.
vec4 sharedSum(Share s, vec4 value) {
  if (s.shift == 0) return value;
  terms[lane()] = value;
  barrier();
  if (s.part > 0) return value;
  for (int part = 1; part < 1 << s.shift; ++part) value += terms[int(lane()) + part * ROW];
  return value;
}

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
