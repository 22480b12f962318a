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

constexpr int kFew = 4;  // outputs that are quicker taken one by one than as a matrix

// The two activations: a value from the sum below it and, at entry i of `count` values kept at h, the slope there. The
// slopes of tanh can be told from its values; those of SiLU are kept behind them.
struct Tanh {
  static constexpr bool keepsSlopes = false;
  static Lanes at(Lanes a, Real*) { return tanh(a); }
  static Lanes slope(const Real* h, int /*count*/, int i) {
    const Lanes t = load(h + i);
    return 1 - t * t;
  }
};
struct Silu {
  static constexpr bool keepsSlopes = true;
  static Lanes at(Lanes a, Real* slope) {
    const Lanes s = sigmoid(a);
    if (slope != nullptr) store(slope, s * (1 + a * (1 - s)));
    return a * s;
  }
  static Lanes slope(const Real* h, int count, int i) { return load(h + count + i); }
};

// h = activation(w x + b): the first layer, of one input. `slopes`: where to keep them, or null.
template <class A>
void enter(const Real* w, const Real* b, int width, const Real* x, Real* h, Real* slopes) {
  for (int row = 0; row < width; ++row) {
    const Lanes weight = lanes(w[row]), bias = lanes(b[row]);
    for (int i = 0; i < kBlock; i += kLanes) {
      const int at = row * kBlock + i;
      store(h + at, A::at(weight * load(x + i) + bias, slopes != nullptr ? slopes + at : nullptr));
    }
  }
}

// h = activation(h).
template <class A>
void activate(Real* h, int count, Real* slopes) {
  for (int i = 0; i < count; i += kLanes) store(h + i, A::at(load(h + i), slopes != nullptr ? slopes + i : nullptr));
}

// d = slope o W^T g: from the cotangents g of `out` outputs to those of the sums below h.
template <class A>
void backThrough(const Real* w, int out, int width, const Real* g, const Real* h, Real* d) {
  const int count = width * kBlock;
  if (out > kFew) {
    multiplyTransposed(w, out, width, g, d);
    for (int i = 0; i < count; i += kLanes) store(d + i, load(d + i) * A::slope(h, count, i));
    return;
  }
  for (int row = 0; row < width; ++row) {
    for (int i = 0; i < kBlock; i += kLanes) {
      Lanes total{};
      for (int o = 0; o < out; ++o) total += w[o * width + row] * load(g + o * kBlock + i);
      store(d + row * kBlock + i, total * A::slope(h, count, row * kBlock + i));
    }
  }
}

template <class A>
void forwardBy(const std::vector<int>& hidden, int outputs, const Real* p, const Real* x, Real* out, Real* tape) {
  alignas(64) Real scratch[2][Mlp::kMaxWidth * kBlock];
  const Real* input = x;
  int in = 1;
  for (size_t layer = 0; layer < hidden.size(); ++layer) {
    const int width = hidden[layer];
    Real* h = tape != nullptr ? tape : scratch[layer % 2];
    if (tape != nullptr) tape += width * kBlock;
    Real* slopes = A::keepsSlopes ? tape : nullptr;
    if (A::keepsSlopes && tape != nullptr) tape += width * kBlock;
    if (layer == 0) {
      enter<A>(p, p + width, width, x, h, slopes);
    } else {
      multiply(p, p + width * in, width, in, input, h);
      activate<A>(h, width * kBlock, slopes);
    }
    p += width * (in + 1);
    input = h;
    in = width;
  }
  multiply(p, p + outputs * in, outputs, in, input, out);
}

template <class A>
void backwardBy(const std::vector<int>& hidden, int outputs, const Real* end, const Real* x, const Real* tapeEnd,
                const Real* gOut, Real* gx, Real* gEnd) {
  alignas(64) Real scratch[2][Mlp::kMaxWidth * kBlock];
  const Real* h = tapeEnd;
  const Real* d = gOut;
  int out = outputs;
  for (size_t layer = hidden.size(); layer-- > 0;) {
    const int in = hidden[layer];
    h -= in * kBlock * (A::keepsSlopes ? 2 : 1);
    end -= out * (in + 1);
    gEnd -= out * (in + 1);
    addOuter(d, out, h, in, gEnd);
    addRowSums(d, out, gEnd + out * in);
    Real* next = scratch[layer % 2];
    backThrough<A>(end, out, in, d, h, next);
    d = next;
    out = in;
  }
  addOuter(d, out, x, 1, gEnd - 2 * out);
  addRowSums(d, out, gEnd - out);
  multiplyTransposed(end - 2 * out, out, 1, d, gx);
}

}  // namespace

void Mlp::forward(ConstTheta theta, const Real* x, Real* out, Real* tape) const {
  (activation_ == Activation::tanh ? forwardBy<Tanh> : forwardBy<Silu>)(hidden_, outputs_, theta.data(), x, out, tape);
}

void Mlp::backward(ConstTheta theta, const Real* x, const Real* tape, const Real* gOut, Real* gx,
                   MutableTheta gradient) const {
  const auto by = activation_ == Activation::tanh ? backwardBy<Tanh> : backwardBy<Silu>;
  by(hidden_, outputs_, theta.data() + parameterCount_, x, tape + tapeSize_, gOut, gx,
     gradient.data() + parameterCount_);
}

}  // namespace core
