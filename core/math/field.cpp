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

namespace {

// out = 1 - h^2, the slopes of tanh.
void slopesOf(const Real* h, Real* out, int count) {
  for (int i = 0; i < count; i += kLanes) {
    const Lanes t = load(h + i);
    store(out + i, 1 - t * t);
  }
}

// d: cotangent of an activation h, and gSlope that of its slope 1 - h^2; d becomes the cotangent of the sum below.
inline Lanes throughTanh(Lanes h, Lanes d, Lanes gSlope) { return (1 - h * h) * (d - 2 * h * gSlope); }

}  // namespace

void Field::divergenceMatrix(ConstTheta theta, Real* matrix) const {
  const Dense first = dense(0), second = dense(1), third = dense(2);
  const Real* w1 = theta.data() + first.weights;
  const Real* w2 = theta.data() + second.weights;
  const Real* w3 = theta.data() + third.weights;
  for (int a = 0; a < second.out; ++a) {
    for (int b = 0; b < second.in; ++b) {
      const Real* from = w1 + b * inputs_;
      matrix[a * second.in + b] = w2[a * second.in + b] * (w3[a] * from[0] + w3[second.out + a] * from[1]);
    }
  }
}

void Field::divergenceMatrixBackward(ConstTheta theta, const Real* gMatrix, MutableTheta gradient) const {
  const Dense first = dense(0), second = dense(1), third = dense(2);
  const Real* w1 = theta.data() + first.weights;
  const Real* w2 = theta.data() + second.weights;
  const Real* w3 = theta.data() + third.weights;
  Real* g1 = gradient.data() + first.weights;
  Real* g2 = gradient.data() + second.weights;
  Real* g3 = gradient.data() + third.weights;
  for (int a = 0; a < second.out; ++a) {
    for (int b = 0; b < second.in; ++b) {
      const int at = a * second.in + b;
      const Real* from = w1 + b * inputs_;
      g2[at] += gMatrix[at] * (w3[a] * from[0] + w3[second.out + a] * from[1]);
      const Real g = gMatrix[at] * w2[at];
      g3[a] += g * from[0];
      g3[second.out + a] += g * from[1];
      g1[b * inputs_] += g * w3[a];
      g1[b * inputs_ + 1] += g * w3[second.out + a];
    }
  }
}

void Field::forwardDivergence(ConstTheta theta, const Real* matrix, const Block& x, const Real* t, Block& k,
                              Real* divergence, Real* tape) const {
  alignas(64) Real scratch[3 * kMaxWidth * kBlock];
  alignas(64) Real slopes[kMaxWidth * kBlock];
  const Dense first = dense(0), second = dense(1), third = dense(2);
  Real* h1 = tape != nullptr ? tape : scratch;
  Real* h2 = h1 + first.out * kBlock;
  Real* q = h2 + second.out * kBlock;
  Input start;
  gather(start, x, inputs_ == 3 ? t : nullptr, 0, nullptr);
  const Real* p = theta.data();
  multiply(p + first.weights, p + first.biases, first.out, first.in, start.v[0], h1);
  activate(h1, first.out * kBlock, 0);
  multiply(p + second.weights, p + second.biases, second.out, second.in, h1, h2);
  activate(h2, second.out * kBlock, 0);
  multiply(p + third.weights, p + third.biases, 2, third.in, h2, k.x1);
  slopesOf(h1, slopes, first.out * kBlock);
  multiply(matrix, nullptr, second.out, second.in, slopes, q);
  for (int i = 0; i < kBlock; i += kLanes) {
    Lanes sums[2] = {};  // two chains, each waits for its own last sum
    for (int a = 0; a < second.out; ++a) {
      const Lanes h = load(h2 + a * kBlock + i);
      sums[a % 2] += (1 - h * h) * load(q + a * kBlock + i);
    }
    store(divergence + i, sums[0] + sums[1]);
  }
}

void Field::backwardDivergence(ConstTheta theta, const Real* matrix, const Block& x, const Real* t, const Real* tape,
                               const Block& gk, const Real* gDivergence, Block& gx, MutableTheta gradient,
                               Real* gMatrix) const {
  alignas(64) Real d2[kMaxWidth * kBlock], gq[kMaxWidth * kBlock];
  alignas(64) Real d1[kMaxWidth * kBlock], gSlopes[kMaxWidth * kBlock], slopes[kMaxWidth * kBlock];
  const Dense first = dense(0), second = dense(1), third = dense(2);
  const Real* h1 = tape;
  const Real* h2 = h1 + first.out * kBlock;
  const Real* q = h2 + second.out * kBlock;
  const Real* p = theta.data();
  Real* g = gradient.data();
  addOuter(gk.x1, 2, h2, third.in, g + third.weights);
  addRowSums(gk.x1, 2, g + third.biases);
  multiplyTransposed(p + third.weights, 2, third.in, gk.x1, d2);
  for (int a = 0; a < second.out; ++a) {
    for (int i = 0; i < kBlock; i += kLanes) {
      const int at = a * kBlock + i;
      const Lanes h = load(h2 + at);
      const Lanes byDivergence = load(gDivergence + i);
      store(gq + at, byDivergence * (1 - h * h));
      store(d2 + at, throughTanh(h, load(d2 + at), byDivergence * load(q + at)));
    }
  }
  slopesOf(h1, slopes, first.out * kBlock);
  addOuter(gq, second.out, slopes, second.in, gMatrix);
  multiplyTransposed(matrix, second.out, second.in, gq, gSlopes);
  addOuter(d2, second.out, h1, second.in, g + second.weights);
  addRowSums(d2, second.out, g + second.biases);
  multiplyTransposed(p + second.weights, second.out, second.in, d2, d1);
  for (int i = 0; i < first.out * kBlock; i += kLanes)
    store(d1 + i, throughTanh(load(h1 + i), load(d1 + i), load(gSlopes + i)));
  Input start;
  gather(start, x, inputs_ == 3 ? t : nullptr, 0, nullptr);
  addOuter(d1, first.out, start.v[0], inputs_, g + first.weights);
  addRowSums(d1, first.out, g + first.biases);
  alignas(64) Real gInput[3 * kBlock];
  multiplyTransposed(p + first.weights, first.out, inputs_, d1, gInput);
  std::copy_n(gInput, kBlock, gx.x1);
  std::copy_n(gInput + kBlock, kBlock, gx.x2);
}

}  // namespace core
