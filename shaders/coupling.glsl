// What all couplings share: y1 = x1, y2 = g(x2; h(x1)) or with the halves exchanged, h a multilayer perceptron of one
// scalar, tanh between. Twin of core/layers/coupling.cpp and core/math/mlp.cpp.
//
// Program words: a = 1 if the second coordinate is changed, b = up to three hidden widths of ten bits, c = outputs of
// h, d and e the kind's own. The work holds, layer after layer, the weights [out][in], then the biases [out].
//
// Cells of the tile: the input, the activations of the hidden layers in order, then the outputs. An invocation computes
// a unit for all points of the tile at once, so that each weight is read once a tile.
//
// A kind says `const bool <kind>_isCoupling = true`. Its three functions then find the outputs of h in the cells from
// rawCells(p) on, and its backward function leaves dL/doutput there: flow.glsl runs the network before and after them.

#ifndef COUPLING_GLSL
#define COUPLING_GLSL

#include "functions.glsl"
#include "gradient.glsl"

// The coordinate that passes and the one that is changed.
float passed(Program p, vec2 v) { return p.a == 1 ? v.x : v.y; }
float changed(Program p, vec2 v) { return p.a == 1 ? v.y : v.x; }
vec2 joined(Program p, float passed, float changed) {
  return p.a == 1 ? vec2(passed, changed) : vec2(changed, passed);
}

int hiddenWidth(Program p, int layer) { return (p.b >> (10 * layer)) & 1023; }
int hiddenLayers(Program p) {
  int n = 1;
  while (n < 3 && hiddenWidth(p, n) != 0) ++n;
  return n;
}

// Layer `number` of the network, from 0: the one that reads hidden layer number - 1, or the input.
struct Dense {
  int weights, biases;   // in the work
  int from, into;        // first cell of its input and of its output
  int inWidth, outWidth;
  bool last;
};
Dense denseLayer(Program p, int number) {
  Dense d;
  d.inWidth = 1;
  d.weights = p.first;
  d.from = 0;
  for (int i = 0; i < number; ++i) {
    int width = hiddenWidth(p, i);
    d.weights += (d.inWidth + 1) * width;
    d.from += d.inWidth;
    d.inWidth = width;
  }
  d.into = d.from + d.inWidth;
  d.last = number == hiddenLayers(p);
  d.outWidth = d.last ? p.c : hiddenWidth(p, number);
  d.biases = d.weights + d.inWidth * d.outWidth;
  return d;
}

// First cell of the outputs.
int rawCells(Program p) {
  return 1 + hiddenWidth(p, 0) + hiddenWidth(p, 1) + hiddenWidth(p, 2);
}

// Runs the network at `given` of every point; on return all see the outputs.
void conditionerForward(Program p, float given) {
  sync();
  if (lane() < TILE) setCell(0, lane(), given);
  sync();
  int layers = hiddenLayers(p);
  for (int number = 0; number <= layers; ++number) {
    Dense d = denseLayer(p, number);
    for (int j = int(lane()); j < d.outWidth; j += GROUP) {
      float bias = work[d.biases + j];
      mat4 sum = mat4(vec4(bias), vec4(bias), vec4(bias), vec4(bias));
      int row = d.weights + j * d.inWidth;
      for (int k = 0; k < d.inWidth; ++k) sum += work[row + k] * cells(d.from + k);
      if (!d.last) sum = tanhOf(sum);
      setCells(d.into + j, sum);
    }
    sync();
  }
}

// After conditionerForward, and after the kind has put dL/doutput in place of the outputs: adds dL/dwork to the
// gradient and returns dL/dgiven. Activations give way to their derivatives.
float conditionerBackward(Program p) {
  sync();
  for (int number = hiddenLayers(p); number >= 1; --number) {
    Dense d = denseLayer(p, number);
    // An invocation owns a column of the weights: nobody else reads the activation that it replaces.
    for (int k = int(lane()); k < d.inWidth; k += GROUP) {
      mat4 h = cells(d.from + k);
      mat4 sum = mat4(0);
      for (int j = 0; j < d.outWidth; ++j) {
        mat4 gOut = cells(d.into + j);
        int index = d.weights + j * d.inWidth + k;
        sum += work[index] * gOut;
        addGradient(index, inner(gOut, h));
      }
      setCells(d.from + k, matrixCompMult(sum, 1.0 - matrixCompMult(h, h)));
    }
    for (int j = int(lane()); j < d.outWidth; j += GROUP) addGradient(d.biases + j, total(cells(d.into + j)));
    sync();
  }
  // The first layer has a single column: here an invocation owns rows.
  int width = hiddenWidth(p, 0);
  mat4 given = cells(0);
  for (int j = int(lane()); j < width; j += GROUP) {
    mat4 gUnit = cells(1 + j);
    addGradient(p.first + j, inner(gUnit, given));
    addGradient(p.first + width + j, total(gUnit));
  }
  float gGiven = 0.0;
  for (int j = 0; j < width; ++j) gGiven += work[p.first + j] * cell(1 + j, spot());
  return gGiven;
}

// Cotangents (of g's output, of its log-slope) that the kind is to carry on to the outputs of h, from those of the
// pass. Turns g's changed coordinate. slope = dg/dx2, dLogSlope = d(log slope)/dx2; where x2 was solved for, by implicit
// differentiation.
vec2 carryBack(Program p, bool applied, float slope, float dLogSlope) {
  float gOut = changed(p, g);
  float a, b, gIn;
  if (applied) {
    a = gOut;
    b = gLogDet;
    gIn = gOut * slope + gLogDet * dLogSlope;
  } else {
    gIn = (gOut - gLogDet * dLogSlope) / slope;
    a = -gIn;
    b = -gLogDet;
  }
  g = joined(p, passed(p, g), gIn);
  return vec2(a, b);
}

#endif
