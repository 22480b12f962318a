#pragma once
// A multilayer perceptron of one scalar: the conditioner of a coupling at D = 2.
//
// R -> hidden[0] -> ... -> R^outputs, tanh or SiLU between. Per layer theta holds the weights [out][in], row-major, then the
// biases [out].

#include <vector>

#include "core/math/block.h"
#include "core/math/random.h"

namespace core {

class Mlp {
 public:
  static constexpr int kMaxWidth = 256;
  static constexpr int kMaxOutputs = 192;

  /// Both smooth: a crease in the activation would be one in the density. silu(a) = a sigmoid(a) (Hendrycks, Gimpel 2016).
  enum class Activation { tanh, silu };

  /// One to three hidden widths, each in [1, kMaxWidth]; outputs in [1, kMaxOutputs].
  Mlp(std::vector<int> hidden, int outputs, Activation activation = Activation::tanh);

  int outputs() const { return outputs_; }
  int parameterCount() const { return parameterCount_; }
  int tapeSize() const { return tapeSize_; }
  const std::vector<int>& hidden() const { return hidden_; }
  Activation activation() const { return activation_; }
  /// Where the first layer's biases lie: a further input would add its weights times itself to them.
  int firstBias() const { return hidden_.front(); }

  /// Random features over [-4, 4], then a last layer of zeros: outputs are 0, their gradients are not.
  void initialise(MutableTheta theta, Rng& rng) const;
  /// Scales the outputs by s: only the last layer, so that the features stand still.
  void scaleOutputs(ConstTheta theta, Real s, MutableTheta out) const;

  /// out[outputs][kBlock] from x[kBlock]; `tape` keeps the activations, or is null.
  void forward(ConstTheta theta, const Real* x, Real* out, Real* tape) const;
  /// gx[kBlock] = dL/dx from gOut[outputs][kBlock] = dL/dout; adds dL/dtheta to `gradient`.
  void backward(ConstTheta theta, const Real* x, const Real* tape, const Real* gOut, Real* gx,
                MutableTheta gradient) const;

 private:
  std::vector<int> hidden_;
  int outputs_;
  Activation activation_;
  int parameterCount_ = 0;
  int lastLayer_ = 0;  // where the last layer's parameters begin
  int tapeSize_ = 0;
};

}  // namespace core
