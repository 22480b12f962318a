#pragma once
// The conditioner of a coupling: at D = 2 a function of one scalar, R -> R^outputs, that learns.
//
// Three kinds stand for the same thing. `mlp` is the network of the papers, run at every point. `tabulated` is the same
// network, run once per theta at the nodes of a spline grid that the points then look into. `grid` does without the
// network: what is trained are the coefficients of a multi-resolution spline grid (the idea of Mueller, Evans, Schied,
// Keller: "Instant neural graphics primitives", 2022, in one dimension).
//
// theta: of mlp and tabulated, the network's (mlp.h). Of grid, level after level from the coarsest, the rows of
// `outputs` coefficients; level l enters with the weight 2^(-smoothness l).
// work: of mlp, theta. Of the others, the coefficients [rows][stride] of the finest level (spline_grid.h).

#include <numeric>

#include "core/layers/layer.h"
#include "core/math/mlp.h"
#include "core/math/scalar_table.h"
#include "core/math/spline_grid.h"

namespace core {

class Conditioner {
 public:
  static constexpr int kMaxOutputs = Mlp::kMaxOutputs;
  enum class Kind { mlp, tabulated, grid };

  /// From the settings that `conditionerSettings` lists.
  Conditioner(const Settings& settings, int outputs);

  Kind kind() const { return kind_; }
  int outputs() const { return mlp_.outputs(); }
  int parameterCount() const;
  int workSize() const;
  int tapeSize() const { return kind_ == Kind::mlp ? mlp_.tapeSize() : 0; }

  /// Intervals of ScalarTable between two places where derivatives of the outputs jump; 0 if they never do.
  int smoothPiece() const {
    return kind_ == Kind::mlp ? 0
                              : ScalarTable::kDensity * 2 * static_cast<int>(SplineGrid::kReach) / grid_.intervals();
  }

  /// Of the parameters, those that go with the c of a conditional flow. A network that read c as a second input would add
  /// c times its weights to the biases of the first layer; a grid's coefficients all go with c.
  Entries conditioned() const {
    return kind_ == Kind::grid ? Entries{0, parameterCount()} : Entries{mlp_.firstBias(), mlp_.hidden().front()};
  }

  /// Numbers a point that the shader keeps, in passes and while it prepares: shaders/network.glsl, table.glsl.
  int cellCount() const { return kind_ == Kind::mlp ? networkCells() : 1 + outputs(); }
  int prepareCellCount() const { return kind_ == Kind::tabulated ? networkCells() : 0; }

  /// Outputs are 0, their gradients are not.
  void initialise(MutableTheta theta, Rng& rng) const;
  /// Scales the outputs by s; the features of a network stand still.
  void scaleOutputs(ConstTheta theta, Real s, MutableTheta out) const;
  /// Adds by[outputs] to the outputs, whatever the input.
  void raise(MutableTheta theta, std::span<const Real> by) const;
  void prepare(ConstTheta theta, MutableTheta work) const;
  void prepareBackward(ConstTheta theta, ConstTheta gWork, MutableTheta gradient) const;

  /// out[outputs][kBlock] from x[kBlock]; `tape` is kept for `backward`, or null.
  void forward(ConstTheta work, const Real* x, Real* out, Real* tape) const;
  /// gx[kBlock] = dL/dx from gOut[outputs][kBlock]; adds dL/dwork to gWork.
  void backward(ConstTheta work, const Real* x, const Real* tape, const Real* gOut, Real* gx, MutableTheta gWork) const;

  /// Words 4 (bits 2 to 11), 5, 6 and 9 of the program buffer: shaders/coupling.glsl.
  void describe(LayerProgram& program) const;

 private:
  Real weightOf(int level) const;
  // The input, the activations, the outputs.
  int networkCells() const { return std::accumulate(mlp_.hidden().begin(), mlp_.hidden().end(), 1 + outputs()); }

  Kind kind_;
  Mlp mlp_;
  SplineGrid grid_;
  Real smoothness_;
};

/// conditioner, hidden, activation, levels, order, smoothness.
std::vector<Setting> conditionerSettings();

}  // namespace core
