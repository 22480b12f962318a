// The multilayer perceptron of one scalar; twin of core/math/mlp.cpp.
//
// Program words: a bit 4 = activation silu, else tanh; b = up to three hidden widths of ten bits; c = outputs. Its
// numbers are, layer after layer, the weights [out][in], then the biases [out].
//
// Cells of the tile: the input, the activations of the hidden layers in order, then the outputs. An invocation computes
// a unit for all points of the tile at once, so that each weight is read once a tile.

#ifndef NETWORK_GLSL
#define NETWORK_GLSL

#include "gradient.glsl"
#include "prepare.glsl"

// A conditioner that is a network reads its weights in the work; one that is tabulated, which happens while preparing,
// in theta.
#ifdef WITH_PREPARE
int networkAt(Program p) { return p.theta; }
float weight(int index) { return parameters[index]; }
void addWeightGradient(int index, float value) { gradient[index] += value; }
#else
int networkAt(Program p) { return p.first; }
float weight(int index) { return work[index]; }
void addWeightGradient(int index, float value) { addGradient(index, value); }
#endif

bool isSilu(Program p) { return (p.a & 16) != 0; }
int hiddenWidth(Program p, int layer) { return (p.b >> (10 * layer)) & 1023; }
int hiddenLayers(Program p) {
  int n = 1;
  while (n < 3 && hiddenWidth(p, n) != 0) ++n;
  return n;
}

// First cell of the outputs.
int networkOutputs(Program p) { return 1 + hiddenWidth(p, 0) + hiddenWidth(p, 1) + hiddenWidth(p, 2); }

// Layer `number` of the network, from 0: the one that reads hidden layer number - 1, or the input.
struct Dense {
  int weights, biases;
  int from, into;  // first cell of its input and of its output
  int inWidth, outWidth;
  bool last;
};
Dense denseLayer(Program p, int number) {
  Dense d;
  d.inWidth = 1;
  d.weights = networkAt(p);
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

// What unit j of the layer makes of its input, before the activation.
mat4 weighted(Dense d, int j) {
  float bias = weight(d.biases + j);
  mat4 sum = mat4(vec4(bias), vec4(bias), vec4(bias), vec4(bias));
  int row = d.weights + j * d.inWidth;
  for (int k = 0; k < d.inWidth; ++k) sum += weight(row + k) * cells(d.from + k);
  return sum;
}

mat4 activated(Program p, mat4 a) {
  if (isSilu(p)) return matrixCompMult(a, sigmoidOf(a));
  return tanhOf(a);
}
// The activation's derivative at unit k of the input of layer `number`, whose activation is h.
mat4 activationSlope(Program p, int number, int k, mat4 h) {
  if (isSilu(p)) {
    // Not a function of h: the sum is made anew, from cells that are still what they were.
    mat4 a = weighted(denseLayer(p, number - 1), k);
    mat4 s = sigmoidOf(a);
    return matrixCompMult(s, 1.0 + matrixCompMult(a, 1.0 - s));
  }
  return 1.0 - matrixCompMult(h, h);
}

// Runs the network at what cell 0 holds; on return all see the outputs. To be preceded by sync().
void networkForward(Program p) {
  int layers = hiddenLayers(p);
  for (int number = 0; number <= layers; ++number) {
    Dense d = denseLayer(p, number);
    for (int j = int(lane()); j < d.outWidth; j += GROUP) {
      mat4 sum = weighted(d, j);
      if (!d.last) sum = activated(p, sum);
      setCells(d.into + j, sum);
    }
    sync();
  }
}

// After networkForward, and after dL/doutput was put in place of the outputs: adds the gradient of the weights.
// Activations give way to their derivatives. To be preceded by sync().
void networkBackward(Program p) {
  for (int number = hiddenLayers(p); number >= 1; --number) {
    Dense d = denseLayer(p, number);
    // An invocation owns a column of the weights: nobody else reads the activation that it replaces.
    for (int k = int(lane()); k < d.inWidth; k += GROUP) {
      mat4 h = cells(d.from + k);
      mat4 sum = mat4(0);
      for (int j = 0; j < d.outWidth; ++j) {
        mat4 gOut = cells(d.into + j);
        int index = d.weights + j * d.inWidth + k;
        sum += weight(index) * gOut;
        addWeightGradient(index, inner(gOut, h));
      }
      setCells(d.from + k, matrixCompMult(sum, activationSlope(p, number, k, h)));
    }
    for (int j = int(lane()); j < d.outWidth; j += GROUP) addWeightGradient(d.biases + j, total(cells(d.into + j)));
    sync();
  }
  // The first layer has a single column: here an invocation owns rows.
  int width = hiddenWidth(p, 0);
  mat4 given = cells(0);
  for (int j = int(lane()); j < width; j += GROUP) {
    mat4 gUnit = cells(1 + j);
    addWeightGradient(networkAt(p) + j, inner(gUnit, given));
    addWeightGradient(networkAt(p) + width + j, total(gUnit));
  }
}

// dL/dinput of this invocation's point, after networkBackward.
float networkInputBackward(Program p) {
  float gInput = 0.0;
  for (int j = 0; j < hiddenWidth(p, 0); ++j) gInput += weight(networkAt(p) + j) * cell(1 + j, spot());
  return gInput;
}

#endif
