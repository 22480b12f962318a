// The multilayer perceptron of one scalar; twin of core/math/mlp.cpp.
//
// Program words: a bit 4 = activation silu, else tanh; b = up to three hidden widths of ten bits; c = outputs. Its
// numbers are, layer after layer, the weights [out][in], then the biases [out].
//
// Cells of the tile: the input, the activations of the hidden layers in order, then the outputs. An item of work is a
// unit at four points; neighbouring invocations take neighbouring units, so that they read neighbouring weights.

#ifndef NETWORK_GLSL
#define NETWORK_GLSL

#include "gradient.glsl"
#include "prepare.glsl"

// Where the network that lies in shared memory begins in the work.
int stagedFrom;

// A conditioner that is a network reads its weights in the work, where they also lie transposed (prepare.glsl); one that
// is tabulated, which happens while preparing, in theta.
#ifdef WITH_PREPARE
int networkAt(Program p) { return p.theta; }
float weight(int index) { return parameters[index]; }
float addedTo(int index) { return gradient[index]; }
void setWeightGradient(int index, float value) { gradient[index] = value; }
#else
int networkAt(Program p) { return p.first; }
float weight(int index) { return kStaged > 1 ? staged[index - stagedFrom] : work[index]; }
float addedTo(int index) { return givenBefore(index); }
void setWeightGradient(int index, float value) { setGradientOf(index, value); }
#endif

bool isSilu(Program p) { return some(SOME_SILU) && (!some(SOME_TANH) || (p.a & 16) != 0); }
int outputsOf(Program p) { return kOutputs != 0 ? kOutputs : p.c; }
int hiddenWidth(Program p, int layer) { return ((kWidths != 0 ? kWidths : p.b) >> (10 * layer)) & 1023; }
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
  d.outWidth = d.last ? outputsOf(p) : hiddenWidth(p, number);
  d.biases = d.weights + d.inWidth * d.outWidth;
  return d;
}

// The weight from unit k of the input to unit j, for neighbours in j.
float weightAcross(Dense d, int j, int k) {
#ifdef WITH_PREPARE
  return weight(d.weights + j * d.inWidth + k);
#else
  int index = d.weights + k * d.outWidth + j;
  return kStaged > 1 ? staged[index - stagedFrom] : work[transposed(index)];
#endif
}

// Brings a network, as it lies transposed or as it lies for the way back, into shared memory.
void stageNetwork(Program p, bool back) {
#ifndef WITH_PREPARE
  if (kStaged == 1) return;
  // Four numbers a load, and many loads at a time: a wait for memory is what takes long.
  int from = back ? p.first : transposed(p.first);
  int quad = from / 4;
  int count = (from + p.workSize + 3) / 4 - quad;
  stagedFrom = p.first - from % 4;
  for (int i = int(lane()); i < count; i += 8 * GROUP) {
    vec4 given[8];
    [[unroll]] for (int n = 0; n < 8; ++n) given[n] = workQuads[quad + min(i + n * GROUP, count - 1)];
    [[unroll]] for (int n = 0; n < 8; ++n) {
      int at = 4 * (i + n * GROUP);
      if (i + n * GROUP >= count) break;
      staged[at] = given[n].x;
      staged[at + 1] = given[n].y;
      staged[at + 2] = given[n].z;
      staged[at + 3] = given[n].w;
    }
  }
#endif
}

// Of what unit j of the layer makes of its input, before the activation: the terms of every `step`-th input from `first`
// on, and the bias with those of the first. Eight at a time, so that memory is waited for once.
vec4 weighted(Dense d, int j, uint quad, int first, int step) {
  vec4 sum = vec4(first == 0 ? weight(d.biases + j) : 0.0);
  int k = first;
  for (; k + 7 * step < d.inWidth; k += 8 * step) {
    float w[8];
    vec4 h[8];
    [[unroll]] for (int i = 0; i < 8; ++i) {
      w[i] = weightAcross(d, j, k + i * step);
      h[i] = cells(d.from + k + i * step, quad);
    }
    [[unroll]] for (int i = 0; i < 8; ++i) sum += w[i] * h[i];
  }
  for (; k < d.inWidth; k += step) sum += weightAcross(d, j, k) * cells(d.from + k, quad);
  return sum;
}
// Of dL/d(input k), the terms of every `step`-th output from `first` on.
vec4 weightedGradient(Dense d, int k, uint quad, int first, int step) {
  vec4 sum = vec4(0);
  int j = first;
  for (; j + 7 * step < d.outWidth; j += 8 * step) {
    float w[8];
    vec4 gOut[8];
    [[unroll]] for (int i = 0; i < 8; ++i) {
      w[i] = weight(d.weights + (j + i * step) * d.inWidth + k);
      gOut[i] = cells(d.into + j + i * step, quad);
    }
    [[unroll]] for (int i = 0; i < 8; ++i) sum += w[i] * gOut[i];
  }
  for (; j < d.outWidth; j += step) sum += weight(d.weights + j * d.inWidth + k) * cells(d.into + j, quad);
  return sum;
}

