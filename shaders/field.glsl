// A vector field of the plane with tangents, and the maps that steps along it are; twin of core/math/field.cpp,
// core/math/jet.h, core/layers/runge_kutta.cpp and core/layers/cnf.cpp.
//
// Program words: a = 1 if time is an input and a step is one of Runge-Kutta of order 4; 0: there is a single step, y =
// x + g(x), which is Euler's of length 1. b = up to three hidden widths of ten bits. c, d = steps and the most that they
// may be doubled, e = 1 if training estimates the log-det.
//
// Cells of the tile: for the input, each hidden layer and the output `width` values, then as many for the first tangent,
// then for the second; after them where each step started. An item of work is a unit at four points.

#ifndef FIELD_GLSL
#define FIELD_GLSL

#include "functions.glsl"
#include "network.glsl"

int fieldInputs(Program p) { return 2 + p.a; }

// Layer `number` of the network, from 0. Indices of parameters count from the layer's first.
struct FieldLayer {
  int weights, biases;
  int from, into;  // first cell of its input and of its output
  int inWidth, outWidth;
  bool last;
};
FieldLayer fieldLayer(Program p, int number) {
  FieldLayer d;
  d.inWidth = fieldInputs(p);
  d.weights = 0;
  d.from = 0;
  for (int i = 0; i < number; ++i) {
    int width = hiddenWidth(p, i);
    d.weights += (d.inWidth + 1) * width;
    d.from += 3 * d.inWidth;
    d.inWidth = width;
  }
  d.into = d.from + 3 * d.inWidth;
  d.last = number == hiddenLayers(p);
  d.outWidth = d.last ? 2 : hiddenWidth(p, number);
  d.biases = d.weights + d.inWidth * d.outWidth;
  return d;
}

// First cell of the outputs.
int fieldOutputs(Program p) {
  return 3 * (fieldInputs(p) + hiddenWidth(p, 0) + hiddenWidth(p, 1) + hiddenWidth(p, 2));
}

// Loops over units are unrolled by hand: llvmpipe gives an invocation 65535 turns of loops, all loops together, and then
// leaves them without a word.

// Sum over n units from cell `from` on, by weights that lie `stride` apart in the work.
vec4 fieldProduct(int at, int stride, int from, int n, uint quad) {
  vec4 sum = vec4(0);
  int i = 0;
  for (; i + 8 <= n; i += 8) {
    float w[8];
    vec4 h[8];
    [[unroll]] for (int k = 0; k < 8; ++k) {
      w[k] = work[at + (i + k) * stride];
      h[k] = cells(from + i + k, quad);
    }
    [[unroll]] for (int k = 0; k < 8; ++k) sum += w[k] * h[k];
  }
  for (; i < n; ++i) sum += work[at + i * stride] * cells(from + i, quad);
  return sum;
}

// g and its derivatives along the columns of V, at every point's own place. All cells are as fieldBackward wants them.
void fieldAt(Program p, vec2 at, float t, mat2 V, int tangents, out vec2 k, out mat2 K) {
  int n = fieldInputs(p);
  sync();
  if (lane() < TILE) {
    setCell(0, lane(), at.x);
    setCell(1, lane(), at.y);
    if (n == 3) setCell(2, lane(), t);
    for (int j = 0; j < tangents; ++j) {
      setCell(n * (j + 1), lane(), V[j].x);
      setCell(n * (j + 1) + 1, lane(), V[j].y);
      if (n == 3) setCell(n * (j + 1) + 2, lane(), 0.0);
    }
  }
  sync();
  int layers = hiddenLayers(p);
  for (int number = 0; number <= layers; ++number) {
    FieldLayer d = fieldLayer(p, number);
    for (int row = int(lane()) / ROW; row < rowsFor(d.outWidth); row += GROUP / ROW) {
      int j = row / QUADS * ROW + int(lane()) % ROW;
      uint quad = uint(row) % QUADS;
      if (j >= d.outWidth) continue;
      vec4 slope = vec4(0);
      for (int v = 0; v <= tangents; ++v) {
        vec4 sum = vec4(v == 0 ? work[p.first + d.biases + j] : 0.0);
        sum += fieldProduct(transposed(p.first + d.weights + j), d.outWidth, d.from + v * d.inWidth, d.inWidth, quad);
        if (!d.last) {
          if (v == 0) {
            sum = tanhOf(sum);
            slope = 1.0 - sum * sum;
          } else {
            sum *= slope;
          }
        }
        setCells(d.into + v * d.outWidth + j, quad, sum);
      }
    }
    sync();
  }
  int o = fieldOutputs(p);
  k = vec2(cell(o, spot()), cell(o + 1, spot()));
  K = mat2(0);
  for (int j = 0; j < tangents; ++j) K[j] = vec2(cell(o + 2 * j + 2, spot()), cell(o + 2 * j + 3, spot()));
}

