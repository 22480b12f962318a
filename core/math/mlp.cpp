#include "core/math/mlp.h"

#include <algorithm>
#include <cmath>

#include "core/math/block_matrix.h"

namespace core {

// The tape holds, layer after layer, the activations, and behind those of SiLU their derivatives, which cannot be told
// from the activations as those of tanh can.
Mlp::Mlp(std::vector<int> hidden, int outputs, Activation activation)
    : hidden_(std::move(hidden)), outputs_(outputs), activation_(activation) {
  int in = 1;
  for (int width : hidden_) {
    parameterCount_ += (in + 1) * width;
    tapeSize_ += width * kBlock * (activation_ == Activation::silu ? 2 : 1);
    in = width;
  }
  lastLayer_ = parameterCount_;
  parameterCount_ += (in + 1) * outputs_;
}

void Mlp::initialise(MutableTheta theta, Rng& rng) const {
  size_t at = 0;
  const int first = hidden_.front();
  for (int i = 0; i < first; ++i) {
    // Steps of random steepness, their centres spread over where the points are.
    const double w = rng.uniform(0.3, 1.6) * (rng.uniform() < 0.5 ? -1 : 1);
    theta[at + static_cast<size_t>(i)] = static_cast<Real>(w);
    theta[at + static_cast<size_t>(first + i)] = static_cast<Real>(-w * rng.uniform(-4, 4));
  }
  at += static_cast<size_t>(2 * first);
  for (size_t layer = 1; layer < hidden_.size(); ++layer) {
    const int in = hidden_[layer - 1];
    const int out = hidden_[layer];
    const double a = std::sqrt(3.0 / in);  // variance 1/in: LeCun, "Efficient BackProp" (1998)
    for (int i = 0; i < in * out; ++i) theta[at++] = static_cast<Real>(rng.uniform(-a, a));
    for (int i = 0; i < out; ++i) theta[at++] = 0;
  }
  std::fill(theta.begin() + lastLayer_, theta.begin() + parameterCount_, Real(0));
}

void Mlp::scaleOutputs(ConstTheta theta, Real s, MutableTheta out) const {
  std::copy(theta.begin(), theta.begin() + lastLayer_, out.begin());
  for (size_t i = static_cast<size_t>(lastLayer_); i < static_cast<size_t>(parameterCount_); ++i) out[i] = s * theta[i];
}

namespace {

void activate(Real* h, int count) {
  for (int i = 0; i < count; i += kLanes) store(h + i, tanh(load(h + i)));
}

// h = silu(h); where `derivatives` is wanted, silu' there.
void activateSilu(Real* h, Real* derivatives, int count) {
  for (int i = 0; i < count; i += kLanes) {
    const Lanes a = load(h + i);
    const Lanes s = sigmoid(a);
    store(h + i, a * s);
    if (derivatives != nullptr) store(derivatives + i, s * (1 + a * (1 - s)));
  }
}

// d *= tanh', where h = tanh.
void activateBackward(const Real* h, Real* d, int count) {
  for (int i = 0; i < count; i += kLanes) {
    const Lanes t = load(h + i);
    store(d + i, load(d + i) * (1 - t * t));
  }
}

void scaleBy(const Real* factors, Real* d, int count) {
  for (int i = 0; i < count; i += kLanes) store(d + i, load(d + i) * load(factors + i));
}

}  // namespace

void Mlp::forward(ConstTheta theta, const Real* x, Real* out, Real* tape) const {
  alignas(64) Real scratch[2][kMaxWidth * kBlock];
  const Real* p = theta.data();
  const Real* input = x;
  int in = 1;
  for (size_t layer = 0; layer < hidden_.size(); ++layer) {
    const int width = hidden_[layer];
    Real* h = tape != nullptr ? tape : scratch[layer % 2];
    multiply(p, p + width * in, width, in, input, h);
    p += width * (in + 1);
    if (tape != nullptr) tape += width * kBlock;
    if (activation_ == Activation::tanh) {
      activate(h, width * kBlock);
    } else {
      activateSilu(h, tape, width * kBlock);
      if (tape != nullptr) tape += width * kBlock;
    }
    input = h;
    in = width;
  }
  multiply(p, p + outputs_ * in, outputs_, in, input, out);
}

void Mlp::backward(ConstTheta theta, const Real* x, const Real* tape, const Real* gOut, Real* gx,
                   MutableTheta gradient) const {
  alignas(64) Real scratch[2][kMaxWidth * kBlock];
  const Real* end = theta.data() + parameterCount_;
  Real* gEnd = gradient.data() + parameterCount_;
  const Real* h = tape + tapeSize_;
  const Real* d = gOut;
  int out = outputs_;
  for (size_t layer = hidden_.size(); layer-- > 0;) {
    const int in = hidden_[layer];
    const bool silu = activation_ == Activation::silu;
    h -= in * kBlock * (silu ? 2 : 1);
    end -= out * (in + 1);
    gEnd -= out * (in + 1);
    addOuter(d, out, h, in, gEnd);
    addRowSums(d, out, gEnd + out * in);
    Real* next = scratch[layer % 2];
    multiplyTransposed(end, out, in, d, next);
    if (silu) {
      scaleBy(h + in * kBlock, next, in * kBlock);
    } else {
      activateBackward(h, next, in * kBlock);
    }
    d = next;
    out = in;
  }
  addOuter(d, out, x, 1, gradient.data());
  addRowSums(d, out, gradient.data() + out);
  multiplyTransposed(theta.data(), out, 1, d, gx);
}

}  // namespace core
