#pragma once
// A coupling: one coordinate passes unchanged and conditions a monotone map of the other.
//
// y1 = x1, y2 = g(x2; h(x1)) (or with the halves exchanged), h an Mlp. A kind supplies g. Dinh, Krueger, Bengio: "NICE"
// (2014), equations 5 to 7. The Jacobian is triangular, log|det| = log|dg/dx2|.

#include "core/layers/layer.h"
#include "core/math/lanes.h"
#include "core/math/mlp.h"
#include "core/math/scalar_table.h"

namespace core {

class Coupling : public Layer {
 public:
  int parameterCount() const final { return table_ != nullptr ? 0 : conditioner_.parameterCount(); }
  int tapeSize() const final { return conditioner_.tapeSize() + conditioner_.outputs() * kBlock; }
  std::unique_ptr<Layer> freeze(ConstTheta theta) const final;
  void initialise(MutableTheta theta, Rng& rng) const final { conditioner_.initialise(theta, rng); }
  void path(ConstTheta theta, Real s, MutableTheta out) const final { conditioner_.scaleOutputs(theta, s, out); }
  void apply(ConstTheta theta, const Block& x, Block& y, BlockValues& logDet, Real* tape) const final;
  void invert(ConstTheta theta, const Block& y, Block& x, BlockValues& logDet, Real* tape) const final;
  void backward(ConstTheta theta, Way way, const Block& x, const Block& y, const Real* tape, Block& g,
                const BlockValues& gLogDet, MutableTheta gradient) const final;
  void describe(LayerProgram& program) const final;

 protected:
  /// `outputs` of the conditioner parametrise g at each point.
  Coupling(const Settings& settings, int outputs);

  Coupling(const Coupling&) = default;
  virtual std::unique_ptr<Coupling> clone() const = 0;

  /// Derivatives of g at a point: dg/dx and d(log dg/dx)/dx.
  struct Slopes {
    Lanes slope;
    Lanes dLogSlope;
  };
  /// The conditioner's outputs for one register of points: value i lies at raw[i * kBlock].
  /// `prepare` turns them, in place, into what the other four want; once a pass, or once for a frozen layer's table.
  virtual void prepare(Real* raw) const = 0;
  virtual void apply1(const Real* p, Lanes x, Lanes& y, Lanes& logDet) const = 0;
  virtual void invert1(const Real* p, Lanes y, Lanes& x, Lanes& logDet) const = 0;
  virtual Slopes slopes1(const Real* p, Way way, Lanes x, Lanes y) const = 0;
  /// gRaw = a dg/draw + b d(log dg/dx)/draw, laid out like raw.
  virtual void backward1(const Real* p, Way way, Lanes x, Lanes y, Lanes a, Lanes b, Real* gRaw) const = 0;
  /// Words 7 and 8 of the program buffer: what the shader of the kind needs besides the conditioner.
  virtual void describeKind(LayerProgram&) const {}

 private:
  void condition(ConstTheta theta, const Real* x, Real* raw, Real* tape) const;

  Mlp conditioner_;
  std::shared_ptr<const ScalarTable> table_;  // stands in for the conditioner of a frozen layer
  bool changesSecond_;                        // half=2: x2 is changed given x1
};

/// The settings of every coupling: half and hidden.
std::vector<Setting> couplingSettings();

}  // namespace core