// What dL/d(sum) of the first layer's unit j adds to the cotangents of its input.
void fieldRow(Program p, FieldLayer d, int tangents, int j, inout vec2 gAt, inout mat2 gV) {
  int row = p.first + j * d.inWidth;
  vec2 w = vec2(work[row], work[row + 1]);
  gAt += cell(d.into + j, spot()) * w;
  if (tangents > 0) gV[0] += cell(d.into + d.outWidth + j, spot()) * w;
  if (tangents > 1) gV[1] += cell(d.into + 2 * d.outWidth + j, spot()) * w;
}

// Adds to dL/d(parameter) of a layer.
void fieldGradient(Program p, FieldLayer d, int tangents) {
  for (int j = int(lane()) / ROW; j < d.outWidth; j += GROUP / ROW) {
    for (int i = int(lane()) % ROW; i < d.inWidth; i += ROW) {
      float byWeight = inner(d.into + j, d.from + i);
      if (tangents > 0) byWeight += inner(d.into + d.outWidth + j, d.from + d.inWidth + i);
      if (tangents > 1) byWeight += inner(d.into + 2 * d.outWidth + j, d.from + 2 * d.inWidth + i);
      addGradient(p.first + d.weights + j * d.inWidth + i, byWeight);
    }
  }
  for (int j = int(lane()); j < d.outWidth; j += GROUP) addGradient(p.first + d.biases + j, total(d.into + j));
}

// After fieldAt at the same place: from the cotangents of k and K to those of the point and of V; adds those of the
// parameters. Activations give way to cotangents.
void fieldBackward(Program p, int tangents, vec2 gk, mat2 gK, out vec2 gAt, out mat2 gV) {
  sync();
  if (lane() < TILE) {
    int o = fieldOutputs(p);
    setCell(o, lane(), gk.x);
    setCell(o + 1, lane(), gk.y);
    for (int j = 0; j < tangents; ++j) {
      setCell(o + 2 * j + 2, lane(), gK[j].x);
      setCell(o + 2 * j + 3, lane(), gK[j].y);
    }
  }
  sync();
  for (int number = hiddenLayers(p); number >= 1; --number) {
    FieldLayer d = fieldLayer(p, number);
    fieldGradient(p, d, tangents);
    sync();
    for (int row = int(lane()) / ROW; row < rowsFor(d.inWidth); row += GROUP / ROW) {
      int i = row / QUADS * ROW + int(lane()) % ROW;
      uint quad = uint(row) % QUADS;
      if (i >= d.inWidth) continue;
      vec4 h = cells(d.from + i, quad);
      vec4 slope = 1.0 - h * h;
      vec4 bend = vec4(0);
      for (int v = tangents; v >= 0; --v) {
        int unit = d.from + v * d.inWidth + i;
        vec4 sum = fieldProduct(p.first + d.weights + i, d.inWidth, d.into + v * d.outWidth, d.outWidth, quad);
        if (v > 0) bend += sum * cells(unit, quad);
        setCells(unit, quad, v > 0 ? slope * sum : slope * sum - 2.0 * h * bend);
      }
    }
    sync();
  }
  FieldLayer d = fieldLayer(p, 0);
  fieldGradient(p, d, tangents);
  gAt = vec2(0);
  gV = mat2(0);
  int j = 0;
  for (; j + 4 <= d.outWidth; j += 4) {
    fieldRow(p, d, tangents, j, gAt, gV);
    fieldRow(p, d, tangents, j + 1, gAt, gV);
    fieldRow(p, d, tangents, j + 2, gAt, gV);
    fieldRow(p, d, tangents, j + 3, gAt, gV);
  }
  for (; j < d.outWidth; ++j) fieldRow(p, d, tangents, j, gAt, gV);
}

#include "field_flow.glsl"

#endif
