#pragma once
// A vector field of the plane, g(x) or g(x, t): a multilayer perceptron, tanh between, that carries tangents along.
//
// (2 or 3) -> hidden[0] -> ... -> 2. Per layer theta holds the weights [out][in], row-major, then the biases [out].
// A tangent V is a direction at every point; with it come the derivative K = Dg V along it and, backwards, the second
// derivatives. Two tangents make the Jacobian. A Block of tangents is read as the matrix [2][kBlock] that it is.

#include <string>
#include <vector>

#include "core/math/block.h"
#include "core/math/random.h"

namespace core {

class Field {
 public:
  static constexpr int kMaxWidth = 128;
  static constexpr int kMaxTangents = 2;

  /// One to three hidden widths, each in [1, kMaxWidth]; `timed`: t is a third input.
  Field(std::vector<int> hidden, bool timed);

  int parameterCount() const { return parameterCount_; }
  const std::vector<int>& hidden() const { return hidden_; }
  int inputs() const { return inputs_; }
  /// Layer `number` of the network, from 0: where its parameters begin, and its widths.
  struct Dense {
    int weights, biases, in, out;
  };
  Dense dense(int number) const;
  int layers() const { return static_cast<int>(hidden_.size()) + 1; }
  /// Where the last layer's parameters begin.
  int lastLayer() const { return lastLayer_; }
  /// "weights of layer 1", "biases of layer 3".
  std::string parameterName(int i) const;
  /// Reals that a pass with so many tangents leaves behind for `backward`.
  int tapeSize(int tangents) const { return units_ * (1 + tangents) * kBlock; }

  /// The widths as shaders/network.glsl reads them: ten bits each.
  int packedWidths() const;
  /// Numbers a point that shaders/field.glsl keeps: input, hidden units and output, each with two tangents.
  int cellCount() const { return 3 * (inputs_ + units_ + 2); }

  /// Random features spread over where the points are, then a last layer of zeros: g = 0, its gradient is not.
  void initialise(MutableTheta theta, Rng& rng) const;

  /// k = g(x, t) and K[j] = Dg V[j], j < tangents. `t` is a value a point, not read by a field without time; `tape` keeps
  /// the activations, or is null. k may be x, and K may be V.
  void forward(ConstTheta theta, const Block& x, const Real* t, int tangents, const Block* V, Block& k, Block* K,
               Real* tape) const;
  /// From the cotangents of k and of K[j], j < `tangents`: those of x and of V[j]; adds those of theta to `gradient`.
  /// The tape may be that of a pass with more tangents, `taped`, than have a cotangent. gx may be gk, and gV may be gK.
  void backward(ConstTheta theta, const Block& x, const Real* t, int tangents, const Block* V, const Real* tape,
                int taped, const Block& gk, const Block* gK, Block& gx, Block* gV, MutableTheta gradient) const;

  /// Whether the divergence of g, the trace of Dg, has a closed form here: with two hidden layers, activations h1 and h2
  /// and M = W2 o (W1 W3)^T (W1 without time's column, o entry by entry), it is sum_a (1 - h2_a^2) (M (1 - h1^2))_a: one
  /// product more than g itself, where two tangents take two.
  bool hasDivergence() const { return hidden_.size() == 2; }
  int divergenceMatrixSize() const { return hidden_[0] * hidden_[1]; }
  void divergenceMatrix(ConstTheta theta, Real* matrix) const;
  /// Adds to `gradient` what gMatrix = dL/dM makes of it.
  void divergenceMatrixBackward(ConstTheta theta, const Real* gMatrix, MutableTheta gradient) const;
  int divergenceTapeSize() const { return (hidden_[0] + 2 * hidden_[1]) * kBlock; }
  /// k = g(x, t) and its divergence[kBlock]; otherwise as `forward`.
  void forwardDivergence(ConstTheta theta, const Real* matrix, const Block& x, const Real* t, Block& k,
                         Real* divergence, Real* tape) const;
  /// From the cotangents of k and of the divergence: that of x; adds those of theta and of M.
  void backwardDivergence(ConstTheta theta, const Real* matrix, const Block& x, const Real* t, const Real* tape,
                          const Block& gk, const Real* gDivergence, Block& gx, MutableTheta gradient,
                          Real* gMatrix) const;

 private:
  std::vector<int> hidden_;
  int inputs_;
  int parameterCount_ = 0;
  int lastLayer_ = 0;
  int units_ = 0;  // all hidden units
};

}  // namespace core
