#include "core/math/field.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/math/block_matrix.h"

namespace core {

namespace {

constexpr int kMaxColumns = 1 + Field::kMaxTangents;
static_assert(sizeof(Block) == 2 * kBlock * sizeof(Real), "a block is read as a matrix [2][kBlock]");

// What enters the first layer: coordinates and time, and tangents, along which time stands still.
struct Input {
  alignas(64) Real v[kMaxColumns][3 * kBlock];
};

void gather(Input& in, const Block& x, const Real* t, int tangents, const Block* V) {
  std::copy_n(x.x1, kBlock, in.v[0]);
  std::copy_n(x.x2, kBlock, in.v[0] + kBlock);
  if (t != nullptr) std::copy_n(t, kBlock, in.v[0] + 2 * kBlock);
  for (int j = 0; j < tangents; ++j) {
    std::copy_n(V[j].x1, kBlock, in.v[1 + j]);
    std::copy_n(V[j].x2, kBlock, in.v[1 + j] + kBlock);
    if (t != nullptr) std::fill_n(in.v[1 + j] + 2 * kBlock, kBlock, Real(0));
  }
}

// h: sums of a layer of `count` numbers, and after it those of each tangent; they become tanh and its derivatives.
void activate(Real* h, int count, int tangents) {
  for (int i = 0; i < count; i += kLanes) {
    const Lanes t = tanh(load(h + i));
    const Lanes slope = 1 - t * t;
    store(h + i, t);
    for (int j = 1; j <= tangents; ++j) store(h + j * count + i, slope * load(h + j * count + i));
  }
}

// d: cotangents of what `activate` left in h; they become those of the sums. With the sum a, the tangent's sum A and
// H = tanh'(a) A: tanh''(a) A = -2 tanh(a) H.
void activateBackward(const Real* h, Real* d, int count, int tangents) {
  for (int i = 0; i < count; i += kLanes) {
    const Lanes t = load(h + i);
    const Lanes slope = 1 - t * t;
    Lanes bend{};
    for (int j = 1; j <= tangents; ++j) {
      const int at = j * count + i;
      const Lanes dH = load(d + at);
      bend += dH * load(h + at);
      store(d + at, slope * dH);
    }
    store(d + i, slope * load(d + i) - 2 * t * bend);
  }
}

}  // namespace

Field::Field(std::vector<int> hidden, bool timed) : hidden_(std::move(hidden)), inputs_(timed ? 3 : 2) {
  int in = inputs_;
  for (const int width : hidden_) {
    parameterCount_ += (in + 1) * width;
    units_ += width;
    in = width;
  }
  lastLayer_ = parameterCount_;
  parameterCount_ += (in + 1) * 2;
}

Field::Dense Field::dense(int number) const {
  Dense d{0, 0, inputs_, 0};
  for (int layer = 0;; ++layer) {
    d.out = layer + 1 < layers() ? hidden_[static_cast<size_t>(layer)] : 2;
    d.biases = d.weights + d.in * d.out;
    if (layer == number) return d;
    d.weights = d.biases + d.out;
    d.in = d.out;
  }
}

int Field::packedWidths() const {
  int packed = 0;
  for (size_t i = 0; i < hidden_.size(); ++i) packed |= hidden_[i] << (10 * i);
  return packed;
}

std::string Field::parameterName(int i) const {
  int layer = 0;
  while (layer + 1 < layers() && i >= dense(layer + 1).weights) ++layer;
  return (i < dense(layer).biases ? "weights of layer " : "biases of layer ") + std::to_string(layer + 1);
}

void Field::initialise(MutableTheta theta, Rng& rng) const {
  size_t at = 0;
  const int first = hidden_.front();
  const auto biases = static_cast<size_t>(first * inputs_);
  for (int i = 0; i < first; ++i) {
    // Steps of random steepness and direction, their centres spread over the plane, and over time from 0 to 1.
    const double steepness = rng.uniform(0.3, 1.6);
    const double angle = rng.uniform(0, 6.283185307179586);
    double bias = -steepness * rng.uniform(-4, 4);
    theta[at++] = static_cast<Real>(steepness * std::cos(angle));
    theta[at++] = static_cast<Real>(steepness * std::sin(angle));
    if (inputs_ == 3) {
      const double drift = rng.normal();
      theta[at++] = static_cast<Real>(drift);
      bias -= 0.5 * drift;
    }
    theta[biases + static_cast<size_t>(i)] = static_cast<Real>(bias);
  }
  at += static_cast<size_t>(first);
  for (size_t layer = 1; layer < hidden_.size(); ++layer) {
    const int in = hidden_[layer - 1];
    const int out = hidden_[layer];
    const double a = std::sqrt(3.0 / in);  // variance 1/in: LeCun, "Efficient BackProp" (1998)
    for (int i = 0; i < in * out; ++i) theta[at++] = static_cast<Real>(rng.uniform(-a, a));
    for (int i = 0; i < out; ++i) theta[at++] = 0;
  }
  std::fill(theta.begin() + lastLayer_, theta.begin() + parameterCount_, Real(0));
}

void Field::forward(ConstTheta theta, const Block& x, const Real* t, int tangents, const Block* V, Block& k, Block* K,
                    Real* tape) const {
  alignas(64) Real scratch[2][kMaxColumns * kMaxWidth * kBlock];
  Input start;
  gather(start, x, inputs_ == 3 ? t : nullptr, tangents, V);
  const Real* p = theta.data();
  const Real* input = start.v[0];
  int stride = 3 * kBlock;
  int in = inputs_;
  for (size_t layer = 0; layer < hidden_.size(); ++layer) {
    const int width = hidden_[layer];
    Real* h = tape != nullptr ? tape : scratch[layer % 2];
    for (int j = 0; j <= tangents; ++j)
      multiply(p, j == 0 ? p + width * in : nullptr, width, in, input + j * stride, h + j * width * kBlock);
    activate(h, width * kBlock, tangents);
    p += width * (in + 1);
    if (tape != nullptr) tape += (1 + tangents) * width * kBlock;
    input = h;
    in = width;
    stride = width * kBlock;
  }
  multiply(p, p + 2 * in, 2, in, input, k.x1);
  for (int j = 0; j < tangents; ++j) multiply(p, nullptr, 2, in, input + (1 + j) * stride, K[j].x1);
}

void Field::backward(ConstTheta theta, const Block& x, const Real* t, int tangents, const Block* V, const Real* tape,
                     int taped, const Block& gk, const Block* gK, Block& gx, Block* gV, MutableTheta gradient) const {
  alignas(64) Real scratch[2][kMaxColumns * kMaxWidth * kBlock];
  const Real* end = theta.data() + parameterCount_;
  Real* gEnd = gradient.data() + parameterCount_;
  const Real* h = tape + tapeSize(taped);
  const Real* d[kMaxColumns] = {gk.x1};
  for (int j = 0; j < tangents; ++j) d[1 + j] = gK[j].x1;
  int out = 2;
  for (size_t layer = hidden_.size(); layer-- > 0;) {
    const int in = hidden_[layer];
    const int count = in * kBlock;
    h -= (1 + taped) * count;
    end -= out * (in + 1);
    gEnd -= out * (in + 1);
    Real* next = scratch[layer % 2];
    for (int j = 0; j <= tangents; ++j) {
      addOuter(d[j], out, h + j * count, in, gEnd);
      multiplyTransposed(end, out, in, d[j], next + j * count);
    }
    addRowSums(d[0], out, gEnd + out * in);
    activateBackward(h, next, count, tangents);
    for (int j = 0; j <= tangents; ++j) d[j] = next + j * count;
    out = in;
  }
  Input start;
  gather(start, x, inputs_ == 3 ? t : nullptr, tangents, V);
  for (int j = 0; j <= tangents; ++j) addOuter(d[j], out, start.v[j], inputs_, gradient.data());
  addRowSums(d[0], out, gradient.data() + out * inputs_);
  alignas(64) Real gInput[3 * kBlock];
  for (int j = 0; j <= tangents; ++j) {
    multiplyTransposed(theta.data(), out, inputs_, d[j], gInput);
    Block& into = j == 0 ? gx : gV[j - 1];
    std::copy_n(gInput, kBlock, into.x1);
    std::copy_n(gInput + kBlock, kBlock, into.x2);
  }
}

}  // namespace core