// The same with all terms, when the network lies as for the way back.
vec4 weightedBack(Dense d, int j, uint quad) {
  vec4 sum = vec4(weight(d.biases + j));
  for (int k = 0; k < d.inWidth; ++k) sum += weight(d.weights + j * d.inWidth + k) * cells(d.from + k, quad);
  return sum;
}

vec4 activated(Program p, vec4 a) {
  if (isSilu(p)) return a * sigmoidOf(a);
  return tanhOf(a);
}
// The activation's derivative at unit k of the input of layer `number`, whose activation is h.
vec4 activationSlope(Program p, int number, int k, uint quad, vec4 h) {
  if (isSilu(p)) {
    // Not a function of h: the sum is made anew, from cells that are still what they were.
    Dense d = denseLayer(p, number - 1);
    vec4 a = weightedBack(d, k, quad);
    vec4 s = sigmoidOf(a);
    return s * (1.0 + a * (1.0 - s));
  }
  return 1.0 - h * h;
}

// Runs the network at what cell 0 holds; on return all see the outputs. To be preceded by sync().
void networkForward(Program p) {
  int layers = hiddenLayers(p);
  UNROLL_IF_TAILORED for (int number = 0; number < 4; ++number) {
    if (number > layers) break;
    Dense d = denseLayer(p, number);
    for (int round = 0; round < roundsFor(d.outWidth); ++round) {
      Share s = shareOf(d.outWidth, round);
      bool works = s.unit < d.outWidth;
      vec4 sum = works ? weighted(d, s.unit, s.quad, s.part, 1 << s.shift) : vec4(0);
      sum = sharedSum(s, sum);
      if (!works || s.part > 0) continue;
      setCells(d.into + s.unit, s.quad, d.last ? sum : activated(p, sum));
    }
    sync();
  }
}

// Adds to dL/d(weight) and dL/d(bias) of a layer. A row of invocations takes neighbouring inputs, each of them at
// up to eight outputs.
void denseGradient(Dense d) {
  const int rows = GROUP / ROW;
  int chunk = min((d.outWidth + rows - 1) / rows, 8);
  for (int first = int(lane()) / ROW * chunk; first < d.outWidth; first += rows * chunk) {
    for (int k = int(lane()) % ROW; k < d.inWidth; k += ROW) {
      vec4 h[QUADS];
      [[unroll]] for (uint quad = 0u; quad < QUADS; ++quad) h[quad] = cells(d.from + k, quad);
      float sums[8];
      [[unroll]] for (int i = 0; i < 8; ++i) {
        if (i >= chunk) break;
        int j = min(first + i, d.outWidth - 1);
        vec4 sum = vec4(0);
        [[unroll]] for (uint quad = 0u; quad < QUADS; ++quad) sum += h[quad] * cells(d.into + j, quad);
        sums[i] = dot(sum, vec4(1)) + addedTo(d.weights + j * d.inWidth + k);
      }
      [[unroll]] for (int i = 0; i < 8; ++i) {
        if (i >= chunk) break;
        if (first + i < d.outWidth) setWeightGradient(d.weights + (first + i) * d.inWidth + k, sums[i]);
      }
    }
  }
  for (int j = int(lane()); j < d.outWidth; j += GROUP) {
    float sum = total(d.into + j) + addedTo(d.biases + j);
    setWeightGradient(d.biases + j, sum);
  }
}

// After networkForward, and after dL/doutput was put in place of the outputs: adds the gradient of the weights.
// Activations give way to their derivatives. To be preceded by sync().
void networkBackward(Program p) {
  int layers = hiddenLayers(p);
  UNROLL_IF_TAILORED for (int number = 3; number >= 1; --number) {
    if (number > layers) continue;
    Dense d = denseLayer(p, number);
    denseGradient(d);
    sync();
    for (int round = 0; round < roundsFor(d.inWidth); ++round) {
      Share s = shareOf(d.inWidth, round);
      bool works = s.unit < d.inWidth;
      vec4 sum = works ? weightedGradient(d, s.unit, s.quad, s.part, 1 << s.shift) : vec4(0);
      sum = sharedSum(s, sum);
      if (!works || s.part > 0) continue;
      vec4 h = cells(d.from + s.unit, s.quad);
      setCells(d.from + s.unit, s.quad, sum * activationSlope(p, number, s.unit, s.quad, h));
    }
    sync();
  }
  // The first layer has a single input.
  Dense d = denseLayer(p, 0);
  for (int j = int(lane()); j < d.outWidth; j += GROUP) {
    float byWeight = inner(d.into + j, 0) + addedTo(d.weights + j);
    float byBias = total(d.into + j) + addedTo(d.biases + j);
    setWeightGradient(d.weights + j, byWeight);
    setWeightGradient(d.biases + j, byBias);
  }
}

// dL/dinput of this invocation's point, after networkBackward.
float networkInputBackward(Program p) {
  float part = 0.0;
  if (role() < SUMMED) {
    for (int j = int(role()); j < hiddenWidth(p, 0); j += int(SUMMED))
      part += weight(networkAt(p) + j) * cell(1 + j, spot());
  }
  return roleSum(part);
}

#endif
