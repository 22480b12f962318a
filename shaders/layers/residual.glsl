// y = x + g(x), the Lipschitz constant of g at most 0.97: Behrmann et al. 2019, equations 1 and 2. The passes of
// field_flow.glsl, with a single step.
//
// The work holds the parameters, every weight matrix divided by what its spectral norm exceeds c by, then for each layer
// sigma, u and v. The bits of c are word c.

#include "field.glsl"
#include "spectral.glsl"

const bool residual_isCoupling = false;
const bool residual_isField = true;

#ifdef WITH_PREPARE
float residual_shrink(Program p, float sigma) {
  float limit = intBitsToFloat(p.c);
  return sigma > limit ? limit / sigma : 1.0;
}

void residual_prepare(Program p) {
  int norm = p.first + p.parameterCount;
  for (int number = 0; number <= hiddenLayers(p); ++number) {
    FieldLayer d = fieldLayer(p, number);
    Spectral s = spectralOf(p.theta + d.weights, d.outWidth, d.inWidth);
    float sigma = spectralNorm(s);
    float factor = residual_shrink(p, sigma);
    for (int i = int(lane()); i < d.outWidth * d.inWidth; i += GROUP) {
      float scaled = parameters[p.theta + d.weights + i] * factor;
      work[p.first + d.weights + i] = scaled;
      work[transposed(p.first + d.weights + i % d.inWidth * d.outWidth + i / d.inWidth)] = scaled;
    }
    for (int i = int(lane()); i < d.outWidth; i += GROUP) {
      work[p.first + d.biases + i] = parameters[p.theta + d.biases + i];
      work[norm + 1 + i] = flatCell(s.u + i);
    }
    for (int i = int(lane()); i < d.inWidth; i += GROUP) work[norm + 1 + d.outWidth + i] = flatCell(s.v + i);
    if (lane() == 0u) work[norm] = sigma;
    norm += 1 + d.outWidth + d.inWidth;
    sync();
  }
}

void residual_prepareBackward(Program p) {
  // With W' = W c/sigma and d sigma/dW = u v^T: dL/dW = (c/sigma) G - (<G, W'>/sigma) u v^T.
  int norm = p.first + p.parameterCount;
  for (int number = 0; number <= hiddenLayers(p); ++number) {
    FieldLayer d = fieldLayer(p, number);
    Spectral s = spectralOf(p.theta + d.weights, d.outWidth, d.inWidth);
    float sigma = work[norm];
    float factor = residual_shrink(p, sigma);
    float own = 0.0;
    for (int i = d.weights + int(lane()); i < d.biases; i += GROUP) own += gWork[p.first + i] * work[p.first + i];
    float along = groupSum(own);
    along = factor < 1.0 ? along / sigma : 0.0;
    for (int i = int(lane()); i < d.outWidth * d.inWidth; i += GROUP) {
      int r = i / d.inWidth, c = i % d.inWidth;
      gradient[p.theta + d.weights + i] +=
          factor * gWork[p.first + d.weights + i] - along * work[norm + 1 + r] * work[norm + 1 + d.outWidth + c];
    }
    for (int i = d.biases + int(lane()); i < d.biases + d.outWidth; i += GROUP)
      gradient[p.theta + i] += gWork[p.first + i];
    norm += 1 + d.outWidth + d.inWidth;
    sync();
  }
}
#endif
