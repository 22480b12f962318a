// A vector field of the plane with tangents, and the maps that steps along it are; twin of core/math/field.cpp,
// core/math/jet.h, core/layers/runge_kutta.cpp and core/layers/cnf.cpp.
//
// Program words: a = 1 if time is an input and a step is one of Runge-Kutta of order 4; 0: there is a single step, y =
// x + g(x), which is Euler's of length 1. b = up to three hidden widths of ten bits. c, d = steps and the most that they
// may be doubled, e = 1 if training estimates the log-det.
//
// Cells of the tile: for the input, each hidden layer and the output `width` values, then as many for the first tangent,
// then for the second; after them where each step started. An invocation computes a unit for all points at once.

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
    for (int j = int(lane()); j < d.outWidth; j += GROUP) {
      int row = p.first + d.weights + j * d.inWidth;
      mat4 slope = mat4(0);
      for (int v = 0; v <= tangents; ++v) {
        float bias = v == 0 ? work[p.first + d.biases + j] : 0.0;
        mat4 sum = mat4(vec4(bias), vec4(bias), vec4(bias), vec4(bias));
        int from = d.from + v * d.inWidth;
        int i = 0;
        for (; i + 4 <= d.inWidth; i += 4) {
          sum += work[row + i] * cells(from + i) + work[row + i + 1] * cells(from + i + 1);
          sum += work[row + i + 2] * cells(from + i + 2) + work[row + i + 3] * cells(from + i + 3);
        }
        for (; i < d.inWidth; ++i) sum += work[row + i] * cells(from + i);
        if (!d.last) {
          if (v == 0) {
            sum = tanhOf(sum);
            slope = 1.0 - matrixCompMult(sum, sum);
          } else {
            sum = matrixCompMult(slope, sum);
          }
        }
        setCells(d.into + v * d.outWidth + j, sum);
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
    // An invocation owns a column of the weights: nobody else reads the activations that it replaces.
    for (int i = int(lane()); i < d.inWidth; i += GROUP) {
      mat4 h = cells(d.from + i);
      mat4 first = mat4(0), second = mat4(0);
      if (tangents > 0) first = cells(d.from + d.inWidth + i);
      if (tangents > 1) second = cells(d.from + 2 * d.inWidth + i);
      mat4 gh = mat4(0), gFirst = mat4(0), gSecond = mat4(0);
      for (int j = 0; j < d.outWidth; ++j) {
        int index = p.first + d.weights + j * d.inWidth + i;
        float w = work[index];
        mat4 gOut = cells(d.into + j);
        gh += w * gOut;
        float byWeight = inner(gOut, h);
        if (tangents > 0) {
          gOut = cells(d.into + d.outWidth + j);
          gFirst += w * gOut;
          byWeight += inner(gOut, first);
        }
        if (tangents > 1) {
          gOut = cells(d.into + 2 * d.outWidth + j);
          gSecond += w * gOut;
          byWeight += inner(gOut, second);
        }
        addGradient(index, byWeight);
      }
      mat4 slope = 1.0 - matrixCompMult(h, h);
      mat4 bend = matrixCompMult(gFirst, first) + matrixCompMult(gSecond, second);
      setCells(d.from + i, matrixCompMult(slope, gh) - 2.0 * matrixCompMult(h, bend));
      if (tangents > 0) setCells(d.from + d.inWidth + i, matrixCompMult(slope, gFirst));
      if (tangents > 1) setCells(d.from + 2 * d.inWidth + i, matrixCompMult(slope, gSecond));
    }
    for (int j = int(lane()); j < d.outWidth; j += GROUP)
      addGradient(p.first + d.biases + j, total(cells(d.into + j)));
    sync();
  }
  // The first layer has few columns: here an invocation owns rows.
  FieldLayer d = fieldLayer(p, 0);
  for (int j = int(lane()); j < d.outWidth; j += GROUP) {
    for (int i = 0; i < d.inWidth; ++i) {
      float byWeight = 0.0;
      for (int v = 0; v <= tangents; ++v) byWeight += inner(cells(d.into + v * d.outWidth + j), cells(v * d.inWidth + i));
      addGradient(p.first + j * d.inWidth + i, byWeight);
    }
    addGradient(p.first + d.biases + j, total(cells(d.into + j)));
  }
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
